import type { DuckDBConnection } from '@duckdb/node-api';
import { rows } from '../../warehouse/warehouse.ts';
import type { Model, ModelTest } from './model-file.ts';
import { quoteName, quoteText } from './sql-text.ts';

export interface TestFailure {
  readonly model: string;
  readonly test: string;
  readonly severity: 'error' | 'warn';
  /** How many rows break it. */
  readonly count: number;
}

function describe(test: ModelTest): string {
  if ('not_null' in test) return `not_null ${test.not_null.join(', ')}`;
  if ('accepted_values' in test) return `accepted_values ${test.accepted_values.column}`;
  if ('references' in test) return `references ${test.references.column} → ${test.references.to}`;
  return `audit ${test.audit}`;
}

function failingRows(test: Exclude<ModelTest, { audit: string }>, from: string): string {
  if ('not_null' in test) {
    const anyNull = test.not_null.map((column) => `${quoteName(column)} is null`).join(' or ');
    return `select 1 from ${from} where ${anyNull}`;
  }
  if ('accepted_values' in test) {
    const column = quoteName(test.accepted_values.column);
    const values = test.accepted_values.values.map(quoteText).join(', ');
    return `select 1 from ${from} where ${column} is not null and ${column} not in (${values})`;
  }
  const { column, to } = test.references;
  const target = to.split('.');
  const targetColumn = target.pop() ?? '';
  return `select 1 from ${from} as own anti join ${quoteName(target.join('.'))} as other
    on other.${quoteName(targetColumn)} = own.${quoteName(column)} where own.${quoteName(column)} is not null`;
}

async function countRows(connection: DuckDBConnection, sql: string): Promise<number> {
  const [row] = await rows(connection, `select count(*)::integer as failing from (${sql})`);
  return typeof row?.['failing'] === 'number' ? row['failing'] : 0;
}

/**
 * Runs a model's tests. With `added` (a table of the rows that an increment brought) the tests see those rows and the
 * keys they share with others; without it they see the whole, and audits run too.
 */
export async function testModel(
  connection: DuckDBConnection,
  model: Model,
  audits: ReadonlyMap<string, string>,
  added: string | null,
): Promise<{ run: number; failures: TestFailure[] }> {
  const table = quoteName(model.name);
  const failures: TestFailure[] = [];
  let run = 0;
  async function check(test: string, severity: 'error' | 'warn', sql: string): Promise<void> {
    run += 1;
    const count = await countRows(connection, sql);
    if (count > 0) failures.push({ model: model.name, test, severity, count });
  }

  const keys = model.key.map(quoteName);
  const keyList = keys.join(', ');
  const scope = added === null ? '' : `semi join ${added} as added using (${keyList})`;
  if (model.load.kind !== 'view') {
    const anyNull = keys.map((key) => `${key} is null`).join(' or ');
    await check(
      `key ${model.key.join(', ')}`,
      'error',
      `
      select 1 from ${table} ${scope} group by ${keyList} having count(*) > 1
      union all select 1 from ${added ?? table} where ${anyNull}`,
    );
  }
  for (const test of model.tests) {
    if (!('audit' in test)) {
      await check(describe(test), test.severity, failingRows(test, added ?? table));
    } else if (added === null) {
      const sql = audits.get(test.audit);
      if (sql === undefined) throw new Error(`${model.name}: no audit ${test.audit}`);
      await check(describe(test), test.severity, sql);
    }
  }
  return { run, failures };
}
