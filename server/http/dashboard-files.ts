import { existsSync } from 'node:fs';
import path from 'node:path';
import express, { Router } from 'express';
import { TreelineError } from '../../warehouse/treeline-error.ts';

/**
 * The built dashboard: hashed assets are kept for ever by browsers, the page itself is asked for each time.
 * Any path that is not a file answers the page, which finds its own way. Errors: `dashboard_not_built`, `not_found`.
 */
export function dashboardFiles(folder: string): Router {
  const router = Router();
  const page = path.join(folder, 'index.html');
  const year = 365 * 24 * 3600 * 1000;
  router.use(
    '/assets',
    express.static(path.join(folder, 'assets'), { immutable: true, maxAge: year, index: false }),
  );
  router.use('/assets', (request) => {
    throw new TreelineError(
      'not_found',
      `${request.originalUrl} is not part of this build. Reload the page.`,
      {},
    );
  });
  router.use(
    express.static(folder, {
      index: false,
      setHeaders: (response) => response.setHeader('cache-control', 'no-cache'),
    }),
  );
  router.get('/{*rest}', (_request, response) => {
    if (!existsSync(page)) {
      throw new TreelineError(
        'dashboard_not_built',
        'The dashboard has not been built yet. Run `npm run build`, then reload. The API under /api works meanwhile.',
        {},
      );
    }
    response.setHeader('cache-control', 'no-cache');
    response.sendFile(page);
  });
  return router;
}
