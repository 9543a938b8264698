import { ENTITIES } from '../pipelines/canonical/entities.ts';
import { ensureWarehouseSchema } from '../pipelines/sync/warehouse-schema.ts';
import { openWarehouse, rows, type Warehouse } from '../warehouse/warehouse.ts';
import { quoteName, quoteText } from '../warehouse/sql-text.ts';
import type { ModelSettings } from './runner/settings.ts';

/** Settings that the tests of the models share. */
export const FIXTURE_SETTINGS: ModelSettings = {
  timezone: 'Asia/Shanghai',
  dayStartsAt: '00:00',
  weekStarts: 'monday',
  fiscalYearStart: 1,
  holidays: 'CN',
  currency: 'CNY',
  headlineMetric: 'won_amount',
  fxMaxAgeDays: 7,
  visitRadiusM: 500,
  stalledDays: 14,
  workingHours: ['08:00', '20:00'],
  rfmWindowDays: 365,
  rfmSameDayOrders: 'one',
  backdateDays: 3,
  newCustomerMinAmount: 0,
  thresholds: {},
};

type SourceRow = Readonly<Record<string, string | number | boolean | null>>;

/** A warehouse whose `crm.*` and `crm_log.*` are filled by hand, as a landing would fill them. */
export interface SourceFixture {
  readonly warehouse: Warehouse;
  /** What one query answers. */
  query(sql: string): Promise<unknown[]>;
  /** Lands rows of one entity as one run. */
  put(entity: string, found: readonly SourceRow[], seenAt?: string): Promise<void>;
  /** Lands the deletion of rows, given by their keys. */
  remove(entity: string, keys: readonly SourceRow[]): Promise<void>;
}

function literal(value: string | number | boolean | null | undefined): string {
  return value === null || value === undefined ? 'null' : quoteText(String(value));
}

/** An empty source, one company `crm` with nothing in it. */
export async function openSourceFixture(): Promise<SourceFixture> {
  const warehouse = await openWarehouse(':memory:', { threads: 1 });
  await warehouse.write((connection) => ensureWarehouseSchema(connection, {}));
  let run = 0;

  function where(entity: string, row: SourceRow): string {
    const key = ENTITIES.get(entity)?.key ?? [];
    return key
      .map((column) => `${quoteName(column)} is not distinct from ${literal(row[column])}`)
      .join(' and ');
  }

  return {
    warehouse,
    query: (sql) => warehouse.read((connection) => rows(connection, sql)),
    async put(entity, found, seenAt = '2026-11-01 00:00:00') {
      run += 1;
      await warehouse.write(async (connection) => {
        for (const row of found) {
          const landed = { ...row, _source: 'crm', _row_hash: String(run), _run_id: run, _seen_at: seenAt };
          const columns = Object.keys(landed).map(quoteName).join(', ');
          const values = Object.values(landed).map(literal).join(', ');
          await connection.run(`
            insert into crm_past.${quoteName(entity)} by name
              select *, 'upsert' as _op, updated_at as _source_at from crm.${quoteName(entity)}
              where ${where(entity, row)};
            delete from crm.${quoteName(entity)} where ${where(entity, row)};
            insert into crm.${quoteName(entity)} (${columns}) values (${values})`);
        }
      });
    },
    async remove(entity, keys) {
      run += 1;
      await warehouse.write(async (connection) => {
        for (const key of keys) {
          await connection.run(`
            insert into crm_past.${quoteName(entity)} by name
              select *, 'upsert' as _op, updated_at as _source_at from crm.${quoteName(entity)}
              where ${where(entity, key)};
            insert into crm_past.${quoteName(entity)} by name
              select * replace (${String(run)} as _run_id), 'delete' as _op from crm.${quoteName(entity)}
              where ${where(entity, key)};
            delete from crm.${quoteName(entity)} where ${where(entity, key)}`);
        }
      });
    },
  };
}
