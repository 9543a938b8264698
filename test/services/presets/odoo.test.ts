import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { createDatabase, type TestDatabase } from '../sync-fixture.ts';
import { fillOdoo, type OdooModules } from './odoo/fill.ts';
import { expectSame, runPreset, type PresetRun } from './star-facts.ts';

/** Deals as Odoo's own screens tell them apart, in dollars; written apart from the preset. */
const DEALS = `with deal as (
    select l.*, coalesce(l.date_conversion, l.create_date) as opened, c.currency_id,
      case when not l.active and l.probability = 0 then 'lost' when s.is_won then 'won' else 'open' end as kind
    from crm_lead l join crm_stage s on s.id = l.stage_id join res_company c on c.id = coalesce(l.company_id, 1)
    where l.type = 'opportunity' and (l.active or l.probability = 0)
  ),
  tracked as (
    select t.*, f.name as field, m.res_id, m.date
    from mail_tracking_value t join mail_message m on m.id = t.mail_message_id join ir_model_fields f on f.id = t.field_id
    where m.model = 'crm.lead'
  ),
  valued as (
    select deal.*, (coalesce(
        date_closed,
        (select max(date) from tracked where res_id = deal.id and field = 'expected_revenue' and date >= deal.opened),
        opened) at time zone 'UTC' at time zone 'Europe/Berlin')::date as on_date
    from deal
  ),
  dollars as (
    select valued.*, round(expected_revenue / case when currency_id = 1 then 1
      when on_date < '2024-04-10' then 0.8 when on_date < '2025-02-01' then 0.64 else 0.5 end, 2) as amount
    from valued
  )`;

const DAY = `to_char(date_closed at time zone 'UTC' at time zone 'Europe/Berlin', 'YYYY-MM-DD')`;
const OWNER_AT_START = `coalesce((select old_value_integer from tracked where res_id = deal.id and field = 'user_id'
  and date >= deal.opened order by tracked.id limit 1), user_id)::text`;

/** Stage changes: each lead's tracked rows in order, the stage carried along. */
const STAGE_CHANGES = `${DEALS}, ordered as (
    select tracked.*, count(*) filter (where field = 'stage_id') over (partition by res_id order by tracked.id) as n
    from tracked where field in ('stage_id', 'active')
  ),
  carried as (
    select ordered.*, coalesce(
      max(new_value_integer) filter (where field = 'stage_id') over (partition by res_id, n),
      (select first.old_value_integer from tracked first where first.res_id = ordered.res_id
        and first.field = 'stage_id' order by first.id limit 1),
      (select stage_id from deal where deal.id = ordered.res_id)) as stood
    from ordered
  )
  select case when field = 'stage_id' then old_value_integer::text when new_value_integer = 1 then 'lost' else stood::text end as from_stage,
    case when field = 'stage_id' then new_value_integer::text when new_value_integer = 0 then 'lost' else stood::text end as to_stage,
    count(*)::int as count
  from carried join deal on deal.id = carried.res_id and carried.date >= deal.opened
  group by 1, 2 order by 1, 2`;

/** Units by name, with each person's own unit. */
const DEPARTMENTS = `units as (
    select 'd' || id as id, name ->> 'en_US' as name, coalesce('d' || parent_id, 'c1') as parent from hr_department
    union all select 't' || id, name ->> 'en_US', 'c1' from crm_team where id in (
      select crm_team_id from crm_team_member where active and user_id not in (select user_id from hr_employee))
    union all select 'c' || id, name, 'c' || parent_id from res_company),
  seats as (
    select u.id as user_id, coalesce('d' || e.department_id, 't' || m.crm_team_id) as unit
    from res_users u left join hr_employee e on e.user_id = u.id
    left join crm_team_member m on m.user_id = u.id and m.active)`;
const TEAMS = `units as (
    select 't' || id as id, name ->> 'en_US' as name, 'c1' as parent from crm_team
    union all select 'c' || id, name, 'c' || parent_id from res_company),
  seats as (select user_id, 't' || crm_team_id as unit from crm_team_member where active)`;

