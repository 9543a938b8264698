import type { DuckDBConnection } from '@duckdb/node-api';
import { z } from 'zod';
import { quoteName, quoteRelation, quoteText } from '../../warehouse/sql-text.ts';
import { rows } from '../../warehouse/warehouse.ts';
import type { Model, ModelTest } from './model-file.ts';

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
  return `select 1 from ${from} as own anti join ${quoteRelation(target.join('.'))} as other
    on other.${quoteName(targetColumn)} = own.${quoteName(column)} where own.${quoteName(column)} is not null`;
}

const CountsSchema = z.array(z.object({ test: z.number(), failing: z.number() }));

/**
 * Runs a model's tests in one statement. With `added` (a relation of the rows that an increment brought) they see those
 * rows and the keys they share with others; without it they see the whole, and audits run too.
 */
export async function testModel(
  connection: DuckDBConnection,
  model: Model,
  audits: ReadonlyMap<string, string>,
  added: string | null,
): Promise<{ run: number; failures: TestFailure[] }> {
  const table = quoteRelation(model.name);
  const tests: { test: string; severity: 'error' | 'warn'; sql: string }[] = [];
  if (model.load.kind !== 'view') {
    const keys = model.key.map(quoteName).join(', ');
    const scope = added === null ? '' : `semi join ${added} as added using (${keys})`;
    const anyNull = model.key.map((key) => `${quoteName(key)} is null`).join(' or ');
    tests.push({
      test: `key ${model.key.join(', ')}`,
      severity: 'error',
      sql: `select 1 from ${table} ${scope} group by ${keys} having count(*) > 1
        union all select 1 from ${added ?? table} where ${anyNull}`,
    });
  }
  for (const test of model.tests) {
    if (!('audit' in test)) {
      tests.push({ test: describe(test), severity: test.severity, sql: failingRows(test, added ?? table) });
    } else if (added === null) {
      const sql = audits.get(test.audit);
      if (sql === undefined) throw new Error(`${model.name}: no audit ${test.audit}`);
      tests.push({ test: describe(test), severity: test.severity, sql });
    }
  }
  if (tests.length === 0) return { run: 0, failures: [] };
  const counts = CountsSchema.parse(
    await rows(
      connection,
      tests
        .map(
          ({ sql }, index) => `select ${String(index)} as test, count(*)::integer as failing from (${sql})`,
        )
        .join(' union all '),
    ),
  );
  const failures = counts.flatMap(({ test, failing }) => {
    const one = tests[test];
    return one === undefined || failing === 0
      ? []
      : [{ model: model.name, test: one.test, severity: one.severity, count: failing }];
  });
  return { run: tests.length, failures };
}
