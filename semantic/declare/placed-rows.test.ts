import { expect, test } from 'vitest';
import { placed, withoutUnusedJoins } from './placed-rows.ts';

const ask = (columns: string) =>
  `select ${columns} from (${placed('select * from star.fct_order')}) as "sales_rows" where "sales_rows".event = 'paid'`;

/** The aliases of the joins that are left. */
const joins = (sql: string): string[] =>
  [...withoutUnusedJoins(sql).matchAll(/left join \S+ as (\w+)/g)].map((found) => found[1] ?? '');

test.each([
  ['sum("sales_rows".amount)', []],
  ['count(*), "sales_rows".org_then_id', []],
  ['"sales_rows".owner_name', ['owner']],
  ['"sales_rows".org_l2, "sales_rows".amount', ['owner', 'unit']],
  ['"sales_rows".org_then_l2_id', ['unit_then']],
  ['"sales_rows".row_lft, "sales_rows".row_then_lft', ['owner', 'unit', 'unit_then_today']],
  ['"sales_rows".*', ['owner', 'unit', 'unit_then', 'unit_then_today']],
])('of %s only the joins that it reads are left', (columns, left) => {
  expect(joins(ask(columns))).toEqual(left);
});

test('all that two facts are asked for stays with both, and what is no placed rows stays as it is', () => {
  const both = `${ask('"sales_rows".owner_role')} union all ${ask('"sales_rows".org_then_name')}`;
  expect(joins(both)).toEqual(['owner', 'unit_then', 'owner', 'unit_then']);
  expect(withoutUnusedJoins('select 1 as org_id')).toBe('select 1 as org_id');
  const all = ask('owner_name, org_id, org_then_name, row_then_lft');
  expect(withoutUnusedJoins(all)).toBe(all);
});