async function expectEqualFacts(db: TestDatabase, { facts }: PresetRun, units: string): Promise<void> {
  expectSame(
    facts.deals,
    await db.sql(
      `${DEALS} select kind, count(*)::int as count, sum(amount)::text as amount from dollars group by 1 order by 1`,
    ),
  );
  expectSame(
    facts.wonByDay,
    await db.sql(`${DEALS} select ${DAY} as day, count(*)::int as count, sum(amount)::text as amount
      from dollars where kind = 'won' group by 1 order by 1`),
  );
  expectSame(
    facts.created,
    await db.sql(
      `${DEALS} select ${OWNER_AT_START} as owner, count(*)::int as count from deal group by 1 order by 1 nulls last`,
    ),
  );
  expectSame(
    facts.wonByOwner,
    await db.sql(`${DEALS} select user_id::text as owner, count(*)::int as count, sum(amount)::text as amount
      from dollars where kind = 'won' group by 1 order by 1 nulls last`),
  );
  expectSame(
    facts.wonByUnit,
    await db.sql(`${DEALS.replace('with', 'with recursive')}, ${units},
      above as (
        select id, id as above, parent from units
        union all select above.id, units.id, units.parent from above join units on units.id = above.parent)
      select units.name as unit, count(*)::int as count, sum(amount)::text as amount
      from dollars join seats using (user_id) join above on above.id = seats.unit join units on units.id = above.above
      where kind = 'won' group by 1 order by 1`),
  );
  expectSame(facts.stageChanges, await db.sql(STAGE_CHANGES));
  expectSame(
    facts.winRate,
    await db.sql(
      `${DEALS} select round(10000.0 * count(*) filter (where kind = 'won') / count(*) filter (where kind <> 'open'))::int as rate from deal`,
    ),
  );
  expectSame(
    facts.leads,
    await db.sql(`select case when type = 'opportunity' then 'converted' when active then 'new' else 'no_intent' end as status, count(*)::int as count
      from crm_lead where type = 'lead' or date_conversion is not null group by 1 order by 1`),
  );
  expectSame(
    facts.activities,
    await db.sql(`select 'call' as type, count(*)::int as count from mail_message where mail_activity_type_id = 2
      union all select 'email', count(*)::int from mail_message where subtype_id = 1
      union all select 'meeting', count(*)::int from calendar_event where active order by 1`),
  );
}

const source = (version: string): string =>
  `sources:\n  odoo: { kind: postgres, url: "\${URL}", preset: odoo-${version} }\n`;

describe.each<OdooModules & { name: string }>([
  { name: 'with departments and orders', version: '17', hr: true, sale: true },
  { name: 'with nothing but the CRM', version: '18', hr: false, sale: false },
])('Odoo $version $name', (modules) => {
  let db: TestDatabase;
  let run: PresetRun;
  beforeAll(async () => {
    db = await createDatabase();
    await fillOdoo(db, modules);
    run = await runPreset(source(modules.version), { URL: db.url });
  });
  afterAll(async () => {
    try {
      await run.sync.end();
    } finally {
      await db.drop();
    }
  });

  test('deals, owners, history, units, leads and activities are those of the database', async () => {
    expect(Number((await db.sql('select count(*)::int as n from crm_lead'))[0]?.['n'])).toBeGreaterThan(500);
    expect(await run.sync.query('select source, entity, key, reason from meta.rejected')).toEqual([]);
    await expectEqualFacts(db, run, modules.hr ? DEPARTMENTS : TEAMS);
  });

  test('what is not installed is left out and said', () => {
    expect(run.absent).toEqual(
      modules.hr && modules.sale
        ? []
        : ['org_unit', 'org_unit', 'employee', 'product', 'order', 'order_line'],
    );
    expect(run.mapped.includes('order')).toBe(modules.sale);
  });

  test('a second run finds nothing new, and an increment what was won', async () => {
    expect(await run.sync.run()).toMatchObject({ changed: false });
    const [deal] = await db.sql(
      `select id from crm_lead where active and stage_id <> 4 and type = 'opportunity' order by id limit 1`,
    );
    const id = Number(deal?.['id']);
    await db.sql(`update crm_lead set stage_id = 4, probability = 100, date_closed = now() at time zone 'UTC',
      write_date = now() at time zone 'UTC' where id = ${id}`);
    await db.sql(`insert into mail_message (id, model, res_id, message_type, date) values (95000, 'crm.lead', ${id}, 'notification', now() at time zone 'UTC');
      insert into mail_tracking_value (id, field_id, old_value_integer, new_value_integer, mail_message_id) values (95000, 501, 11, 4, 95000)`);
    const report = await run.sync.run({ entities: ['opportunity', 'stage_change'] });
    expect(report.entities.map((one) => [one.entity, one.landed]).toSorted()).toEqual([
      ['opportunity', 1],
      ['stage_change', 1],
    ]);
    expect(
      await run.sync.query(`select from_stage_id, to_stage_id from crm.stage_change where id = 'odoo:95000'`),
    ).toEqual([{ from_stage_id: 'odoo:11', to_stage_id: 'odoo:4' }]);
  });
});

