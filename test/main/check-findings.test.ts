import { afterEach, expect, it } from 'vitest';
import { openEngineFixture, type EngineFixture } from './engine-fixture.ts';

const CONFIG = `
warehouse: ./treeline.duckdb
calendar: { timezone: Europe/Berlin, holidays: none, as_of: 2026-11-20 }
currency: EUR
sources:
  crm:
    kind: files
    entities:
      org_unit: { from: units.csv, key: id, columns: { name: id, parent_id: parent } }
      pipeline_stage:
        query: select * from (values ('new', 1, 'open'), ('won', 2, 'won')) as stage(id, rank, kind)
        key: id
        columns: { pipeline: { value: sales }, name: id, rank: rank, kind: kind }
      fx_rate:
        query: select * from (values ('2026-11-01', 'GBP', 1.2)) as quote(day, code, rate)
        columns: { on: day, currency: code, rate: rate }
      opportunity:
        from: deals.csv
        key: id
        columns: { stage_id: stage, amount: amount, currency: currency, created_at: created, expected_close_on: due }
      activity:
        from: calls.csv
        key: id
        columns: { type: kind, at: at }
`;

let engine: EngineFixture;

afterEach(() => engine.close());

async function messages(): Promise<string[]> {
  const { findings } = await engine.check();
  return findings.map((one) => `${one.severity}: ${one.message}`);
}

it('says why rows are kept aside, and which units stand in a circle', async () => {
  engine = await openEngineFixture();
  engine.write('units.csv', 'id,parent\nall,\nnorth,south\nsouth,north\n');
  engine.write(
    'deals.csv',
    [
      'id,stage,amount,currency,created,due',
      '1,new,"1,250.00",EUR,2026-11-01,',
      '2,new,10,USD,2026-11-01,',
      '3,new,10,EUR,,',
      // a day that stands for "never" is no day, and keeps nothing from being published
      '4,new,10,EUR,2026-11-01,9999-12-31',
      '5,won,10,EUR,2026-11-01,2026-11-30',
      '6,won,9999999999999999,GBP,2026-11-01,2026-11-30',
    ].join('\n'),
  );
  engine.write('calls.csv', 'id,kind,at\n1,phone,2026-11-01\n2,phone,2026-11-01\n3,call,2026-11-01\n');
  await engine.configure(CONFIG);
  await engine.sync();
  expect(await engine.sql(`select id, expected_close_on from crm.opportunity order by id`)).toEqual([
    { id: 'crm:4', expected_close_on: null },
    { id: 'crm:5', expected_close_on: '2026-11-30' },
  ]);
  expect(await messages()).toEqual([
    'warn: star.dim_org_current: audit no_unit_above_itself does not hold for 1 rows, among them crm:north.',
    'warn: crm.activity: 2 rows are kept aside (not_in_list): type is none of the values that docs/entities.md allows; map the codes with `values`. Among them crm:1, crm:2.',
    'warn: crm.opportunity: 1 rows are kept aside (too_large): amount is larger in the reporting currency than any amount can be; correct it, or leave such rows out with `where`. Among them crm:6.',
    'warn: crm.opportunity: 1 rows are kept aside (unreadable_value): amount cannot be read as what the column holds; bring it to that form with { sql: … }. Among them crm:1.',
    'warn: crm.opportunity: 1 rows are kept aside (missing_value): created_at is empty and needed; map it with { sql: … }, or leave such rows out with `where`. Among them crm:3.',
    'warn: crm.opportunity: 1 rows are kept aside (no_exchange_rate): currency has no `fx_rate` of its day; the row is tried again with every sync. Among them crm:2.',
  ]);
});

it('looks at everything else where a version could not be published, and names the rows that keep it back', async () => {
  engine = await openEngineFixture();
  engine.write('units.csv', 'id,parent\nall,\n');
  engine.write('deals.csv', 'id,stage,amount,currency,created,due\n1,new,10,EUR,2026-11-01,\n');
  engine.write('calls.csv', 'id,kind,at\n1,phone,2026-11-01\n');
  await engine.configure(CONFIG);
  await engine.sync();
  await engine.tamper(`delete from star.dim_org where org_id = 'unassigned'`);
  engine.write('deals.csv', 'id,stage,amount,currency,created,due\n1,new,11,EUR,2026-11-01,\n');
  const found = await messages();
  expect(found[0]).toMatch(
    /^error: The new version was not published.*star.fct_opportunity_event: references org_then_key.*among them crm:1, created, 1, unassigned/,
  );
  expect(found).toContainEqual(expect.stringContaining('crm.activity: 1 rows are kept aside (not_in_list)'));
  await expect(engine.sync()).rejects.toMatchObject({ code: 'model_test_failed' });
});

it('an entity that can no longer be read is no success', async () => {
  engine = await openEngineFixture();
  engine.write('units.csv', 'id,parent\nall,\n');
  engine.write('deals.csv', 'id,stage,amount,currency,created,due\n1,new,10,EUR,2026-11-01,\n');
  engine.write('calls.csv', 'id,kind,at\n1,call,2026-11-01\n');
  await engine.configure(CONFIG);
  await engine.sync();
  engine.write('deals.csv', 'id,stage,worth,currency,created,due\n1,new,10,EUR,2026-11-01,\n');
  const report = await engine.check();
  expect(report.ok).toBe(false);
  expect(report.findings).toMatchObject([{ kind: 'unread', severity: 'error', subject: 'crm' }]);
  expect(report.findings[0]?.message).toMatch(/opportunity is no longer read.*no column "amount"/s);
});

it('keeps a refund that has no rate aside with its order, and names what leads nowhere', async () => {
  engine = await openEngineFixture();
  engine.write('units.csv', 'id,parent\nall,\nnorth,gone\n');
  engine.write('deals.csv', 'id,stage,amount,currency,created,due\n1,new,10,EURO,2026-11-01,\n');
  engine.write('calls.csv', 'id,kind,at\n');
  engine.write(
    'orders.csv',
    [
      'id,customer,paid,status,amount,currency,refund,refunded',
      '1,c,2026-11-02,paid,10,GBP,5,2026-11-19',
      '2,c,2026-11-02,paid,10,GBP,5,2026-11-03',
      '3,c,2026-11-02,paid,10,GBP,9999999999999999,2026-11-03',
      '4,c,2026-11-02,cancelled,10,GBP,5,2026-11-19',
    ].join('\n'),
  );
  await engine.configure(`${CONFIG}
      order:
        from: orders.csv
        key: id
        columns: { customer_id: customer, ordered_at: paid, paid_at: paid, status: status, amount: amount, currency: currency, refund_amount: refund, refunded_at: refunded }
`);
  await engine.sync();
  expect(await messages()).toEqual([
    'warn: crm.opportunity: 1 rows are kept aside (unknown_currency): currency is no code of three letters such as USD; map the words of this source with `values`. Among them crm:1.',
    'warn: crm.order: 1 rows are kept aside (no_exchange_rate): currency has no `fx_rate` of its day; the row is tried again with every sync. Among them crm:1.',
    'warn: crm.order: 1 rows are kept aside (too_large): refund_amount is larger in the reporting currency than any amount can be; correct it, or leave such rows out with `where`. Among them crm:3.',
    'warn: org_unit.parent_id: 1 rows name an org_unit that is not there; they hang on "Unassigned" or "Unknown". Among them crm:north|.',
  ]);
  expect(await engine.sql(`select order_id, event, amount from star.fct_order order by all`)).toEqual([
    { order_id: 'crm:2', event: 'paid', amount: '12.00' },
    { order_id: 'crm:2', event: 'refund', amount: '6.00' },
  ]);
});
