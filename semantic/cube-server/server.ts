import { randomBytes } from 'node:crypto';
import { availableParallelism } from 'node:os';
import express, { type Express, type Request } from 'express';
import type { Warehouse } from '../../warehouse/warehouse.ts';
import { securityContext, type Viewer } from '../policy/viewer.ts';
import type { Answer } from './answer.ts';
import { defineDialect } from './dialect.ts';
import { defineDriver } from './driver.ts';
import { asInProduction, setCubeEnvironment } from './environment.ts';
import { defineGateway, type CompiledQuery, type GatewayGround } from './gateway.ts';
import { defineOrchestrator } from './orchestrator.ts';
import { loadCubePackages } from './packages.ts';
import { requirePolicies } from './require-policies.ts';
import { defineResultCache } from './result-cache.ts';

export interface CubeServerOptions extends GatewayGround {
  readonly warehouse: Warehouse;
  readonly weekStarts: 'monday' | 'sunday';
  viewerOf(request: Request): Viewer | Promise<Viewer>;
}

/** What this folder knows of Cube, and nobody else does. */
export interface CubeServer {
  /** All of Cube's routes: the door in front opens two of them. */
  readonly routes: Express;
  answer(raw: unknown, viewer: Viewer): Promise<Answer>;
  /** The SQL of a query under the viewer's policy. */
  sqlOf(raw: unknown, viewer: Viewer): Promise<CompiledQuery>;
  /** Compiles the current model, so that a fault in it shows before a query does. */
  compile(): Promise<void>;
  forgetResults(): void;
  cacheSize(): { readonly entries: number; readonly bytes: number };
  close(): Promise<void>;
}

/** Queries that DuckDB works on at once: each uses all cores, and the next build waits its turn among them. */
const CONCURRENCY = Math.max(2, availableParallelism());

/** Starts Cube inside the process: no port, no addon, no file. */
export async function startCube(options: CubeServerOptions): Promise<CubeServer> {
  setCubeEnvironment();
  const packages = loadCubePackages();
  const { CubejsServer } = packages.server;
  const { CubejsServerCore } = packages.core;
  const ResultCache = defineResultCache(packages);
  const cache = new ResultCache();
  const Gateway = defineGateway(packages, options);
  const Orchestrator = defineOrchestrator(packages, cache);
  const Dialect = defineDialect(packages, options.weekStarts);
  const Driver = defineDriver(packages, options.warehouse);
  type GatewayOptions = ConstructorParameters<typeof Gateway>;
  type OrchestratorOptions = ConstructorParameters<typeof Orchestrator>;

  class Core extends CubejsServerCore {
    protected override createCompilerApi(repository: unknown, compilerOptions: Record<string, unknown> = {}) {
      const compiler = super.createCompilerApi(repository, compilerOptions);
      // Jinja templates come from the native addon; our models are JavaScript
      Reflect.set(compiler, 'nativeInstance', { newJinjaEngine: () => ({}) });
      return compiler;
    }

    gateway: InstanceType<typeof Gateway> | null = null;

    protected override createApiGatewayInstance(...gatewayOptions: GatewayOptions) {
      this.gateway = new Gateway(...gatewayOptions);
      return this.gateway;
    }

    protected override createOrchestratorApi(
      getDriver: OrchestratorOptions[0],
      orchestratorOptions: OrchestratorOptions[2],
    ) {
      return new Orchestrator(getDriver, this.logger, orchestratorOptions);
    }
  }

  class Server extends CubejsServer {
    readonly own = { core: this.core };

    protected override createCoreInstance(...[config, system]: ConstructorParameters<typeof Core>) {
      return new Core(config, system);
    }
  }

  const config: ConstructorParameters<typeof Server>[0] = {
    apiSecret: randomBytes(32).toString('hex'),
    checkAuth: async (request) => {
      request.securityContext = securityContext(await options.viewerOf(request));
    },
    // SQL, dry runs and jobs would show bounds of the policy
    contextToApiScopes: async () => ['meta', 'data'],
    repositoryFactory: () => ({
      localPath: () => 'semantic',
      dataSchemaFiles: async () => [...options.model().files],
    }),
    schemaVersion: () => options.model().version,
    driverFactory: () => new Driver(),
    telemetry: false,
    devServer: false,
    scheduledRefreshTimer: false,
    cacheAndQueueDriver: 'memory',
    allowNodeRequire: false,
    allowUngroupedWithoutPrimaryKey: true,
    logger: (message, fields) => logFailure(options, message, fields),
    orchestratorOptions: queues(options.timeoutMs),
  };
  // Cube's types ask for a query object here, its code for the class
  Reflect.set(config, 'dialectFactory', () => Dialect);
  const routes = express();
  // nobody may keep an answer, so nobody asks whether it has changed
  routes.set('etag', false);
  routes.disable('x-powered-by');
  const { core } = asInProduction(() => new Server(config).own);
  await asInProduction(() => core.initApp(routes));
  if (!(core instanceof Core) || core.gateway === null)
    throw new Error('Cube did not take the classes it was given');
  const { gateway } = core;

  return {
    routes,
    answer: async (raw, viewer) => await gateway.answer(raw, securityContext(viewer)),
    sqlOf: async (raw, viewer) => await gateway.sqlOf(raw, securityContext(viewer)),
    compile: async () => {
      const context = { securityContext: securityContext({ allowAll: true }), requestId: 'compile' };
      const compiler = await core.getCompilerApi(context);
      requirePolicies((await compiler.getCompilers()).cubeEvaluator);
    },
    forgetResults: () => cache.reset(),
    cacheSize: () => cache.size(),
    close: async () => {
      await core.beforeShutdown();
      await core.shutdown();
      cache.reset();
    },
  };
}

/** Cube logs every query with its values; only failures are passed on, and without them. */
function logFailure(options: CubeServerOptions, message: string, fields: Record<string, unknown>): void {
  const error = fields['error'];
  if (error === undefined || message === 'UserError') return;
  options.warn({ error: String(error).split('\n')[0], requestId: fields['requestId'] }, message);
}

function queues(timeoutMs: number) {
  return {
    continueWaitTimeout: 10,
    queryCacheOptions: {
      queueOptions: { concurrency: CONCURRENCY, executionTimeout: Math.ceil(timeoutMs / 1000) },
    },
  };
}
