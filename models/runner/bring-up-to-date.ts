import type { DuckDBConnection } from '@duckdb/node-api';
import { TreelineError } from '../../warehouse/treeline-error.ts';
import type { BuildOptions } from '../models.ts';
import type { ChangedTables } from './changes.ts';
import type { Model } from './model-file.ts';
import { testModel, type TestFailure } from './model-tests.ts';
import { createModel, refreshModel, type ModelReport } from './refresh.ts';
import { takeStep } from './steps.ts';

/** What models are brought up to date with. */
export interface Work {
  readonly connection: DuckDBConnection;
  readonly audits: ReadonlyMap<string, string>;
  /** What has changed so far; models add what they change. */
  readonly changed: ChangedTables;
  readonly full: boolean;
  /** The publish begins a business day. */
  readonly dayTurned: boolean;
  readonly onProgress: BuildOptions['onProgress'];
}

export interface Done {
  readonly models: readonly ModelReport[];
  /** Tests run. */
  readonly tests: number;
  readonly warnings: readonly TestFailure[];
}

export const NOTHING_DONE: Done = { models: [], tests: 0, warnings: [] };

/** One model brought up to date. */
interface Outcome {
  readonly report: ModelReport;
  /** The rows that an increment put in; null when it was built whole or nothing came. */
  readonly added: string | null;
}

/** Builds or refreshes the models in their order and tests what came. Errors: `model_test_failed`. */
export async function bringUpToDate(models: readonly Model[], work: Work): Promise<Done> {
  const { connection, audits, full, dayTurned } = work;
  const reports: ModelReport[] = [];
  const warnings: TestFailure[] = [];
  let tests = 0;
  for (const [index, model] of models.entries()) {
    work.onProgress?.({ model: model.name, done: index, total: models.length });
    const outcome = await named<Outcome | null>(model, () =>
      full ? buildWhole(connection, model) : refresh(model, work),
    );
    if (outcome === null) continue;
    reports.push(outcome.report);
    if (!full && !dayTurned && outcome.added === null) continue;
    const tested = await testModel(connection, model, audits, dayTurned ? null : outcome.added);
    tests += tested.run;
    refuse(tested.failures);
    warnings.push(...tested.failures);
  }
  return { models: reports, tests, warnings };
}

async function buildWhole(connection: DuckDBConnection, model: Model): Promise<Outcome> {
  const started = performance.now();
  const added = await createModel(connection, await takeStep(connection, model));
  const ms = Math.round(performance.now() - started);
  return { report: { model: model.name, mode: 'full', affected: null, removed: 0, added, ms }, added: null };
}

async function refresh(model: Model, { connection, changed, dayTurned }: Work): Promise<Outcome | null> {
  if (model.load.kind === 'view') return null;
  if (model.load.kind === 'full' && model.load.at === 'day') {
    return dayTurned ? refreshModel(connection, await takeStep(connection, model), changed, 'whole') : null;
  }
  if (dayTurned && model.inputs.includes('star.publish')) {
    return refreshModel(connection, model, changed, 'whole');
  }
  if (model.load.kind === 'incremental') return refreshModel(connection, model, changed, 'changed');
  return model.inputs.some((input) => changed.has(input))
    ? refreshModel(connection, model, changed, 'whole')
    : null;
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

function refuse(failures: readonly TestFailure[]): void {
  const errors = failures.filter((failure) => failure.severity === 'error');
  if (errors.length === 0) return;
  const list = errors.map(({ model, test, count, examples }) => {
    const such = examples.length === 0 ? '' : `, among them ${examples.join('; ')}`;
    return `${model}: ${test} (${String(count)} rows${such})`;
  });
  throw new TreelineError(
    'model_test_failed',
    `The new version was not published, because a test of the models failed: ${list.join('. ')}. The boards keep the last good version. Leave the rows that this comes from out with \`where\` until they are mended, and please report it: no row of a source should bring it about.`,
    { failures: errors },
  );
}
