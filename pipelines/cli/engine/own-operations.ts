import type { Config } from '../../config/config.ts';
import type { Sync } from '../../sync/sync.ts';
import type { SyncReport } from '../../sync/report.ts';
import type { BuildReport, Models } from '../../../models/models.ts';
import type { FreshnessState, PublishEvent } from '../../../server/contracts/events.ts';
import { EVERYTHING } from '../../../server/semantic-port.ts';
import type { Directory } from '../../../server/accounts/directory.ts';
import type { Semantic } from '../../../semantic/semantic.ts';
import type { Warehouse } from '../../../warehouse/warehouse.ts';
import { backUp } from './backup.ts';
import { backUpState } from './backup-state.ts';
import { checkWarehouse } from './check.ts';
import type { BuildResult, Operations, Progress, SyncRequest } from './operations.ts';
import type { Trace } from './lineage.ts';
import { administerUsers } from './users.ts';
import type { Queue } from './queue.ts';
import { readLanded, readRuns } from './run-history.ts';

/** What the operations of this process work with. */
export interface OperationEffects {
  readonly config: Config;
  readonly warehouse: Warehouse;
  readonly models: Models;
  readonly sync: Sync;
  readonly queue: Queue;
  refresh(request: SyncRequest, progress: Progress): Promise<{ sync: SyncReport; build: BuildReport | null }>;
  build(full: boolean, progress: Progress): Promise<BuildReport>;
  semantic(): Promise<Semantic>;
  readonly trace: Trace;
  directory(): Promise<Directory>;
  current(): PublishEvent | null;
  freshness(): FreshnessState;
  isServing(): boolean;
  address(): string | null;
}

/** The operations on the file that this process owns. What changes the warehouse takes its turn in the queue. */
export function createOperations(effects: OperationEffects): Operations {
  const { config, warehouse, queue } = effects;

  /** The coverage, and with it what is mapped, is read with a publish. */
  async function described(): Promise<Semantic> {
    const semantic = await effects.semantic();
    const current = effects.current();
    if (current !== null) await semantic.published(current.version);
    return semantic;
  }

  return {
    sync: (request, progress) =>
      queue.run(async () => {
        const started = performance.now();
        const { sync, build } = await effects.refresh(request, progress);
        return {
          runId: sync.runId,
          changed: sync.changed,
          entities: sync.entities.map((one) => ({ ...one })),
          phases: { ...sync.phases, build: build?.ms ?? 0 },
          ms: Math.round(performance.now() - started),
          failures: sync.failures.map(({ source, error }) => ({
            source,
            code: error.code,
            message: error.message,
          })),
          notes: [...sync.notes],
          build: build === null ? null : plainBuild(build),
        };
      }),
    build: (request, progress) =>
      queue.run(async () => plainBuild(await effects.build(request.full, progress))),
    async status() {
      const current = effects.current();
      const [runs, entities] = await Promise.all([readRuns(warehouse), readLanded(warehouse)]);
      return {
        running: effects.isServing(),
        warehouse: config.warehouse,
        version: current?.version ?? null,
        asOf: current?.asOf ?? null,
        freshness: effects.freshness(),
        address: effects.address(),
        runs,
        entities,
      };
    },
    async query({ query }) {
      const semantic = await effects.semantic();
      return await semantic.query(query, EVERYTHING);
    },
    async metrics() {
      const semantic = await described();
      const { measures, dimensions } = semantic.catalogue();
      return {
        metrics: measures.map((one) => ({ ...one, needs: [...one.needs] })),
        dimensions: dimensions.map((one) => ({ ...one })),
      };
    },
    async lineage({ member }) {
      const semantic = await described();
      const { columns, steps, sources, ...rest } = await effects.trace(semantic, member);
      return {
        ...rest,
        columns: [...columns],
        steps: steps.map(({ column, from }) => ({ column, from: [...from] })),
        sources: [...sources],
      };
    },
    check: (_request, progress) => queue.run(() => checkWarehouse(effects, progress)),
    backup: ({ folder }) => backUp(warehouse, folder, (into) => backUpState(effects, into)),
    user: (request) => administerUsers(effects, request),
  };
}

function plainBuild(report: BuildReport): BuildResult {
  return { ...report, models: report.models.map((one) => ({ ...one })), tests: { ...report.tests } };
}
