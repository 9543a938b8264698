import { beforeEach, describe, expect, test } from 'vitest';
import { createModels, type Models } from './models.ts';
import { FIXTURE_SETTINGS, openSourceFixture, type SourceFixture } from './source-fixture.ts';

const AS_OF = new Date('2026-11-20T04:00:00Z');

let source: SourceFixture;
let models: Models;

const query = (sql: string) => source.query(sql);

/** Says that the sources give payments. */
async function mapPayments(): Promise<void> {
  await source.warehouse.write((connection) =>
    connection.run("insert into meta.mapped (source, entity, column_name) values ('crm', 'payment', 'id')"),
  );
}

const due = (id: string, on: string, amount: string, more: object = {}) => ({
  ...{ id, kind: 'due', customer_id: 'crm:c', contract_id: 'crm:k', at: `${on} 00:00:00`, amount },
  ...more,
});
const paid = (id: string, on: string, amount: string, more: object = {}) => ({
  ...due(id, on, amount, more),
  kind: 'payment',
});

beforeEach(async () => {
  source = await openSourceFixture();
  models = await createModels({ warehouse: source.warehouse, settings: FIXTURE_SETTINGS, now: () => AS_OF });
  await source.put('org_unit', [{ id: 'crm:1', name: '全国' }]);
  await source.put('employee', [
    { id: 'crm:1', name: '王芳', org_unit_id: 'crm:1', hired_on: '2025-01-01' },
    { id: 'crm:2', name: 'Li Wei', org_unit_id: 'crm:1', hired_on: '2025-01-01' },
  ]);
  await source.put('customer', [{ id: 'crm:c', name: '云图科技', owner_id: 'crm:2' }]);
  await source.put('contract', [
    { id: 'crm:k', customer_id: 'crm:c', owner_id: 'crm:1', signed_at: '2026-09-01 00:00:00', amount: '300', status: 'active' },
  ]); // prettier-ignore
  await source.put('order', [
    { id: 'crm:o', customer_id: 'crm:c', owner_id: 'crm:1', ordered_at: '2026-10-01 00:00:00', paid_at: '2026-10-02 00:00:00', status: 'paid', amount: '80', refund_amount: '30', refunded_at: '2026-10-20 00:00:00' },
  ]); // prettier-ignore
});

