import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createMysqlDatabase, type TestMysql } from '../mysql-fixture.ts';
import { fillFrappe, type FrappeTree } from './frappe/fill.ts';
import { expectSame, runPreset, type PresetRun } from './star-facts.ts';

const DEALS = `with recursive deal as (
    select d.*, case when d.status in ('Won', 'Lost') then lower(d.status) else 'open' end as kind,
      round(cast(if(d.deal_value = 0, nullif(d.expected_deal_value, 0), d.deal_value) as decimal(18, 2)) * d.exchange_rate, 2) as dollars
    from \`tabCRM Deal\` d
  )`;
const SUM = 'count(*) as count, cast(cast(sum(dollars) as decimal(18, 2)) as char) as amount';

/** Units and who sits where, by the tables of each kind of tree. */
const TREES: Record<FrappeTree, string> = {
  nowhere: `units as (select 'all' as id, 'Sales' as name, null as parent), seats as (select name as user_id, 'all' as unit from tabUser)`,
  'sales hierarchy': `node as (select h.*, h.name in (select reports_to from \`tabCRM Sales Hierarchy\`) as leads from \`tabCRM Sales Hierarchy\` h),
    units as (select 'all' as id, 'Sales' as name, null as parent
      union all select name, full_name, coalesce(reports_to, 'all') from node where leads),
    seats as (select user as user_id, if(leads, name, reports_to) as unit from node)`,
  employees: `node as (select e.*, e.name in (select reports_to from tabEmployee) as leads from tabEmployee e),
    units as (select 'all' as id, 'Sales' as name, null as parent
      union all select name, employee_name, coalesce(reports_to, 'all') from node where leads),
    seats as (select user_id, if(leads, name, reports_to) as unit from node)`,
};

