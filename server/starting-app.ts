import express, { type Express } from 'express';
import type { FreshnessState } from './contracts/events.ts';
import type { ErrorAnswer } from './contracts/errors.ts';
import type { HealthAnswer } from './contracts/status.ts';
import { securityHeaders } from './http/security-headers.ts';

const PAGE = `<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta http-equiv="refresh" content="2"><title>Treeline</title>
<style>body{font:18px/1.6 system-ui,sans-serif;background:#070b14;color:#c9d6ea;display:grid;place-items:center;height:100vh;margin:0;text-align:center}</style>
</head><body><p>The first figures are being prepared. This page opens by itself.<br>
<span lang="zh">正在准备第一批数据,完成后页面会自动打开。</span></p></body></html>`;

/** What is answered until the first publish. */
export function createStartingApp(freshness: () => FreshnessState): Express {
  const app = express();
  app.disable('x-powered-by');
  app.use(securityHeaders);
  app.get('/api/health', (_request, response) => {
    const body: HealthAnswer = { status: 'starting', version: null, asOf: null, freshness: freshness() };
    response.status(503).json(body);
  });
  app.use(['/api', '/cubejs-api'], (_request, response) => {
    const message = 'The first figures are being prepared. Try again in a moment.';
    const body: ErrorAnswer = { error: { code: 'not_published', message, facts: {} } };
    response.status(503).setHeader('retry-after', '2').json(body);
  });
  app.use((_request, response) => {
    response.status(503).setHeader('retry-after', '2').type('html').send(PAGE);
  });
  return app;
}