describe('Odoo, case by case', () => {
  let db: TestDatabase;
  let run: PresetRun | null = null;
  beforeAll(async () => {
    db = await createDatabase();
    await fillOdoo(db, { version: '17', hr: true, sale: true });
  });
  afterEach(async () => {
    await run?.sync.end();
    run = null;
  });
  afterAll(() => db.drop());

  test('orders are paid when all their invoices are, less what was refunded', async () => {
    run = await runPreset(source('17'), { URL: db.url });
    expect(
      await run.sync
        .query(`select status, count(*)::int as count, sum(amount)::varchar as amount, sum(refund_amount)::varchar as refunded
        from crm."order" group by 1 order by 1`),
    ).toEqual(
      await db.sql(`with bill as (
          select rel.order_line_id as order_id, m.payment_state, m.move_type, ml.price_subtotal from sale_order_line_invoice_rel rel
          join account_move_line ml on ml.id = rel.invoice_line_id join account_move m on m.id = ml.move_id)
        select case when state = 'cancel' then 'cancelled' when state = 'draft' then 'draft'
            when (select bool_and(payment_state = 'paid') from bill where order_id = o.id and move_type = 'out_invoice') then 'paid'
            else 'placed' end as status,
          count(*)::int as count, sum(amount_untaxed)::text as amount,
          sum((select sum(price_subtotal) from bill where order_id = o.id and move_type = 'out_refund'))::text as refunded
        from sale_order o group by 1 order by 1`),
    );
    const [paid] = await run.sync.query(
      `select count(*)::int as n from crm."order" where status = 'paid' and paid_at > ordered_at + interval 10 day`,
    );
    expect(paid?.['n']).toBeGreaterThan(10);
  });

  test('a person who changed teams sits in each of them for a time', async () => {
    const teams = await createDatabase();
    await fillOdoo(teams, { version: '17', hr: false, sale: false });
    run = await runPreset(source('17'), { URL: teams.url });
    expect(
      await run.sync.query(
        `select org_id, valid_from_date::varchar as since from star.dim_employee where employee_id = 'odoo:24' order by 2`,
      ),
    ).toEqual([
      { org_id: 'odoo:team:7', since: '0001-01-01' },
      { org_id: 'odoo:team:4', since: '2024-04-01' },
    ]);
    await teams.drop();
  });

  test('lost and won in one message is one change, from lost to the stage', async () => {
    await db.sql(`insert into crm_lead (id, name, type, active, stage_id, probability, company_id, user_id, create_date, write_date)
      values (9001, 'Back', 'opportunity', true, 4, 100, 1, 21, '2024-01-01', '2024-01-09');
      insert into mail_message (id, model, res_id, message_type, date) values
        (91001, 'crm.lead', 9001, 'notification', '2024-01-02'), (91002, 'crm.lead', 9001, 'notification', '2024-01-09');
      insert into mail_tracking_value (id, field_id, old_value_integer, new_value_integer, mail_message_id) values
        (91001, 502, 1, 0, 91001), (91002, 501, 7, 4, 91002), (91003, 502, 0, 1, 91002)`);
    run = await runPreset(source('17'), { URL: db.url });
    expect(
      await run.sync.query(
        `select from_stage_id, to_stage_id from crm.stage_change where opportunity_id = 'odoo:9001' order by changed_at`,
      ),
    ).toEqual([
      { from_stage_id: 'odoo:7', to_stage_id: 'odoo:lost' },
      { from_stage_id: 'odoo:lost', to_stage_id: 'odoo:4' },
    ]);
  });

  test('an entity of the configuration stands instead of the preset’s; none drops one', async () => {
    run = await runPreset(
      `sources:
  odoo:
    kind: postgres
    url: "\${URL}"
    preset: odoo-17
    entities:
      activity: none
      customer: { from: res_partner, key: id, where: id = 1001, columns: { name: ref } }
`,
      { URL: db.url },
    ).catch((error: unknown) => {
      // a partner without a reference has no name: the row is refused, not the run
      throw error;
    });
    expect(run.mapped).not.toContain('activity');
    expect(await run.sync.query(`select entity, reason from meta.rejected`)).toEqual([
      { entity: 'customer', reason: 'missing_value' },
    ]);
  });

  test('a user with SELECT on the listed tables is enough', async () => {
    const user = `odoo_reader_${process.pid}`;
    await db.sql(`create role ${user} login password 'p'`);
    try {
      await db.sql(
        `grant select on all tables in schema public to ${user}; revoke select on hr_employee from ${user}`,
      );
      run = await runPreset(source('17'), { URL: db.url.replace('postgres@', `${user}:p@`) });
      expect(run.absent).toEqual(['org_unit', 'employee']);
    } finally {
      await run?.sync.end();
      run = null;
      await db.sql(`drop owned by ${user}; drop role ${user}`);
    }
  });
});
