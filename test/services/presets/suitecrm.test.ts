import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createMysqlDatabase, type TestMysql } from '../mysql-fixture.ts';
import { berlinDay } from './mysql-tables.ts';
import { expectSame, runPreset, type PresetRun } from './star-facts.ts';
import { fillSuite, type SuiteOptions } from './suitecrm/fill.ts';

const DEALS = `with deal as (
    select o.*, nullif(o.assigned_user_id, '') as owner,
      case o.sales_stage when 'Closed Won' then 'won' when 'Closed Lost' then 'lost' else 'open' end as kind,
      round(cast(o.amount as decimal(18, 2)) * case when o.currency_id like 'eur%' then 1.25 else 1 end, 2) as dollars,
      (select max(date_created) from opportunities_audit a where a.parent_id = o.id and a.field_name = 'sales_stage'
        and a.after_value_string like 'Closed%') as closed_at
    from opportunities o where deleted = 0
  )`;
const SUM = 'count(*) as count, cast(cast(sum(dollars) as decimal(18, 2)) as char) as amount';

async function expectEqualFacts(db: TestMysql, { facts }: PresetRun, units: string): Promise<void> {
  expectSame(facts.deals, await db.sql(`${DEALS} select kind, ${SUM} from deal group by kind`));
  expectSame(
    facts.wonByDay,
    await db.sql(
      `${DEALS} select cast(coalesce(${berlinDay('closed_at')}, date_closed) as char) as day, ${SUM} from deal where kind = 'won' group by 1`,
    ),
  );
  expectSame(
    facts.wonByOwner,
    await db.sql(`${DEALS} select owner, ${SUM} from deal where kind = 'won' group by 1`),
  );
  expectSame(
    facts.created,
    await db.sql(`${DEALS} select coalesce((select before_value_string from opportunities_audit a where a.parent_id = deal.id
      and field_name = 'assigned_user_id' order by date_created limit 1), owner) as owner, count(*) as count from deal group by 1`),
  );
  expectSame(
    facts.wonByUnit,
    await db.sql(`${DEALS.replace('with', 'with recursive')}, ${units}, above as (
        select id, id as above, parent from units union all select above.id, units.id, units.parent from above join units on units.id = above.parent)
      select units.name as unit, ${SUM} from deal join seats on seats.user_id = deal.owner join above on above.id = seats.unit
      join units on units.id = above.above where kind = 'won' group by 1`),
  );
  expectSame(
    facts.stageChanges,
    await db.sql(`select before_value_string as from_stage, after_value_string as to_stage, count(*) as count from opportunities_audit a
      join opportunities o on o.id = a.parent_id and o.deleted = 0 where field_name = 'sales_stage' group by 1, 2`),
  );
  expectSame(
    facts.winRate,
    await db.sql(
      `${DEALS} select cast(round(10000 * sum(kind = 'won') / sum(kind <> 'open')) as signed) as rate from deal`,
    ),
  );
  expectSame(
    facts.leads,
    await db.sql(`select case status when 'Converted' then 'converted' when 'New' then 'new' when 'Dead' then 'invalid' when 'Recycled' then 'no_intent'
      else 'contacted' end as status, count(*) as count from leads where deleted = 0 group by 1`),
  );
  expectSame(
    facts.activities,
    await db.sql(`select 'call' as type, count(*) as count from calls where deleted = 0 and status <> 'Planned'
      union all select 'meeting', count(*) from meetings where status = 'Held'`),
  );
}

const MANAGERS = `units as (
    select id, concat_ws(' ', first_name, last_name) as name, nullif(reports_to_id, '') as parent from users
    where id in (select reports_to_id from users)),
  seats as (select id as user_id, case when id in (select reports_to_id from users) then id else reports_to_id end as unit from users)`;
const GROUPS = `units as (select id, name, null as parent from securitygroups),
  seats as (select user_id, securitygroup_id as unit from securitygroups_users where deleted = 0 and primary_group = 1)`;

describe.each<SuiteOptions & { version: string }>([
  { version: '7', hasManagers: true, hasInvoices: true },
  { version: '8', hasManagers: false, hasInvoices: false },
])('SuiteCRM $version', (options) => {
  let db: TestMysql;
  let run: PresetRun;
  beforeAll(async () => {
    db = await createMysqlDatabase();
    await fillSuite(db, options);
    run = await runPreset(
      `sources:\n  suite: { kind: mysql, url: "\${URL}", preset: suitecrm-${options.version} }\n`,
      { URL: db.url },
    );
  });
  afterAll(async () => {
    try {
      await run.sync.end();
    } finally {
      await db.drop();
    }
  });

  test('deals, owners, history, units, leads and activities are those of the database', async () => {
    expect(await run.sync.query('select entity, key, reason from meta.rejected')).toEqual([]);
    await expectEqualFacts(db, run, options.hasManagers ? MANAGERS : GROUPS);
  });

  test('an invoice is an order; without the module, orders are not mapped', async () => {
    expect(run.mapped.includes('order')).toBe(options.hasInvoices);
    expect(run.absent).toEqual(options.hasInvoices ? [] : ['product', 'contract', 'order', 'order_line']);
    if (!options.hasInvoices) return;
    expect(
      await run.sync.query('select count(*)::int as n, sum(amount)::varchar as amount from crm.contract'),
    ).toEqual(
      await db.sql(
        `select count(*) as n, cast(cast(sum(total_contract_value) as decimal(18, 2)) as char) as amount from aos_contracts`,
      ),
    );
    expectSame(
      await run.sync.query(
        `select status, count(*)::int as count, sum(amount)::varchar as amount from crm."order" group by 1`,
      ),
      await db.sql(`select case status when 'Paid' then 'paid' when 'Cancelled' then 'cancelled' else 'placed' end as status, count(*) as count,
        cast(cast(sum(subtotal_amount) as decimal(18, 2)) as char) as amount from aos_invoices where deleted = 0 group by 1`),
    );
  });

  test('a second run finds nothing new, and an increment what was won and what was deleted', async () => {
    expect(await run.sync.run()).toMatchObject({ changed: false });
    const open = await db.sql(
      `select id from opportunities where deleted = 0 and sales_stage not like 'Closed%' order by id limit 2`,
    );
    const [won, gone] = open.map((one) => String(one['id']));
    await db.sql(
      `update opportunities set sales_stage = 'Closed Won', date_modified = utc_timestamp() where id = '${won ?? ''}'`,
    );
    await db.sql(`insert into opportunities_audit (id, parent_id, date_created, field_name, before_value_string, after_value_string)
      values ('new', '${won ?? ''}', utc_timestamp(), 'sales_stage', 'Prospecting', 'Closed Won')`);
    await db.sql(
      `update opportunities set deleted = 1, date_modified = utc_timestamp() where id = '${gone ?? ''}'`,
    );
    const report = await run.sync.run({ entities: ['opportunity', 'stage_change'] });
    expect(report.entities.map((one) => [one.entity, one.landed, one.deleted]).toSorted()).toEqual([
      ['opportunity', 1, 1],
      ['stage_change', 1, 0],
    ]);
  });
});
