import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createDatabase, openSync, type TestDatabase } from '../sync-fixture.ts';
import { expectSame, runPreset, type PresetRun } from './star-facts.ts';
import { fillTwenty, type TwentyVersion } from './twenty/fill.ts';

const DEALS = `with deal as (
    select o.*, case o.stage when 'CUSTOMER' then 'won' when 'LOST' then 'lost' else 'open' end as kind,
      round(o."amountAmountMicros" / 1e6 * case o."amountCurrencyCode" when 'EUR' then 1.25 else 1 end, 2) as dollars,
      coalesce((select max(t."happensAt") from "timelineActivity" t
        where OPPORTUNITY = o.id and t.properties #>> '{diff,stage,after}' = o.stage::text), o."closeDate") as closed_at
    from opportunity o where "deletedAt" is null
  )`;
const SUM = 'count(*)::int as count, sum(dollars)::text as amount';
const DAY = `(closed_at at time zone 'Europe/Berlin')::date::text`;
const SOURCES = `sources:
  crm: { kind: postgres, url: "\${URL}", preset: twenty }
  rates:
    kind: files
    entities: { fx_rate: { from: rates.csv, columns: { 'on': day, currency: code, rate: rate } } }
`;

/** Twenty knows no exchange rates: they come in a file. */
function writeRates(dir: string): void {
  const days = Array.from({ length: 900 }, (_, day) => new Date(Date.UTC(2023, 0, 1) + day * 86_400_000));
  const lines = days.map((day) => `${day.toISOString().slice(0, 10)},EUR,1.25`);
  writeFileSync(path.join(dir, 'rates.csv'), ['day,code,rate', ...lines, ''].join('\n'));
}

