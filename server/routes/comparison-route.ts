import { Router } from 'express';
import { periodOf, type Period } from '../calendar/business-day.ts';
import { lastYearPeriod, previousPeriod } from '../calendar/comparison.ts';
import { comparisonQuery, type ComparisonAnswer } from '../contracts/comparison.ts';
import { parseParameters } from '../http/query-parameters.ts';
import type { Published } from '../published/snapshot.ts';
import type { ServerSettings } from '../settings.ts';
import { TreelineError } from '../../warehouse/treeline-error.ts';

/** `GET /api/comparison` */
export function comparisonRoute(published: Published, settings: ServerSettings): Router {
  const router = Router();
  router.get('/api/comparison', async (request, response) => {
    const { kind, from, to } = parseParameters(comparisonQuery, request.query);
    const { version, today, asOfLocal, isWorkingDay } = await published.snapshot();
    const period = kind === 'custom' ? customPeriod(from, to) : periodOf(kind, today, settings);
    const now = { day: today, local: asOfLocal };
    const body: ComparisonAnswer = {
      ...{ version, ...period },
      previous: previousPeriod(kind, period, now, isWorkingDay, settings),
      lastYear: lastYearPeriod(kind, period, now, settings),
    };
    response.setHeader('cache-control', 'no-store').json(body);
  });
  return router;
}

function customPeriod(from: string | undefined, to: string | undefined): Period {
  if (from !== undefined && to !== undefined && from <= to) return { from, end: to };
  const message =
    'A custom period needs from and to, two days in order. Write from=2026-03-01&to=2026-03-15.';
  throw new TreelineError('invalid_parameter', message, { from, to });
}
