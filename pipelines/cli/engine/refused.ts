import { z } from 'zod';
import { rows, type Warehouse } from '../../../warehouse/warehouse.ts';
import type { Finding } from './operations.ts';

/** Why the door keeps a row out, and what is to be done about it. */
const REASONS = {
  unreadable_value: 'cannot be read as what the column holds; bring it to that form with { sql: … }',
  missing_value: 'is empty and needed; map it with { sql: … }, or leave such rows out with `where`',
  not_in_list: 'is none of the values that docs/entities.md allows; map the codes with `values`',
  duplicate_key: 'stands in several rows of one reading; one of them counts',
  unknown_currency: 'is no code of three letters such as USD; map the words of this source with `values`',
  no_exchange_rate: 'has no `fx_rate` of its day; the row is tried again with every sync',
  too_large:
    'is larger in the reporting currency than any amount can be; correct it, or leave such rows out with `where`',
  nul_character: 'holds a NUL character',
  invalid_encoding: 'holds bytes that are no text',
  malformed_row: 'does not fit the other rows of the file',
} as const;

const found = z.array(
  z.object({
    source: z.string(),
    entity: z.string(),
    column: z.string().nullable(),
    reason: z.string(),
    count: z.number(),
    keys: z.array(z.string()).nullable(),
  }),
);

/** Rows that are kept aside, by their reason. */
export async function findRefused(warehouse: Warehouse): Promise<Finding[]> {
  const groups = await warehouse.read((connection) =>
    rows(
      connection,
      `select source, entity, column_name as "column", reason, count(*)::integer as count, min(key, 3) as keys
       from meta.rejected where resolved_at is null group by all order by source, entity, count desc, "column", reason`,
    ),
  );
  return found.parse(groups).map(({ source, entity, column, reason, count, keys }) => {
    const subject = `${source}.${entity}`;
    const such = keys === null ? '' : ` Among them ${keys.join(', ')}.`;
    const why = isReason(reason) ? REASONS[reason] : reason;
    return {
      ...{ kind: 'rejected', subject, severity: 'warn', count },
      message: `${subject}: ${count} rows are kept aside (${reason}): ${column ?? 'a row'} ${why}.${such}`,
    };
  });
}

function isReason(reason: string): reason is keyof typeof REASONS {
  return Object.hasOwn(REASONS, reason);
}
