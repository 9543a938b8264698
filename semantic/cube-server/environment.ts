import { ROW_LIMIT, DEFAULT_LIMIT } from '../query/cube-query.ts';

/**
 * Cube reads these when it is loaded and while it runs; its options cover only a part of them.
 * Without the native addon only the legacy SQL planner works (docs/adr).
 */
export function setCubeEnvironment(): void {
  Object.assign(process.env, {
    CUBEJS_TESSERACT_SQL_PLANNER: 'false',
    CUBEJS_CACHE_AND_QUEUE_DRIVER: 'memory',
    CUBEJS_TELEMETRY: 'false',
    CUBEJS_DEV_MODE: 'false',
    CUBEJS_REFRESH_WORKER: 'false',
    CUBEJS_DB_TYPE: 'duckdb',
    CUBEJS_EXTERNAL_DEFAULT: 'false',
    // one is enough for a dozen files, and each costs a start of Babel
    CUBEJS_TRANSPILATION_WORKER_THREADS_COUNT: '1',
    // one more than a client may ask for, so that a cut shows
    CUBEJS_DB_QUERY_LIMIT: String(ROW_LIMIT + 1),
    CUBEJS_DB_QUERY_DEFAULT_LIMIT: String(DEFAULT_LIMIT + 1),
  });
}

/**
 * Cube takes any other NODE_ENV for a developer's machine: it would warn on stdout and start helpers.
 * It reads the value only while it is put together, which is synchronous.
 */
export function asInProduction<T>(work: () => T): T {
  const before = process.env['NODE_ENV'];
  process.env['NODE_ENV'] = 'production';
  try {
    return work();
  } finally {
    if (before === undefined) delete process.env['NODE_ENV'];
    else process.env['NODE_ENV'] = before;
  }
}