describe('payments', () => {
  test('are those of the orders where the source has none of its own', async () => {
    await models.build();
    expect(
      await query('select event, owner_id, amount, event_date::varchar as day from star.fct_payment order by day'),
    ).toEqual([
      { event: 'payment', owner_id: 'crm:1', amount: '80.00', day: '2026-10-02' },
      { event: 'refund', owner_id: 'crm:1', amount: '30.00', day: '2026-10-20' },
    ]);
    expect(await query('select * from star.fct_receivable')).toEqual([]);
  }); // prettier-ignore

  test('are the source’s own once it gives them, without a word from the orders', async () => {
    await models.build();
    await mapPayments();
    await source.put('payment', [paid('crm:p', '2026-10-05', '50')]);
    await models.build();
    expect(await query('select payment_id, amount from star.fct_payment')).toEqual([
      { payment_id: 'crm:p', amount: '50.00' },
    ]);
  });

  test('settle what was due first, and what comes later is overdue until then', async () => {
    await mapPayments();
    await source.put('payment', [
      due('crm:d1', '2026-10-01', '100'),
      due('crm:d2', '2026-11-01', '200'),
      paid('crm:p1', '2026-10-11', '60'),
      paid('crm:p2', '2026-11-05', '70'),
      { ...due('crm:r', '2026-11-06', '500'), kind: 'refund' },
    ]);
    await models.build();
    // 60 and 40 of the 70 pay d1, the other 30 pay a part of d2
    expect(
      await query(`select payment_id, amount, valid_from_date::varchar as since, valid_to_date::varchar as until
        from star.fct_receivable order by payment_id, since`),
    ).toEqual([
      { payment_id: 'crm:d1', amount: '100.00', since: '2026-10-01', until: '2026-10-11' },
      { payment_id: 'crm:d1', amount: '40.00', since: '2026-10-11', until: '2026-11-05' },
      { payment_id: 'crm:d2', amount: '200.00', since: '2026-11-01', until: '2026-11-05' },
      { payment_id: 'crm:d2', amount: '170.00', since: '2026-11-05', until: '9999-12-31' },
    ]);
    expect(
      await query("select payment_id, settled_amount from star.fct_payment where event = 'due' order by 1"),
    ).toEqual([
      { payment_id: 'crm:d1', settled_amount: '100.00' },
      { payment_id: 'crm:d2', settled_amount: '30.00' },
    ]);
  });

  test('leave a contract that is gone, also where only their order named it', async () => {
    await mapPayments();
    await source.put('order', [{ id: 'crm:o', customer_id: 'crm:c', contract_id: 'crm:k', ordered_at: '2026-10-01 00:00:00', status: 'paid', amount: '80' }]); // prettier-ignore
    await source.put('payment', [
      paid('crm:p', '2026-10-11', '60', { contract_id: null, order_id: 'crm:o' }),
    ]);
    await models.build();
    await source.remove('contract', [{ id: 'crm:k' }]);
    await models.build();
    expect(await query('select contract_id, owner_id from star.fct_payment')).toEqual([
      { contract_id: null, owner_id: 'crm:2' },
    ]);
  });

  test('of one customer that nobody knows pay nothing of another', async () => {
    await mapPayments();
    const of = (customer: string | null) => ({ contract_id: null, customer_id: customer });
    await source.put('payment', [
      due('crm:d1', '2026-10-01', '100', of('crm:gone')),
      due('crm:d2', '2026-10-01', '100', of('crm:lost')),
      due('crm:d3', '2026-10-01', '100', of(null)),
      paid('crm:p1', '2026-10-11', '60', of('crm:lost')),
    ]);
    await models.build();
    expect(
      await query("select payment_id, settled_amount from star.fct_payment where event = 'due' order by 1"),
    ).toEqual([
      { payment_id: 'crm:d1', settled_amount: '0.00' },
      { payment_id: 'crm:d2', settled_amount: '60.00' },
      { payment_id: 'crm:d3', settled_amount: '0.00' },
    ]);
  });

  test('belong to their order, else to their contract, else to who holds the customer, shared as those are', async () => {
    await mapPayments();
    await source.put('contract', [
      { id: 'crm:n', customer_id: 'crm:c', signed_at: '2026-09-01 00:00:00', amount: '300', status: 'active' },
    ]); // prettier-ignore
    await source.put('credit', [
      { record_type: 'contract', record_id: 'crm:k', employee_id: 'crm:1', share: '0.7' },
      { record_type: 'contract', record_id: 'crm:k', employee_id: 'crm:2', share: '0.3' },
    ]);
    await source.put('payment', [
      paid('crm:p1', '2026-10-11', '60.01', { contract_id: null, order_id: 'crm:o' }),
      paid('crm:p2', '2026-10-12', '60.01'),
      paid('crm:p3', '2026-10-13', '10', { contract_id: 'crm:n' }),
      paid('crm:p4', '2026-10-14', '20', { contract_id: null }),
    ]);
    await models.build();
    expect(
      await query(
        'select payment_id, owner_id, amount, record_count as n from star.fct_payment order by 1, 2',
      ),
    ).toEqual([
      { payment_id: 'crm:p1', owner_id: 'crm:1', amount: '60.01', n: 1 },
      { payment_id: 'crm:p2', owner_id: 'crm:1', amount: '42.01', n: 1 },
      { payment_id: 'crm:p2', owner_id: 'crm:2', amount: '18.00', n: 0 },
      { payment_id: 'crm:p3', owner_id: 'crm:2', amount: '10.00', n: 1 },
      { payment_id: 'crm:p4', owner_id: 'crm:2', amount: '20.00', n: 1 },
    ]);
  });
});

describe('a first order', () => {
  test('counts in earnest unless it came back whole within 30 days, or is worth too little', async () => {
    const customers = ['a', 'b', 'c', 'd'].map((id) => ({ id: `crm:${id}`, name: id }));
    await source.put('customer', customers);
    const order = (id: string, amount: string, refund: string | null, refunded: string | null) => ({
      ...{ id: `crm:${id}`, customer_id: `crm:${id}`, owner_id: 'crm:1', status: 'paid', amount },
      ...{ ordered_at: '2026-09-01 00:00:00', paid_at: '2026-09-01 00:00:00' },
      ...{ refund_amount: refund, refunded_at: refunded },
    });
    await source.put('order', [
      order('a', '50', '50', '2026-10-01 00:00:00'), // the 30th day after
      order('b', '50', '50', '2026-10-02 00:00:00'),
      order('c', '50', '49', '2026-09-02 00:00:00'),
      order('d', '49', null, null),
    ]);
    const strict = { ...FIXTURE_SETTINGS, newCustomerMinAmount: 50 };
    models = await createModels({ warehouse: source.warehouse, settings: strict, now: () => AS_OF });
    await models.build();
    expect(
      await query(`select order_id from star.fct_order where event = 'paid' and is_validated_first_order order by 1`),
    ).toEqual([{ order_id: 'crm:b' }, { order_id: 'crm:c' }]);
  }); // prettier-ignore
});
