import { createHash } from 'node:crypto';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import type { DuckDBConnection } from '@duckdb/node-api';
import { TreelineError } from '../warehouse/treeline-error.ts';
import { rows, transaction, type Warehouse } from '../warehouse/warehouse.ts';
import { collectSourceChanges, latestRuns, type ChangedTables } from './runner/changes.ts';
import { withExtras, writeExtras, type Extras } from './runner/extras.ts';
import { inBuildOrder, readAudits, readModels, type Model } from './runner/model-file.ts';
import { testModel, type TestFailure } from './runner/model-tests.ts';
import {
  businessDate,
  closePublished,
  copyCoverage,
  ensureStar,
  readPublished,
  writePublished,
  type Published,
} from './runner/publish.ts';
import { createModel, refreshModel, type ModelReport } from './runner/refresh.ts';
import { writeSettings, type ModelSettings } from './runner/settings.ts';
import { takeStep } from './runner/steps.ts';

export type { ModelSettings } from './runner/settings.ts';
export type { ModelReport } from './runner/refresh.ts';
export type { TestFailure } from './runner/model-tests.ts';

export interface BuildReport {
  readonly version: number;
  /** ISO instant, UTC. */
  readonly asOf: string;
  readonly asOfDate: string;
  /** False when there was nothing to build: readers keep the version they have. */
  readonly changed: boolean;
  readonly full: boolean;
  readonly models: readonly ModelReport[];
  readonly tests: { readonly run: number; readonly warnings: readonly TestFailure[] };
  readonly ms: number;
}

export interface BuildOptions {
  /** Make every table anew. History in `crm_log` is only read, never touched. */
  readonly full?: boolean;
  /** "Now" of the publish; the figures depend on it and never on the clock. */
  readonly asOf?: Date;
  readonly onProgress?: (step: { model: string; done: number; total: number }) => void;
}

export interface Models {
  /** Brings `star.*` up to date with `crm.*` and publishes it, in one transaction. Errors: `model_test_failed`. */
  build(options?: BuildOptions): Promise<BuildReport>;
  /** Runs every test over the whole of the published star. */
  check(): Promise<{ run: number; failures: TestFailure[] }>;
  published(): Promise<Published | null>;
}

export interface ModelsOptions {
  readonly warehouse: Warehouse;
  readonly settings: ModelSettings;
  /** Columns that the mapping keeps beyond the canonical ones; `crm.*` must have them. None unless told. */
  readonly extras?: Extras;
  readonly folder?: string;
  readonly now?: () => Date;
}

/** What every board reads before any figure. */
const FRAME = new Set([
  'star.dim_date',
  'star.dim_org_current',
  'star.dim_employee_current',
  'star.fct_target_day',
]);

/** One model brought up to date. */
interface Outcome {
  readonly report: ModelReport;
  /** The rows that an increment put in; null when it was built whole or nothing came. */
  readonly added: string | null;
}