describe.each<TwentyVersion & { name: string }>([
  { name: 'of today', hasOwner: true, hasTargets: true },
  { name: 'before opportunities had owners', hasOwner: false, hasTargets: false },
])('Twenty $name', (version) => {
  let db: TestDatabase;
  let run: PresetRun;
  const owner = version.hasOwner ? '"ownerId"' : '"createdByWorkspaceMemberId"';
  const target = version.hasTargets ? '"targetOpportunityId"' : '"opportunityId"';
  const ask = (select: string) => db.sql(`${DEALS.replace('OPPORTUNITY', target)} ${select}`);
  beforeAll(async () => {
    db = await createDatabase();
    await fillTwenty(db, version);
    run = await runPreset(SOURCES, { URL: db.url }, writeRates);
  });
  afterAll(async () => {
    try {
      await run.sync.end();
    } finally {
      await db.drop();
    }
  });

  test('deals, owners and activities are those of the workspace', async () => {
    const { facts } = run;
    expect(run.absent).toEqual(version.hasTargets ? [] : ['opportunity']);
    expect(await run.sync.query('select entity, key, reason from meta.rejected')).toEqual([]);
    expectSame(facts.deals, await ask(`select kind, ${SUM} from deal group by kind`));
    expectSame(
      facts.wonByDay,
      await ask(`select ${DAY} as day, ${SUM} from deal where kind = 'won' group by 1`),
    );
    expectSame(
      facts.wonByOwner,
      await ask(`select ${owner} as owner, ${SUM} from deal where kind = 'won' group by 1`),
    );
    expectSame(
      facts.wonByUnit,
      await ask(`select 'Workspace' as unit, ${SUM} from deal where kind = 'won' and ${owner} is not null`),
    );
    // the creator of a deal held it first
    expectSame(
      facts.created,
      await ask(`select "createdByWorkspaceMemberId" as owner, count(*)::int as count from deal group by 1`),
    );
    expectSame(
      facts.winRate,
      await ask(`select round(10000.0 * count(*) filter (where kind = 'won') / count(*) filter (where kind <> 'open'))::int as rate
        from deal`),
    );
    expectSame(
      facts.activities,
      await db.sql(`select 'meeting' as type, count(*)::int as count from "calendarEvent" e
          where "deletedAt" is null and not "isCanceled"
            and exists (select 1 from "calendarEventParticipant" c where c."calendarEventId" = e.id and c."personId" is not null)
        union all select 'other', count(*)::int from note where "deletedAt" is null`),
    );
    expect(facts.leads).toEqual([]);
  });

  test('stage changes are those of the timeline that changed a stage', async () => {
    expectSame(
      run.facts.stageChanges,
      await db.sql(`select t.properties #>> '{diff,stage,before}' as from_stage, t.properties #>> '{diff,stage,after}' as to_stage,
          count(*)::int as count
        from "timelineActivity" t join opportunity o on o.id = ${target} and o."deletedAt" is null
        where t.properties #>> '{diff,stage,before}' <> t.properties #>> '{diff,stage,after}' group by 1, 2`),
    );
  });

  test('customers are companies, and people whose deals have none', async () => {
    expect(
      await run.sync.query(
        'select type, count(*)::int as count from crm.customer where not coalesce(deleted, false) group by 1 order by 1',
      ),
    ).toEqual(
      await db.sql(`select 'company' as type, count(*)::int as count from company
        union all select 'person', count(distinct p.id)::int from person p join opportunity o on o."pointOfContactId" = p.id
          where p."companyId" is null and o."companyId" is null order by 1`),
    );
    const [{ n } = {}] = await run.sync.query(
      'select count(*)::int as n from crm.opportunity left join crm.customer on customer.id = customer_id where customer_id is not null and customer.id is null',
    );
    expect(n).toBe(0);
  });

  test('tasks keep who has them, and when they are due and done', async () => {
    expect(
      await run.sync
        .query(`select count(*)::int as tasks, count(done_at)::int as done, count(customer_id)::int as of_customers
        from crm.task where assignee_id is not null`),
    ).toEqual(
      await db.sql(`select count(*)::int as tasks, (count(*) filter (where status = 'DONE'))::int as done,
          count(o."companyId")::int as of_customers
        from task k join "taskTarget" t on t."taskId" = k.id join opportunity o on o.id = t.${target} where "assigneeId" is not null`),
    );
  });

  test('a second run finds nothing new, and a next one what was won', async () => {
    expect(await run.sync.run()).toMatchObject({ changed: false });
    const [deal] = await db.sql(
      `select id from opportunity where stage = 'PROPOSAL' and "deletedAt" is null limit 1`,
    );
    await db.sql(`update opportunity set stage = 'CUSTOMER', "updatedAt" = now() where id = '${String(deal?.['id'])}';
      insert into "timelineActivity" (name, ${target}, properties) values ('opportunity.updated', '${String(deal?.['id'])}',
        '{"diff": {"stage": {"before": "PROPOSAL", "after": "CUSTOMER"}}}')`);
    const report = await run.sync.run({ entities: ['opportunity', 'stage_change'] });
    expect(report.entities.map((one) => [one.entity, one.landed]).toSorted()).toEqual([
      ['opportunity', 1],
      ['stage_change', 1],
    ]);
  });
});

test('of several workspaces one must be named', async () => {
  const db = await createDatabase();
  try {
    await fillTwenty(db, { hasOwner: true, hasTargets: true });
    await db.sql('create schema workspace_another');
    const url = { URL: db.url };
    const source = (more: string) =>
      `sources:\n  crm: { kind: postgres, url: "\${URL}", preset: twenty${more} }\n`;
    const unclear = await openSync(source(''), url);
    await expect(unclear.run()).rejects.toMatchObject({ code: 'source_schema' });
    await unclear.end();
    const named = await openSync(source(', schema: workspace_3joxkr9ofo5hlxjan164egffx'), url);
    await named.run();
    expect(await named.query('select count(*)::int as n from crm.opportunity')).not.toEqual([{ n: 0 }]);
    await named.end();
  } finally {
    await db.drop();
  }
});
