import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { columnsOfQuery, type TableColumns } from './sql-columns.ts';
import { parseSql } from './sql-tree.ts';
import { openWarehouse, type Warehouse } from './warehouse.ts';

let warehouse: Warehouse;
beforeAll(async () => {
  warehouse = await openWarehouse(':memory:');
});
afterAll(async () => await warehouse.close());

const TABLES: Readonly<Record<string, readonly string[]>> = {
  'crm.deal': ['id', 'amount', 'stage', 'owner_id', 'closed_at'],
  'crm.rate': ['currency', 'rate'],
};
const tables: TableColumns = (table) => {
  const columns = TABLES[table];
  return columns === undefined ? null : new Map(columns.map((column) => [column, null]));
};

async function traced(sql: string): Promise<Record<string, string[]>> {
  const node = await warehouse.read((connection) => parseSql(connection, sql));
  const { named } = columnsOfQuery(node, tables);
  return Object.fromEntries([...named].map(([name, { from }]) => [name, [...from].sort()]));
}

describe('columns of a query come from', () => {
  it.each([
    ['a column under another name', 'select amount as value from crm.deal', { value: ['crm.deal.amount'] }],
    [
      'both sides of a join',
      'select round(d.amount * r.rate, 2) as value from crm.deal as d join crm.rate as r on true',
      { value: ['crm.deal.amount', 'crm.rate.rate'] },
    ],
    [
      'what a common table expression read',
      'with won as (select id, amount from crm.deal), more as (select *, amount * 2 as twice from won) select twice from more',
      { twice: ['crm.deal.amount'] },
    ],
    [
      'the same place in a union, whatever the second part calls it',
      'select id, amount as a from crm.deal union all select currency, rate + 1 from crm.rate',
      { id: ['crm.deal.id', 'crm.rate.currency'], a: ['crm.deal.amount', 'crm.rate.rate'] },
    ],
    [
      'the same name in a union by name',
      'select id, amount from crm.deal union all by name select rate as amount from crm.rate',
      { id: ['crm.deal.id'], amount: ['crm.deal.amount', 'crm.rate.rate'] },
    ],
    [
      'what chose the row, when it is a constant',
      "select 'won' as event, 1 as one from crm.deal where stage = 'W'",
      { event: ['crm.deal.stage'], one: ['crm.deal.stage'] },
    ],
    [
      'the rows themselves, when it counts them',
      'select count(*) as n from crm.deal',
      { n: ['crm.deal.(rows)'] },
    ],
    ['nothing, when it is null', 'select null::date as day from crm.deal', { day: [] }],
    [
      'a sub-query, which may look outside',
      'select (select max(rate) from crm.rate where currency = d.stage) as top from crm.deal as d',
      { top: ['crm.rate.rate'] },
    ],
    [
      'a recursion, as far as it goes',
      'with recursive up as (select id, owner_id as next from crm.deal union all select up.id, deal.stage from up join crm.deal on deal.id = up.next) select next from up',
      { next: ['crm.deal.owner_id', 'crm.deal.stage'] },
    ],
    [
      'a field of a record and the parameters of a lambda',
      'select list_transform([d], lambda one: one.amount) as l, max_by(d, d.closed_at).amount as m from (select amount, closed_at from crm.deal) as d',
      { l: ['crm.deal.amount', 'crm.deal.closed_at'], m: ['crm.deal.amount', 'crm.deal.closed_at'] },
    ],
  ])('%s', async (_name, sql, expected) => {
    expect(await traced(sql)).toEqual(expected);
  });

  it('a star without what it leaves out, and with what it replaces', async () => {
    expect(
      await traced('select * exclude (stage, owner_id) replace (amount + id as amount) from crm.deal'),
    ).toEqual({
      id: ['crm.deal.id'],
      amount: ['crm.deal.amount', 'crm.deal.id'],
      closed_at: ['crm.deal.closed_at'],
    });
  });

  it('no column that the query does not have', async () => {
    await expect(traced('with a as (select id from crm.deal) select amount from a')).rejects.toThrow(
      'amount is not a column of anything in its query',
    );
  });
});
