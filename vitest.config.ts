import { defineConfig } from 'vitest/config';

/**
 * unit      beside the code; no process, no port
 * main      whole rooms together on embedded parts (PGlite, DuckDB): needs no server
 * services  a real PostgreSQL and MariaDB
 * e2e       a real Chromium
 */
export default defineConfig({
  test: {
    maxWorkers: 2,
    testTimeout: 120_000,
    hookTimeout: 180_000,
    projects: [
      {
        extends: true,
        test: {
          name: 'unit',
          include: ['{pipelines,warehouse,models,semantic,server,dashboard}/**/*.test.{ts,tsx}'],
        },
      },
      {
        extends: true,
        test: { name: 'main', include: ['test/main/**/*.test.ts', 'test/golden/**/*.test.ts'] },
      },
      { extends: true, test: { name: 'services', include: ['test/services/**/*.test.ts'] } },
      {
        extends: true,
        // a browser, a server and its builds share the machine's cores: once in a few runs a page starves
        test: {
          name: 'e2e',
          include: ['test/e2e/**/*.test.ts'],
          fileParallelism: false,
          testTimeout: 240_000,
          retry: 1,
        },
      },
    ],
  },
});
