import type { DuckDBConnection } from '@duckdb/node-api';
import { instantOf } from '../../warehouse/instant.ts';
import { rows } from '../../warehouse/warehouse.ts';
import type { BuildOptions, BuildReport } from '../models.ts';
import { collectSourceChanges, latestRuns } from './changes.ts';
import { writeExtras, type Extras } from './extras.ts';
import { bringUpToDate, NOTHING_DONE, type Done, type Work } from './bring-up-to-date.ts';
import { liveModels, type Model } from './model-file.ts';
import {
  businessDate,
  closePublished,
  copyCoverage,
  ensureStar,
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

/** A build in one or two steps, each of which is a transaction's work. */
export interface Builder {
  /** Builds and publishes everything, or, where `asked.onLive` wants it and it is possible, the live models alone. */
  begin(connection: DuckDBConnection, asked: BuildOptions): Promise<Begun>;
  /** Builds and publishes what `begin` left. */
  finish(connection: DuckDBConnection, rest: Rest): Promise<BuildReport>;
}

interface Begun {
  readonly report: BuildReport;
  /** What is still to be done; null when everything is. */
  readonly rest: Rest | null;
}

/** What is to be published as a second step. */
type Rest = Omit<Parameters<typeof writePublished>[1], 'publishedAt'> & {
  readonly work: Work;
  readonly done: Done;
  readonly started: number;
};

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

  return {
    async begin(connection, asked) {
      const started = performance.now();
      await ensureStar(connection);
      const before = await readPublished(connection);
      const latest = await latestRuns(connection);
      const asOf = asked.asOf ?? now();
      // whoever was killed or refused between the two steps has lost what was still to be done
      const isHalf = before !== null && before.wholeThrough < before.builtThrough;
      // what the sources give decides whether a payment is a row of theirs or told by an order
      const coverage = await copyCoverage(connection);
      const isOther = before !== null && coverage.isChanged;
      const full = asked.full === true || before?.fingerprint !== fingerprint || isHalf || isOther;
      const dayTurned =
        before !== null && before.asOfDate !== (await businessDate(connection, asOf, settings));
      const newest = Math.max(0, ...latest.values());
      if (before !== null && !full && !dayTurned && newest <= before.builtThrough) {
        return { report: report(before, NOTHING_DONE, { full: false, changed: false, started }), rest: null };
      }

      if (full) {
        await writeSettings(connection, settings);
        await writeExtras(connection, extras);
      }
      const changed = full
        ? new Map<string, string>()
        : await collectSourceChanges(connection, latest, before?.builtThrough ?? 0);
      const isStepwise = asked.onLive !== undefined && !full && !dayTurned;
      const version = (before?.version ?? 0) + 1;
      const frameVersion = before?.frameVersion ?? 0;
      const wholeThrough = isStepwise ? (before?.wholeThrough ?? 0) : newest;
      const next = { version, asOf, builtThrough: newest, wholeThrough, fingerprint, frameVersion };
      const published = await writePublished(connection, { ...next, publishedAt: now() });
      const work = { connection, audits, changed, full, dayTurned, onProgress: asked.onProgress };
      const done = await bringUpToDate(isStepwise ? first : models, work);
      const isFrameChanged = full || coverage.isChanged || FRAME.some((name) => changed.has(name));
      await closePublished(connection, isFrameChanged);
      const begun = report(published, done, { full, changed: true, started });
      if (!isStepwise) {
        await dropTemporary(connection);
        return { report: begun, rest: null };
      }
      const rest = { ...next, frameVersion: isFrameChanged ? version : frameVersion, work, done, started };
      return { report: begun, rest };
    },
    async finish(connection, { work, done, started, ...next }) {
      const published = await writePublished(connection, {
        ...next,
        version: next.version + 1,
        wholeThrough: next.builtThrough,
        publishedAt: now(),
      });
      const after = await bringUpToDate(others, work);
      await closePublished(connection, false);
      await dropTemporary(connection);
      const both = {
        models: [...done.models, ...after.models],
        tests: done.tests + after.tests,
        warnings: [...done.warnings, ...after.warnings],
      };
      return report(published, both, { full: false, changed: true, started });
    },
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
    "select table_name from duckdb_tables() where temporary and regexp_matches(table_name, '^changed_|^affected$')",
  );
  for (const table of tables)
    await connection.run(`drop table if exists temp.${String(table['table_name'])}`);
}
