import type { DuckDBConnection } from '@duckdb/node-api';
import { transaction, type Warehouse } from '../../warehouse/warehouse.ts';
import { TreelineError } from '../../warehouse/treeline-error.ts';
import type { Config } from '../config/config.ts';
import type { Drift } from '../mapping/drift.ts';
import { describeNewColumn, type NewColumn } from '../mapping/new-columns.ts';
import { removeAbandoned } from './abandoned.ts';
import { landRows, nextRunId } from './land.ts';
import { writeRanges } from './key-range.ts';
import { writeShapes } from './known-shapes.ts';
import type { EntityReport, Failure } from './report.ts';
import type { Landing } from './prepare-landing.ts';
import { writeRejections } from './rejected.ts';
import { utcText } from './utc-text.ts';
import { writeWatermark } from './watermark.ts';

export interface RunFacts {
  readonly startedAt: Date;
  readonly now: () => Date;
  /** A poll: nothing is written unless something moved. */
  readonly isQuiet: boolean;
  readonly isReconciling: boolean;
  /** How the sources differ from what was known of them. */
  readonly drifts: readonly Drift[];
}

/** What a run came to. */
export interface WrittenRun {
  readonly runId: number;
  readonly isWritten: boolean;
  readonly isChanged: boolean;
  /** Whether every feed that was read was read whole. */
  readonly isFull: boolean;
  readonly entities: readonly EntityReport[];
  readonly newColumns: readonly NewColumn[];
}

/**
 * Lands a run: rows, log, rejections, watermarks and the run's own row, in one transaction; `open` where it is open, since
 * rows have gone straight.
 */
export async function writeRun(
  warehouse: Warehouse,
  open: DuckDBConnection | null,
  config: Config,
  landing: Landing,
  failures: readonly Failure[],
  facts: RunFacts,
): Promise<WrittenRun> {
  const { entities, isChanged, isFull } = landing;
  const shapes = facts.drifts.flatMap((one) => one.shapes ?? []);
  const newColumns = facts.drifts.flatMap((one) => one.newColumns);
  const isMoved = isChanged || landing.marks.length > 0 || landing.rejections.length > 0 || shapes.length > 0;
  if (facts.isQuiet && !isMoved)
    return { runId: 0, isWritten: false, isChanged, isFull, entities, newColumns };
  const write = async (connection: DuckDBConnection): Promise<WrittenRun> => {
    const runId = await nextRunId(connection);
    const seenAt = utcText(facts.startedAt);
    for (const one of [...landing.differences, ...landing.enriched])
      await landRows(connection, one, config.extras, runId, seenAt);
    for (const one of landing.rejections) await writeRejections(connection, one, runId, seenAt);
    for (const one of landing.abandoned) await removeAbandoned(connection, one, config.extras, runId, seenAt);
    for (const { feed, watermark } of landing.marks) {
      await writeWatermark(connection, config, feed, watermark, runId, seenAt);
    }
    for (const [feed, prints] of landing.ranges) await writeRanges(connection, feed, prints);
    for (const one of shapes) await writeShapes(connection, one);
    const finishedAt = utcText(facts.now());
    for (const source of Object.keys(config.sources)) {
      const own = failures.filter((one) => one.source === source);
      const notes = newColumns.filter((one) => one.source === source).map(describeNewColumn);
      const isLost = own.some((one) => one.entity === null);
      await connection.run(
        `insert into meta.run (run_id, source, started_at, finished_at, status, kind, error, entities, notes)
         values ($runId, $source, $startedAt::timestamp, $finishedAt::timestamp,
           $status, $kind, $error, $entities::json, $notes::json)`,
        {
          runId,
          source,
          startedAt: seenAt,
          finishedAt,
          status: isLost ? 'failed' : 'ok',
          kind: facts.isReconciling ? 'reconcile' : landing.isFull ? 'full' : 'increment',
          error: own.length === 0 ? null : own.map((one) => one.error.message).join('\n'),
          entities: JSON.stringify(landing.entities.filter((one) => one.source === source)),
          notes: notes.length === 0 ? null : JSON.stringify(notes),
        },
      );
    }
    return { runId, isWritten: true, isChanged, isFull, entities, newColumns };
  };
  if (open !== null) return write(open);
  return warehouse.write((connection) => transaction(connection, () => write(connection)));
}

/** Keeps a failed run in the history; the warehouse is otherwise as before. */
export async function writeFailure(
  warehouse: Warehouse,
  config: Config,
  error: unknown,
  startedAt: Date,
  now: () => Date,
): Promise<void> {
  // only our own messages are known to hold no data and no secret
  const message = error instanceof TreelineError ? error.message : 'defect';
  await warehouse.write(async (connection) => {
    const runId = await nextRunId(connection);
    for (const source of Object.keys(config.sources)) {
      await connection.run(
        `insert into meta.run (run_id, source, started_at, finished_at, status, error)
         values ($runId, $source, $startedAt::timestamp, $finishedAt::timestamp, 'failed', $message)`,
        { runId, source, startedAt: utcText(startedAt), finishedAt: utcText(now()), message },
      );
    }
  });
}
