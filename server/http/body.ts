import express, { type RequestHandler } from 'express';

/** What people send is a few lines; a body of more is a mistake or an attack. */
export const jsonBody: RequestHandler = express.json({ limit: '32kb', strict: true });
