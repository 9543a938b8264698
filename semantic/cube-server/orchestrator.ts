import type { LocalCacheDriver } from '@cubejs-backend/query-orchestrator';
import { z } from 'zod';
import type { CubePackages } from './packages.ts';

const failureSchema = z.object({ error: z.string() });
const WAITING = /^Continue wait$|timeout/i;
const contextSchema = z.object({ publishedVersion: z.number() });

/** A query as Cube's gateway hands it to the orchestrator: SQL, values and how to run them. */
export type CompiledByCube = Readonly<Record<string, unknown>>;

/** By the context it was asked in: the gateway keeps what it compiles to itself. */
const compiled = new WeakMap<object, CompiledByCube>();

/** What Cube made of the question asked in this context. */
export function compiledIn(context: object): CompiledByCube | undefined {
  return compiled.get(context);
}

/**
 * Results are kept per publish. Cube's own refresh keys would serve answers up to ten seconds old,
 * and after a pause without bound.
 */
export function defineOrchestrator({ core: { OrchestratorApi } }: CubePackages, cache: LocalCacheDriver) {
  type Options = ConstructorParameters<typeof OrchestratorApi>;
  type Query = Parameters<InstanceType<typeof OrchestratorApi>['executeQuery']>[0];

  return class PublishedOrchestrator extends OrchestratorApi {
    constructor(...options: Options) {
      super(...options);
      // the field is private to Cube's types; Cube offers no other way to bound its cache
      Reflect.set(this.orchestrator.getQueryCache(), 'cacheDriver', cache);
    }

    override async executeQuery(query: Query) {
      const { context, ...asked } = query;
      const { publishedVersion } = contextSchema.parse(context);
      compiled.set(context, asked);
      try {
        return await super.executeQuery({ ...query, cacheKeyQueries: [], invalidate: [publishedVersion] });
      } catch (error) {
        const failed = failureSchema.safeParse(error);
        if (!failed.success || WAITING.test(failed.data.error)) throw error;
        // Cube would blame the client: a query that passed our check and fails in DuckDB is our defect
        throw new Error(failed.data.error.split('\n')[0], { cause: error });
      }
    }
  };
}
