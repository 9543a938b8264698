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
  /** Keys of some of them; of an audit, what stands in its first column. */
  readonly examples: readonly string[];
}

function describe(test: ModelTest): string {
  if ('not_null' in test) return `not_null ${test.not_null.join(', ')}`;
  if ('accepted_values' in test) return `accepted_values ${test.accepted_values.column}`;
  if ('references' in test) return `references ${test.references.column} → ${test.references.to}`;
  return `audit ${test.audit}`;
}

/** The keys of rows that break a test, as `example`. */
function failingRows(test: Exclude<ModelTest, { audit: string }>, from: string, example: string): string {
  if ('not_null' in test) {
    const anyNull = test.not_null.map((column) => `${quoteName(column)} is null`).join(' or ');
    return `select ${example} from ${from} where ${anyNull}`;
  }
  if ('accepted_values' in test) {
    const column = quoteName(test.accepted_values.column);
    const values = test.accepted_values.values.map(quoteText).join(', ');
    return `select ${example} from ${from} where ${column} is not null and ${column} not in (${values})`;
  }
  const { column, to } = test.references;
  const target = to.split('.');
  const targetColumn = target.pop() ?? '';
  return `select ${example} from ${from} as own anti join ${quoteRelation(target.join('.'))} as other
    on other.${quoteName(targetColumn)} = own.${quoteName(column)} where own.${quoteName(column)} is not null`;
}

const CountsSchema = z.array(
  z.object({ test: z.number(), failing: z.number(), examples: z.array(z.string()).nullable() }),
);

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
  const example = `concat_ws(', ', ${model.key.map(quoteName).join(', ')}) as example`;
  if (model.load.kind !== 'view') {
    const keys = model.key.map(quoteName).join(', ');
    const scope = added === null ? '' : `semi join ${added} as added using (${keys})`;
    const anyNull = model.key.map((key) => `${quoteName(key)} is null`).join(' or ');
    tests.push({
      test: `key ${model.key.join(', ')}`,
      severity: 'error',
      sql: `select ${example} from ${table} ${scope} group by ${keys} having count(*) > 1
        union all select ${example} from ${added ?? table} where ${anyNull}`,
    });
  }
  for (const test of model.tests) {
    if (!('audit' in test)) {
      const sql = failingRows(test, added ?? table, example);
      tests.push({ test: describe(test), severity: test.severity, sql });
    } else if (added === null) {
      const sql = audits.get(test.audit);
      if (sql === undefined) throw new Error(`${model.name}: no audit ${test.audit}`);
      tests.push({
        test: describe(test),
        severity: test.severity,
        sql: `select example::varchar as example from (${sql}) as found (example)`,
      });
    }
  }
  if (tests.length === 0) return { run: 0, failures: [] };
  const counts = CountsSchema.parse(
    await rows(
      connection,
      tests
        .map(
          ({ sql }, index) =>
            `select ${String(index)} as test, count(*)::integer as failing, min(example, 3) as examples from (${sql})`,
        )
        .join(' union all '),
    ),
  );
  const failures = counts.flatMap(({ test, failing, examples }) => {
    const one = tests[test];
    return one === undefined || failing === 0
      ? []
      : [
          {
            model: model.name,
            test: one.test,
            severity: one.severity,
            count: failing,
            examples: examples ?? [],
          },
        ];
  });
  return { run: tests.length, failures };
}