describe.each<FrappeTree>(['sales hierarchy', 'employees', 'nowhere'])(
  'Frappe CRM, a tree from %s',
  (tree) => {
    let db: TestMysql;
    let run: PresetRun;
    const ask = (select: string) => db.sql(`${DEALS} ${select}`);
    beforeAll(async () => {
      db = await createMysqlDatabase();
      await fillFrappe(db, tree);
      run = await runPreset('sources:\n  frappe: { kind: mysql, url: "${URL}", preset: frappe-crm }\n', {
        URL: db.url,
      });
    });
    afterAll(async () => {
      try {
        await run.sync.end();
      } finally {
        await db.drop();
      }
    });

    test('deals, owners, units, leads and activities are those of the site', async () => {
      const { facts } = run;
      const missing = { 'sales hierarchy': 0, employees: 1, nowhere: 2 }[tree];
      expect(run.absent).toEqual([
        ...Array<string>(missing).fill('org_unit'),
        ...Array<string>(missing).fill('employee'),
      ]);
      expect(await run.sync.query('select entity, key, reason from meta.rejected')).toEqual([]);
      expectSame(facts.deals, await ask(`select kind, ${SUM} from deal group by kind`));
      // as Frappe's own dashboard counts
      expectSame(
        facts.wonByDay,
        await ask(
          `select cast(closed_date as char) as day, ${SUM} from deal where kind = 'won' group by closed_date`,
        ),
      );
      expectSame(
        facts.wonByOwner,
        await ask(`select deal_owner as owner, ${SUM} from deal where kind = 'won' group by 1`),
      );
      expectSame(
        facts.created,
        await ask(`select coalesce((select json_value(v.data, '$.changed[0][1]') from tabVersion v where v.docname = deal.name
          and v.data like '%deal\\_owner%' limit 1), deal_owner) as owner, count(*) as count from deal group by 1`),
      );
      expectSame(
        facts.wonByUnit,
        await ask(`, ${TREES[tree]}, above as (
          select id, id as above, parent from units union all select above.id, units.id, units.parent from above join units on units.id = above.parent)
        select units.name as unit, ${SUM} from deal join seats on seats.user_id = deal.deal_owner join above on above.id = seats.unit
        join units on units.id = above.above where kind = 'won' group by 1`),
      );
      expectSame(
        facts.winRate,
        await ask(
          `select cast(round(10000 * sum(kind = 'won') / sum(kind <> 'open')) as signed) as rate from deal`,
        ),
      );
      expectSame(
        facts.leads,
        await db.sql(`select case when converted then 'converted' when status = 'New' then 'new' when status = 'Nurture' then 'contacted'
        when status = 'Qualified' then 'intent' when status = 'Unqualified' then 'no_intent' else 'invalid' end as status, count(*) as count
        from \`tabCRM Lead\` group by 1`),
      );
      expectSame(
        facts.activities,
        await db.sql(`select 'call' as type, count(*) as count from \`tabCRM Call Log\` where status <> 'Ringing'
        union all select 'other', count(*) from \`tabFCRM Note\`
        union all select 'email', count(*) from tabCommunication where sent_or_received = 'Sent'`),
      );
    });

    test('stage changes are the stays that are over, by the clock of the site', async () => {
      expectSame(
        run.facts.stageChanges,
        await db.sql(`select \`from\` as from_stage, \`to\` as to_stage, count(*) as count from \`tabCRM Status Change Log\`
        where parenttype = 'CRM Deal' and \`to\` <> '' group by 1, 2`),
      );
      // here the server stands at UTC: its times are the instants. Off by an hour where the clocks changed since the deal began.
      const stays = await db.sql(`select concat('frappe:', name) as id, cast(to_date as char) as moved_at
      from \`tabCRM Status Change Log\` where parenttype = 'CRM Deal' and to_date is not null`);
      const instants = new Map(stays.map((one) => [one['id'], Date.parse(`${String(one['moved_at'])}Z`)]));
      const changes = await run.sync.query(
        'select id, epoch_ms(changed_at)::double as at from crm.stage_change',
      );
      const hours = changes.map(
        (one) => Math.abs(Number(one['at']) - (instants.get(one['id']) ?? 0)) / 3_600_000,
      );
      expect(hours.every((one) => one === 0 || one === 1)).toBe(true);
      expect(hours.filter((one) => one === 0).length).toBeGreaterThan(0.8 * hours.length);
    });

    test('a lead is converted when its deal is made, and a person is a customer where no organization is', async () => {
      expect(
        await run.sync
          .query(`select count(*)::int as leads, count(l.converted_at)::int as dated, count(o.id)::int as deals
        from crm.lead l left join crm.opportunity o on o.id = l.opportunity_id and o.created_at = l.converted_at where status = 'converted'`),
      ).toEqual(
        await db.sql(`select count(*) as leads, count(d.name) as dated, count(d.name) as deals from \`tabCRM Lead\` l
        join \`tabCRM Deal\` d on d.lead = l.name where l.converted = 1`),
      );
      expect(
        await run.sync
          .query(`select c.type, count(*)::int as deals from crm.opportunity o join crm.customer c on c.id = o.customer_id
        group by 1 order by 1`),
      ).toEqual(
        await db.sql(`select if(coalesce(d.organization, '') = '', 'person', 'company') as type, count(*) as deals
        from \`tabCRM Deal\` d join \`tabCRM Contacts\` c on c.parent = d.name group by 1 order by 1`),
      );
      expect(
        await run.sync.query('select count(*)::int as tasks, count(done_at)::int as done from crm.task'),
      ).toEqual(
        await db.sql(
          `select count(*) as tasks, count(if(status = 'Done', 1, null)) as done from \`tabCRM Task\``,
        ),
      );
    });

    test('a second run finds nothing new, and a next one what was won', async () => {
      expect(await run.sync.run()).toMatchObject({ changed: false });
      const [deal] = await db.sql(
        `select d.name from \`tabCRM Deal\` d join \`tabCRM Status Change Log\` l on l.parent = d.name and l.\`to\` = '' where d.status = 'Negotiation' limit 1`,
      );
      const name = String(deal?.['name']);
      await db.sql(
        `update \`tabCRM Deal\` set status = 'Won', closed_date = date(now()), modified = now() where name = ?`,
        [name],
      );
      await db.sql(
        "update `tabCRM Status Change Log` set `to` = if(`to` = '', 'Won', `to`), to_date = coalesce(to_date, now()), modified = now() where parent = ?",
        [name],
      );
      const report = await run.sync.run({ entities: ['opportunity', 'stage_change'] });
      const landed = new Map(report.entities.map((one) => [one.entity, one.landed]));
      expect(landed.get('opportunity')).toBe(1);
      expect(landed.get('stage_change')).toBeGreaterThan(0);
      expect(
        await run.sync.query(
          `select count(*)::int as n from crm.stage_change where opportunity_id = 'frappe:${name}' and to_stage_id = 'frappe:Won'`,
        ),
      ).toEqual([{ n: 1 }]);
    });
  },
);