/** The models of `folder` over a warehouse whose `crm.*`, `crm_log.*` and `meta.mapped` exist. */
export async function createModels(options: ModelsOptions): Promise<Models> {
  const folder = options.folder ?? path.dirname(fileURLToPath(import.meta.url));
  const now = options.now ?? (() => new Date());
  const { warehouse, settings, extras = {} } = options;
  const models = inBuildOrder((await readModels(folder)).map((model) => withExtras(model, extras)));
  const audits = await readAudits(folder);
  const fingerprint = createHash('sha256')
    .update(JSON.stringify([settings, models, [...audits], extras]))
    .digest('hex');
  const changedInputs = inputsThroughViews(models);

  async function build(connection: DuckDBConnection, build: BuildOptions): Promise<BuildReport> {
    const started = performance.now();
    await ensureStar(connection);
    const before = await readPublished(connection);
    const latest = await latestRuns(connection);
    const asOf = build.asOf ?? now();
    const full = build.full === true || before?.fingerprint !== fingerprint;
    const dayTurned = before !== null && before.asOfDate !== (await businessDate(connection, asOf, settings));
    const newest = Math.max(0, ...latest.values());
    if (before !== null && !full && !dayTurned && newest <= before.builtThrough) {
      return report(before, {
        changed: false,
        full: false,
        models: [],
        tests: { run: 0, warnings: [] },
        started,
      });
    }

    if (full) {
      await writeSettings(connection, settings);
      await writeExtras(connection, extras);
    }
    const changed = full
      ? new Map<string, string>()
      : await collectSourceChanges(connection, latest, before?.builtThrough ?? 0);
    const published = await writePublished(connection, {
      version: (before?.version ?? 0) + 1,
      asOf,
      publishedAt: now(),
      builtThrough: newest,
      fingerprint,
      frameVersion: before?.frameVersion ?? 0,
    });
    const coverage = await copyCoverage(connection);

    const reports: ModelReport[] = [];
    const warnings: TestFailure[] = [];
    let run = 0;
    for (const [index, model] of models.entries()) {
      build.onProgress?.({ model: model.name, done: index, total: models.length });
      const outcome = await named<Outcome | null>(model, () =>
        full ? buildWhole(connection, model) : refresh(connection, model, changed, dayTurned),
      );
      if (outcome === null) continue;
      reports.push(outcome.report);
      if (!full && !dayTurned && outcome.added === null) continue;
      const tested = await testModel(connection, model, audits, dayTurned ? null : outcome.added);
      run += tested.run;
      refuse(tested.failures);
      warnings.push(...tested.failures);
    }
    const isFrameChanged = full || coverage.isChanged || [...FRAME].some((name) => changed.has(name));
    await closePublished(connection, isFrameChanged);
    await dropTemporary(connection);
    return report(published, { changed: true, full, models: reports, tests: { run, warnings }, started });
  }

  async function buildWhole(connection: DuckDBConnection, model: Model): Promise<Outcome> {
    const started = performance.now();
    const added = await createModel(connection, await takeStep(connection, model));
    const ms = Math.round(performance.now() - started);
    return {
      report: { model: model.name, mode: 'full', affected: null, removed: 0, added, ms },
      added: null,
    };
  }

  async function refresh(
    connection: DuckDBConnection,
    model: Model,
    changed: ChangedTables,
    dayTurned: boolean,
  ) {
    if (model.load.kind === 'view') return null;
    if (model.load.kind === 'full' && model.load.at === 'day') {
      return dayTurned ? refreshModel(connection, await takeStep(connection, model), changed, 'whole') : null;
    }
    const inputs = changedInputs.get(model.name) ?? [];
    if (dayTurned && inputs.includes('star.publish'))
      return refreshModel(connection, model, changed, 'whole');
    if (model.load.kind === 'incremental') return refreshModel(connection, model, changed, 'changed');
    return inputs.some((input) => changed.has(input))
      ? refreshModel(connection, model, changed, 'whole')
      : null;
  }

  return {
    build: (build_ = {}) =>
      warehouse.write((connection) => transaction(connection, () => build(connection, build_))),
    published: () =>
      warehouse.write(async (connection) => {
        await ensureStar(connection);
        return readPublished(connection);
      }),
    check: () =>
      warehouse.read(async (connection) => {
        const failures: TestFailure[] = [];
        let run = 0;
        for (const model of models) {
          const tested = await testModel(connection, model, audits, null);
          run += tested.run;
          failures.push(...tested.failures);
        }
        return { run, failures };
      }),
  };
}

/** A database error says nothing about which model it came from. */
async function named<T>(model: Model, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (cause) {
    if (cause instanceof TreelineError) throw cause;
    throw new Error(`${model.name}: ${cause instanceof Error ? cause.message : String(cause)}`, { cause });
  }
}

function report(
  published: Published,
  rest: Pick<BuildReport, 'changed' | 'full' | 'models' | 'tests'> & { started: number },
): BuildReport {
  return {
    version: published.version,
    asOf: new Date(`${published.asOf.replace(' ', 'T')}Z`).toISOString(),
    asOfDate: published.asOfDate,
    changed: rest.changed,
    full: rest.full,
    models: rest.models,
    tests: rest.tests,
    ms: Math.round(performance.now() - rest.started),
  };
}

function refuse(failures: readonly TestFailure[]): void {
  const errors = failures.filter((failure) => failure.severity === 'error');
  if (errors.length === 0) return;
  const list = errors.map((one) => `${one.model}: ${one.test} (${String(one.count)} rows)`).join('; ');
  throw new TreelineError(
    'model_test_failed',
    `The new version was not published, because a test of the models failed: ${list}. The boards keep the last good version; \`treeline check\` lists the rows.`,
    { failures: errors },
  );
}

/** What each model reads, views replaced by what they read in their turn. */
function inputsThroughViews(models: readonly Model[]): Map<string, readonly string[]> {
  const inputs = new Map<string, readonly string[]>();
  for (const model of models) {
    const all = new Set<string>();
    for (const input of model.inputs) {
      all.add(input);
      const view = models.find((one) => one.name === input && one.load.kind === 'view');
      if (view !== undefined) for (const below of inputs.get(view.name) ?? []) all.add(below);
    }
    inputs.set(model.name, [...all]);
  }
  return inputs;
}

async function dropTemporary(connection: DuckDBConnection): Promise<void> {
  const tables = await rows(
    connection,
    "select table_name from duckdb_tables() where temporary and regexp_matches(table_name, '^changed_|^affected$')",
  );
  for (const table of tables)
    await connection.run(`drop table if exists temp.${String(table['table_name'])}`);
}
