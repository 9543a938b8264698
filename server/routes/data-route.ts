import { Router } from 'express';
import {
  rejectedQuery,
  type ReconciliationAnswer,
  type RejectedAnswer,
  type RejectedQuery,
  type RunsAnswer,
} from '../contracts/data.ts';
import type { RunSummary } from '../contracts/status.ts';
import { parseParameters } from '../http/query-parameters.ts';

/** Where the data stand: what keeps the warehouse fresh tells. */
export interface DataKeeper {
  runs(): Promise<readonly RunSummary[]>;
  reconciliation(): Promise<ReconciliationAnswer>;
  rejected(query: RejectedQuery): Promise<RejectedAnswer>;
}

/** `GET /api/runs`, `/api/reconciliation`, `/api/rejected` */
export function dataRoute(keeper: DataKeeper): Router {
  const router = Router();
  router.get('/api/runs', async (_request, response) => {
    const body: RunsAnswer = { runs: [...(await keeper.runs())] };
    response.setHeader('cache-control', 'no-store').json(body);
  });
  router.get('/api/reconciliation', async (_request, response) => {
    response.setHeader('cache-control', 'no-store').json(await keeper.reconciliation());
  });
  router.get('/api/rejected', async (request, response) => {
    const query = parseParameters(rejectedQuery, request.query);
    response.setHeader('cache-control', 'no-store').json(await keeper.rejected(query));
  });
  return router;
}
