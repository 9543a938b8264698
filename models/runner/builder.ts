import type { DuckDBConnection } from '@duckdb/node-api';
import { rows, transaction } from '../../warehouse/warehouse.ts';
import { instantOf } from '../../warehouse/instant.ts';
import { TreelineError } from '../../warehouse/treeline-error.ts';
import type { BuildOptions, BuildReport } from '../models.ts';
import { collectSourceChanges, latestRuns, type ChangedTables } from './changes.ts';
import { writeExtras, type Extras } from './extras.ts';
import { bringUpToDate, NOTHING_DONE, type Done } from './bring-up-to-date.ts';
import { liveModels, type Model } from './model-file.ts';
import { layOver, ofModels, setApart, type Owed } from './owed.ts';
import {
  businessDate,
  closePublished,
  copyCoverage,
  isPublishedInstant,
  readPublished,
  writePublished,
  type Published,
} from './publish.ts';
import { writeSettings, type ModelSettings } from './settings.ts';

/** What every board reads before any figure. */
const FRAME = [
  'star.dim_date',
  'star.dim_org_current',
  'star.dim_employee_current',
  'star.fct_target_day',
] as const;

export interface BuilderOptions {
  /** In build order. */
  readonly models: readonly Model[];
  readonly audits: ReadonlyMap<string, string>;
  readonly settings: ModelSettings;
  readonly extras: Extras;
  readonly fingerprint: string;
  readonly now: () => Date;
}

/** Builds in transactions of their own; one at a time. */
export interface Builder {
  /** Builds and publishes everything, what live steps left included. */
  whole(connection: DuckDBConnection, asked: BuildOptions): Promise<BuildReport>;
  /**
   * Builds and publishes the live models alone. Where everything is built anew or a business day begins, and where a
   * step before was lost, that is everything.
   */
  live(connection: DuckDBConnection, asked: BuildOptions): Promise<BuildReport>;
  /** Builds and publishes what live steps left; null when that is nothing. */
  rest(connection: DuckDBConnection): Promise<BuildReport | null>;
  isRestOwed(): boolean;
}

