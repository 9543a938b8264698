import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { openWarehouse, rows, type Row } from '../../../warehouse/warehouse.ts';
import { fillSalesforce } from './salesforce/fill.ts';
import { expectSame, runPreset, type PresetRun } from './star-facts.ts';

const SOURCE = 'sources:\n  sf: { kind: files, path: ./export, preset: salesforce-export }\n';

/** Asks the exported files themselves; written apart from the preset. */
async function ask(dir: string, sql: string): Promise<Row[]> {
  const warehouse = await openWarehouse(':memory:');
  try {
    const files = [
      'Opportunity',
      'User',
      'UserRole',
      'Lead',
      'OpportunityHistory',
      'OpportunityFieldHistory',
      'Task',
      'Event',
      'Order',
    ];
    return await warehouse.write(async (connection) => {
      for (const name of files) {
        const file = path.join(dir, 'export', `${name}.csv`);
        await connection
          .run(
            `create view "sf${name}" as from read_csv('${file}', all_varchar = true, header = true, quote = '"', escape = '"')`,
          )
          .catch(() => undefined);
      }
      return rows(connection, sql);
    });
  } finally {
    await warehouse.close();
  }
}

const deals = (isWhole: boolean): string => `with deal as (
    select *, substr(Id, 1, 15) as deal, substr(OwnerId, 1, 15) as owner, CreatedDate::timestamptz as created,
      case when IsWon = 'true' then 'won' when IsClosed = 'true' then 'lost' else 'open' end as kind,
      case when IsClosed = 'true' then CloseDate::date else timezone('Europe/Berlin', CreatedDate::timestamptz)::date end as on_date
    from "sfOpportunity" where IsDeleted = 'false'
  ),
  dollars as (
    select *, round(Amount::decimal(18, 2) * ${
      isWhole
        ? `case when CurrencyIsoCode = 'USD' then 1
      when on_date < '2024-04-10' then 1.25 when on_date < '2025-02-01' then 1.5625 else 2 end`
        : '1'
    }, 2)::decimal(18, 2) as amount_usd
    from deal
  )`;

