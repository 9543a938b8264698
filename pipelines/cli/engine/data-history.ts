import { z } from 'zod';
import type { DuckDBConnection } from '@duckdb/node-api';
import {
  comparison,
  rejectedAnswer,
  type Comparison,
  type ReconciliationAnswer,
  type RejectedAnswer,
  type RejectedQuery,
} from '../../../server/contracts/data.ts';
import { quoteText } from '../../../warehouse/sql-text.ts';
import { rows, transaction, type Warehouse } from '../../../warehouse/warehouse.ts';
import { utc } from './run-history.ts';

/** Keeps the last comparison with the sources in place of the one before. */
export async function writeComparisons(
  connection: DuckDBConnection,
  comparisons: readonly Comparison[],
  comparedAt: Date,
): Promise<void> {
  await transaction(connection, async () => {
    await connection.run('delete from meta.reconciliation');
    for (const one of comparisons) {
      await connection.run('insert into meta.reconciliation values ($at::timestamp, $comparison::json)', {
        at: comparedAt.toISOString().slice(0, -1),
        comparison: JSON.stringify(one),
      });
    }
  });
}

export async function readComparisons(warehouse: Warehouse): Promise<ReconciliationAnswer> {
  const found = await warehouse.read((connection) =>
    rows(connection, 'select compared_at, comparison from meta.reconciliation order by rowid'),
  );
  const comparedAt = z.string().optional().parse(found[0]?.['compared_at']);
  return {
    comparedAt: comparedAt === undefined ? null : utc(comparedAt),
    entities: found.map((row) => comparison.parse(JSON.parse(z.string().parse(row['comparison'])))),
  };
}

/** Rows that the door keeps out, newest first. */
export async function readRejected(warehouse: Warehouse, query: RejectedQuery): Promise<RejectedAnswer> {
  const { limit, offset, ...wanted } = query;
  const conditions = Object.entries(wanted).flatMap(([name, value]) =>
    value === undefined ? [] : [`${name} = ${quoteText(value)}`],
  );
  const open = `from meta.rejected where ${['resolved_at is null', ...conditions].join(' and ')}`;
  return await warehouse.read(async (connection) => {
    const [counted] = await rows(connection, `select count(*)::integer as total ${open}`);
    const found = await rows(
      connection,
      `select source, entity, key, column_name as "column", reason, raw, rejected_at ${open}
       order by rejected_at desc, rowid desc limit ${limit} offset ${offset}`,
    );
    return rejectedAnswer.parse({
      total: counted?.['total'],
      rows: found.map((row) => ({
        ...row,
        raw: JSON.parse(z.string().parse(row['raw'])),
        rejectedAt: utc(z.string().parse(row['rejected_at'])),
      })),
    });
  });
}
