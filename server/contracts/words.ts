import { z } from 'zod';

/** A text in the product's two languages. */
export const words = z.object({ en: z.string(), zh: z.string() });

/** How a figure is written; the dashboard's formatter has one case each. */
export const figureFormat = z.enum(['money', 'count', 'rate', 'days', 'hours', 'minutes', 'ratio', 'number']);
export type FigureFormat = z.infer<typeof figureFormat>;