describe.each([
  { name: 'a whole export', isWhole: true },
  { name: 'the objects that nobody can do without', isWhole: false },
])('Salesforce: $name', ({ isWhole }) => {
  let dir = '';
  let run: PresetRun;
  beforeAll(async () => {
    dir = mkdtempSync(path.join(os.tmpdir(), 'treeline-sf-'));
    fillSalesforce(path.join(dir, 'export'), { isWhole });
    run = await runPreset(SOURCE, {}, () => undefined, dir);
  });
  afterAll(async () => {
    await run.sync.end();
    rmSync(dir, { recursive: true });
  });

  test('deals, owners, units, leads and activities are those of the files', async () => {
    const { facts } = run;
    expect(await run.sync.query('select entity, key, reason from meta.rejected')).toEqual([]);
    const DEALS = deals(isWhole);
    expectSame(
      facts.deals,
      await ask(
        dir,
        `${DEALS} select kind, count(*)::int as count, sum(amount_usd)::varchar as amount from dollars group by 1`,
      ),
    );
    expectSame(
      facts.wonByDay,
      await ask(
        dir,
        `${DEALS} select CloseDate as day, count(*)::int as count, sum(amount_usd)::varchar as amount from dollars where kind = 'won' group by 1`,
      ),
    );
    expectSame(
      facts.wonByOwner,
      await ask(
        dir,
        `${DEALS} select owner, count(*)::int as count, sum(amount_usd)::varchar as amount from dollars where kind = 'won' group by 1`,
      ),
    );
    const units = isWhole
      ? `select substr(Id, 1, 15) as id, Name as name, substr(ParentRoleId, 1, 15) as parent from "sfUserRole"`
      : `select substr(Id, 1, 15) as id, Name as name, substr(ManagerId, 1, 15) as parent from "sfUser" where Id in (select ManagerId from "sfUser")`;
    const seat = isWhole
      ? 'UserRoleId'
      : `case when Id in (select ManagerId from "sfUser") then Id else ManagerId end`;
    expectSame(
      facts.wonByUnit,
      await ask(
        dir,
        `${DEALS.replace('with', 'with recursive')}, units as (${units}),
        seats as (select substr(Id, 1, 15) as owner, substr(${seat}, 1, 15) as unit from "sfUser"),
        above as (select id, id as above, parent from units
          union all select above.id, units.id, units.parent from above join units on units.id = above.parent)
        select units.name as unit, count(*)::int as count, sum(amount_usd)::varchar as amount
        from dollars join seats using (owner) join above on above.id = seats.unit join units on units.id = above.above
        where kind = 'won' group by 1`,
      ),
    );
    expectSame(
      facts.winRate,
      await ask(
        dir,
        `${DEALS} select round(10000.0 * count(*) filter (kind = 'won') / count(*) filter (kind <> 'open'))::int as rate from deal`,
      ),
    );
    expectSame(
      facts.leads,
      await ask(
        dir,
        `select case Status when 'Closed - Converted' then 'converted' when 'Closed - Not Converted' then 'no_intent'
        when 'Open - Not Contacted' then 'new' else 'contacted' end as status, count(*)::int as count from "sfLead" group by 1`,
      ),
    );
    expectSame(
      facts.activities,
      await ask(
        dir,
        `select 'call' as type, count(*)::int as count from "sfTask" where IsDeleted = 'false' and IsClosed = 'true'
        union all select 'meeting', count(*)::int from "sfEvent"`,
      ),
    );
    expectSame(
      facts.created,
      await ask(
        dir,
        `${DEALS} select ${
          isWhole
            ? `coalesce((select substr(arg_min(OldValue, CreatedDate), 1, 15) from "sfOpportunityFieldHistory" h
          where substr(h.OpportunityId, 1, 15) = deal.deal and h.OldValue like '005%'), owner)`
            : 'owner'
        } as owner, count(*)::int as count from deal group by 1`,
      ),
    );
  });

  test('stage changes are the rows of the history in which the stage differs', async () => {
    expectSame(
      run.facts.stageChanges,
      isWhole
        ? await ask(
            dir,
            `select a.StageName as from_stage, b.StageName as to_stage, count(*)::int as count
            from "sfOpportunityHistory" a join "sfOpportunityHistory" b
              on b.OpportunityId = a.OpportunityId and b.StageName <> a.StageName
              and b.CreatedDate || b.Id = (select min(c.CreatedDate || c.Id) from "sfOpportunityHistory" c
                where c.OpportunityId = a.OpportunityId and c.CreatedDate || c.Id > a.CreatedDate || a.Id)
            where a.IsDeleted = 'false' group by 1, 2`,
          )
        : [],
    );
  });

  test('what was not exported is left out and said', () => {
    expect(run.mapped.includes('stage_change')).toBe(isWhole);
    expect(run.mapped.includes('target')).toBe(isWhole);
    expect(run.absent.filter((one) => !one.includes('.'))).toEqual(
      isWhole
        ? []
        : 'org_unit employee contact product campaign pipeline_stage stage_change stage_change record_change record_change order order_line target target ticket fx_rate fx_rate'.split(
            ' ',
          ),
    );
    for (const entity of ['ticket', 'campaign', 'contact', 'product', 'order_line', 'fx_rate'])
      expect(run.mapped.includes(entity)).toBe(isWhole);
    expect(run.absent.includes('opportunity.currency')).toBe(!isWhole);
  });

  test('nothing new is nothing to do; a file that changed is read again', async () => {
    expect(await run.sync.run()).toMatchObject({ changed: false });
    const file = path.join(dir, 'export/Task.csv');
    writeFileSync(file, `${readFileSync(file, 'utf8').split('\n')[0] ?? ''}\n`);
    await run.sync.run();
    expect(await run.sync.query(`select count(*)::int as n from crm.activity where type = 'call'`)).toEqual([
      { n: 0 },
    ]);
  });
});

test('a quota of whoever leads a role is the role’s; orders that are activated are sales', async () => {
  const dir = mkdtempSync(path.join(os.tmpdir(), 'treeline-sf-'));
  fillSalesforce(path.join(dir, 'export'), { isWhole: true });
  const run = await runPreset(SOURCE, {}, () => undefined, dir);
  expect(
    await run.sync
      .query(`select subject_type, period, count(*)::int as n, count(distinct subject_id)::int as subjects, sum(value)::varchar as value
      from crm.target group by 1, 2 order by 1`),
  ).toEqual([
    { subject_type: 'employee', period: 'quarter', n: 6, subjects: 2, value: '6000000.00' },
    { subject_type: 'org_unit', period: 'quarter', n: 6, subjects: 2, value: '6000000.00' },
  ]);
  expectSame(
    await run.sync.query(
      `select status, count(*)::int as n, sum(amount)::varchar as amount from crm."order" group by 1`,
    ),
    await ask(
      dir,
      `select case Status when 'Draft' then 'draft' else 'paid' end as status, count(*)::int as n, sum(TotalAmount::decimal(18, 2))::varchar as amount
      from "sfOrder" group by 1`,
    ),
  );
  await run.sync.end();
  rmSync(dir, { recursive: true });
});
