import type { Expression, Feed } from '../../config/config.ts';
import { rows } from '../../../warehouse/warehouse.ts';
import { quoteName, quoteText } from '../../../warehouse/sql-text.ts';
import { ENTITIES } from '../../canonical/entities.ts';
import type { Intake } from '../../sync/intake.ts';
import type { StageRun } from '../../sync/stage.ts';
import { readPrint, type FileListing } from './file-listing.ts';

/** An expression that may look beyond its own row, or at other rows. */
function looksAround(sql: string): boolean {
  return /\b(select|over|from|unnest)\b/i.test(sql);
}

function isOfItsRow(expression: Expression): boolean {
  return expression.kind !== 'sql' || !looksAround(expression.sql);
}

/**
 * Whether the rows of a file mean the same whatever the feed's other files hold: so that new files can be read alone.
 * Deleted rows and versions by date are settled among all rows with their key.
 */
function isRowByRow(feed: Feed, siblings: readonly Feed[]): boolean {
  const entity = ENTITIES.get(feed.entity);
  return (
    feed.from !== null &&
    siblings.length === 1 &&
    entity?.key.join() === 'id' &&
    (feed.where === null || !looksAround(feed.where)) &&
    feed.columns.every((column) => column.name !== 'deleted' && isOfItsRow(column.expression))
  );
}

/**
 * The files that have come since `since`, when nothing else has changed and they can be read alone; null when the feed
 * has to be read whole.
 */
export function newFilesOnly(
  feed: Feed,
  siblings: readonly Feed[],
  since: string | null,
  own: FileListing,
  all: readonly FileListing[],
): FileListing | null {
  const recorded = since === null ? null : readPrint(since);
  if (recorded === null || !isRowByRow(feed, siblings)) return null;
  if (Object.keys(recorded).length !== all.length) return null;
  for (const { pattern, prints } of all) {
    const before = Object.entries(recorded[pattern] ?? {});
    if (before.length === 0 || before.some(([name, print]) => prints[name] !== print)) return null;
    if (pattern !== own.pattern && before.length !== Object.keys(prints).length) return null;
  }
  const known = recorded[own.pattern] ?? {};
  const isNew = (index: number): boolean => known[own.names[index] ?? ''] === undefined;
  const files = own.files.filter((_, index) => isNew(index));
  return files.length === 0 ? null : { ...own, files, names: own.names.filter((_, index) => isNew(index)) };
}

/** Whether a row that was taken in has the key of one that is here already, or waits in meta.rejected. */
export async function meetsKnownKeys({ feed, table, part }: Intake, stage: StageRun): Promise<boolean> {
  const found = await rows(
    stage.connection,
    `with fresh as (select _key as key from ${table} where _part = ${part})
     select exists (select 1 from fresh join crm.${quoteName(feed.entity)} as landed on landed.id = fresh.key)
       or exists (select 1 from fresh join meta.rejected as waiting on waiting.key = fresh.key
                  where waiting.source = ${quoteText(feed.source)} and waiting.entity = ${quoteText(feed.entity)}
                    and waiting.resolved_at is null) as meets`,
  );
  return found[0]?.['meets'] === true;
}
