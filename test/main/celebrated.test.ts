import { afterEach, expect, it } from 'vitest';
import { latestDealsAnswer } from '../../server/contracts/events.ts';
import { leaderboardAnswer } from '../../server/contracts/leaderboard.ts';
import { statusAnswer } from '../../server/contracts/status.ts';
import { openCompany, type Company } from './company-fixture.ts';
import { readEvents } from './event-stream.ts';

let company: Company;

afterEach(() => company.close());

const answer = async (path: string): Promise<unknown> => (await fetch(`${company.url}${path}`)).json();

function hoursAgo(hours: number): string {
  return new Date(Date.now() - hours * 3_600_000).toISOString().slice(0, 19).replace('T', ' ');
}

const payment = (id: string, amount: string, more: object = {}) => ({
  ...{
    id: `crm:${id}`,
    customer_id: 'crm:c',
    contract_id: 'crm:k',
    kind: 'payment',
    at: hoursAgo(0),
    amount,
  },
  ...more,
});

it('a company that lives on collections ranks, tells and celebrates payments', async () => {
  company = await openCompany({
    settings: { headlineMetric: 'collected_amount', celebrated: 'payment' },
    mapped: ['payment', 'contract', 'credit'],
  });
  const events = readEvents(await fetch(`${company.url}/api/events`));
  await events.next('publish');
  await company.source.put('contract', [
    { id: 'crm:k', customer_id: 'crm:c', owner_id: 'crm:dora', signed_at: '2026-09-01 00:00:00', amount: '900', status: 'active' },
  ]); // prettier-ignore
  await company.source.put('credit', [
    { record_type: 'contract', record_id: 'crm:k', employee_id: 'crm:dora', share: '0.75' },
    { record_type: 'contract', record_id: 'crm:k', employee_id: 'crm:ann', share: '0.25' },
  ]);
  await company.source.put('payment', [
    payment('p1', '400.00'),
    // neither what is due nor what went back is a reason to celebrate
    payment('d1', '900.00', { kind: 'due' }),
    payment('r1', '50.00', { kind: 'refund' }),
  ]);
  await company.publish(new Date());
  expect((await events.next('celebration')).data).toMatchObject({
    ...{ kind: 'payment', ownerName: 'Dora', customerName: '云图科技', amount: 400 },
  });
  await events.next('publish');
  expect(events.waiting('celebration')).toBe(0);
  await events.close();

  expect(latestDealsAnswer.parse(await answer('/api/deals/latest')).deals).toMatchObject([
    { id: 'crm:p1', kind: 'payment', amount: 400 },
  ]);
  const board = leaderboardAnswer.parse(await answer('/api/leaderboard?metric=headline&window=day'));
  expect(board.metric).toBe('sales.collected_amount');
  expect(board.rows.slice(0, 2).map(({ id, value }) => [id, value])).toEqual([
    ['crm:dora', 300],
    ['crm:ann', 100],
  ]);
  expect(statusAnswer.parse(await answer('/api/status')).headline).toMatchObject({
    ...{ metric: 'collected_amount', member: 'sales.collected_amount', title: { zh: '回款额' } },
  });
}, 60_000);

it('one that lives on new customers celebrates the first order of each, and no other', async () => {
  company = await openCompany({
    settings: { headlineMetric: 'new_customer_count', celebrated: 'first_order' },
    mapped: ['order'],
  });
  const events = readEvents(await fetch(`${company.url}/api/events`));
  await events.next('publish');
  const order = (id: string, amount: string, at: string) => ({
    ...{ id: `crm:${id}`, customer_id: 'crm:c', owner_id: 'crm:ann', status: 'paid', amount },
    ...{ ordered_at: at, paid_at: at },
  });
  await company.source.put('order', [order('o1', '70.00', hoursAgo(0))]);
  await company.publish(new Date());
  expect((await events.next('celebration')).data).toMatchObject({ kind: 'first_order', amount: 70 });
  await events.next('publish');
  await company.source.put('order', [order('o2', '90.00', hoursAgo(0))]);
  await company.publish(new Date());
  await events.next('publish');
  expect(events.waiting('celebration')).toBe(0);
  await events.close();
}, 60_000);
