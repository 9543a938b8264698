import type * as Gateway from '@cubejs-backend/api-gateway';
import type * as Driver from '@cubejs-backend/base-driver';
import type * as DuckDB from '@cubejs-backend/duckdb-driver';
import type * as Orchestrator from '@cubejs-backend/query-orchestrator';
import type * as Compiler from '@cubejs-backend/schema-compiler';
import type * as Server from '@cubejs-backend/server';
import type * as Core from '@cubejs-backend/server-core';
import { createRequire } from 'node:module';

/** The packages that Cube is made of. */
export interface CubePackages {
  readonly server: typeof Server;
  readonly core: typeof Core;
  readonly gateway: typeof Gateway;
  readonly orchestrator: typeof Orchestrator;
  readonly compiler: typeof Compiler;
  readonly baseDriver: typeof Driver;
  readonly duckdbDriver: typeof DuckDB;
}

/**
 * Loads Cube, which reads the environment while it loads: set that first.
 * Its entry points are CommonJS whose names an `import` does not see.
 */
export function loadCubePackages(): CubePackages {
  const require = createRequire(import.meta.url);
  sayPlannerWarningToNobody(require.resolve('@cubejs-backend/server-core'));
  return {
    server: require('@cubejs-backend/server'),
    core: require('@cubejs-backend/server-core'),
    gateway: require('@cubejs-backend/api-gateway'),
    orchestrator: require('@cubejs-backend/query-orchestrator'),
    compiler: require('@cubejs-backend/schema-compiler'),
    baseDriver: require('@cubejs-backend/base-driver'),
    duckdbDriver: require('@cubejs-backend/duckdb-driver'),
  };
}

/**
 * Cube says once per process, on stdout, that the legacy planner will go. We know (docs/adr), and stdout belongs to
 * whoever called us: `--json` is read by machines.
 */
function sayPlannerWarningToNobody(core: string): void {
  const shared = createRequire(core)('@cubejs-backend/shared');
  const { log } = console;
  console.log = () => undefined;
  try {
    shared.getEnv('nativeSqlPlanner');
  } finally {
    console.log = log;
  }
}