export function createBuilder({
  models,
  audits,
  settings,
  extras,
  fingerprint,
  now,
}: BuilderOptions): Builder {
  const live = liveModels(models);
  const [first, others] = [
    models.filter((model) => live.has(model.name)),
    models.filter((model) => !live.has(model.name)),
  ];
  let owed: Owed | null = null;

  /** Builds the next version; `left` is what the other models have not seen of it, null when they have seen all. */
  async function build(
    connection: DuckDBConnection,
    asked: BuildOptions,
    isLive: boolean,
  ): Promise<{ readonly report: BuildReport; readonly left: Owed | null }> {
    const started = performance.now();
    const before = await readPublished(connection);
    const latest = await latestRuns(connection);
    const asOf = asked.asOf ?? now();
    // whoever was killed or refused between the two steps has lost what was still to be done
    const isLost = before !== null && before.wholeThrough < before.builtThrough && owed === null;
    // what the sources give decides whether a payment is a row of theirs or told by an order
    const coverage = await copyCoverage(connection);
    const isOther = before !== null && coverage.isChanged;
    const full = asked.full === true || before?.fingerprint !== fingerprint || isLost || isOther;
    const newest = Math.max(0, ...latest.values());
    // where time stands still, no turn of the day would ever bring what is made once a day up to date
    const isTimeless = asked.asOf !== undefined && (await isPublishedInstant(connection, asOf));
    const dayTurned =
      before !== null &&
      (before.asOfDate !== (await businessDate(connection, asOf, settings)) ||
        (isTimeless && newest > before.builtThrough));
    if (before !== null && !full && !dayTurned && newest <= before.builtThrough) {
      return { report: report(before, NOTHING_DONE, { full: false, changed: false, started }), left: owed };
    }

    if (full) {
      await writeSettings(connection, settings);
      await writeExtras(connection, extras);
    }
    const wholeThrough = before?.wholeThrough ?? 0;
    const changed: ChangedTables = full
      ? new Map<string, string>()
      : await collectSourceChanges(connection, latest, before?.builtThrough ?? 0);
    const isStep = isLive && !full && !dayTurned;
    const published = await writePublished(connection, {
      ...{ version: (before?.version ?? 0) + 1, asOf, publishedAt: now(), fingerprint },
      ...{ builtThrough: newest, wholeThrough: isStep ? wholeThrough : newest },
      frameVersion: before?.frameVersion ?? 0,
    });
    const work = { connection, audits, changed, full, dayTurned, onProgress: asked.onProgress };
    const apart = owed === null ? null : await setApart(connection, owed.changed);
    const early = await bringUpToDate(isStep || apart !== null ? first : models, work);
    const isFrameChanged = full || coverage.isChanged || FRAME.some((name) => changed.has(name));
    const all = await layOver(connection, apart ?? new Map<string, string>(), ofModels(changed));
    let late = NOTHING_DONE;
    if (!isStep && apart !== null) {
      const fresh = await collectSourceChanges(connection, latest, wholeThrough);
      late = await bringUpToDate(others, { ...work, changed: new Map([...fresh, ...all]) });
    }
    await closePublished(connection, isFrameChanged);
    if (!isStep) await dropTemporary(connection);
    return {
      report: report(published, together(early, late), { full, changed: true, started }),
      left: isStep ? { changed: all } : null,
    };
  }

  async function buildRest(connection: DuckDBConnection, rest: Owed): Promise<BuildReport> {
    const started = performance.now();
    const before = await readPublished(connection);
    if (before === null) throw new Error('nothing was published before the rest');
    const published = await writePublished(connection, {
      ...{ ...before, asOf: instantOf(before.asOf), publishedAt: now() },
      ...{ version: before.version + 1, wholeThrough: before.builtThrough },
    });
    const latest = await latestRuns(connection);
    const fresh = await collectSourceChanges(connection, latest, before.wholeThrough);
    const changed = new Map([...fresh, ...rest.changed]);
    const work = { connection, audits, changed, full: false, dayTurned: false, onProgress: undefined };
    const done = await bringUpToDate(others, work);
    await closePublished(connection, false);
    await dropTemporary(connection);
    return report(published, done, { full: false, changed: true, started });
  }

  /** Does `work` in a transaction. After an error that came unforeseen nobody knows what is left of the changes. */
  async function attempt<T>(connection: DuckDBConnection, work: () => Promise<T>): Promise<T> {
    try {
      return await transaction(connection, work);
    } catch (error) {
      if (!(error instanceof TreelineError)) owed = null;
      throw error;
    }
  }

  async function finish(connection: DuckDBConnection): Promise<BuildReport | null> {
    const rest = owed;
    if (rest === null) return null;
    // a test that refuses the rest refuses it again: the next build makes everything anew
    owed = null;
    return transaction(connection, () => buildRest(connection, rest));
  }

  return {
    async whole(connection, asked) {
      const { report, left } = await attempt(connection, () => build(connection, asked, false));
      owed = left;
      return (await finish(connection)) ?? report;
    },
    async live(connection, asked) {
      const { report, left } = await attempt(connection, () => build(connection, asked, true));
      owed = left;
      return report;
    },
    rest: finish,
    isRestOwed: () => owed !== null,
  };
}

function together(one: Done, other: Done): Done {
  return {
    models: [...one.models, ...other.models],
    tests: one.tests + other.tests,
    warnings: [...one.warnings, ...other.warnings],
  };
}

function report(
  published: Published,
  done: Done,
  { started, ...rest }: { full: boolean; changed: boolean; started: number },
): BuildReport {
  return {
    version: published.version,
    asOf: instantOf(published.asOf).toISOString(),
    asOfDate: published.asOfDate,
    ...rest,
    models: done.models,
    tests: { run: done.tests, warnings: done.warnings },
    ms: Math.round(performance.now() - started),
  };
}

async function dropTemporary(connection: DuckDBConnection): Promise<void> {
  const tables = await rows(
    connection,
    "select table_name from duckdb_tables() where temporary and regexp_matches(table_name, '^changed_|^owed_|^affected$')",
  );
  for (const table of tables)
    await connection.run(`drop table if exists temp.${String(table['table_name'])}`);
}
