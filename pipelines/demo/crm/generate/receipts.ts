import { dayOf, instantAt } from './china-time.ts';
import { createRandom, type Random } from './random.ts';
import { roundMoney } from './record.ts';
import type { Row } from './tables.ts';
import { toOfficeTime, type World } from './world.ts';

const DAY = 86_400_000;

/** How a customer pays: on time, weeks late, or not at all. */
type Habit = 'prompt' | 'late' | 'never';

/** What customers owe under contracts, what they paid of it, and what was paid for orders without one. */
export function buildReceipts(world: World): void {
  const random = world.random('receipts');
  for (const contract of world.data.contract) {
    // a draft owes nothing, and what was torn up owes no more
    if (contract.contract_status === 0 || contract.contract_status === 9) continue;
    for (const plan of plans(world, random, contract)) collect(world, random, plan);
  }
  for (const order of world.data.so_order) {
    if (order.pay_time !== null && order.contract_id === null) writeReceipt(world, 1, order, order.pay_time);
    if (order.refund_time !== null) writeReceipt(world, 2, order, order.refund_time);
  }
  world.data.receipt.sort((a, b) => a.receive_time - b.receive_time);
  world.data.receipt.forEach((receipt) => {
    receipt.id = world.nextId('receipt');
    receipt.receipt_no = `SK${receipt.id}`;
  });
}

/** Small contracts are paid at once; large ones in advance, on delivery, and a last part kept back for a few months. */
function plans(world: World, random: Random, contract: Row<'contract'>): Row<'receivable_plan'>[] {
  const signed = dayOf(contract.sign_time);
  const isForeign = contract.currency_code !== 'CNY';
  const spans: readonly (readonly [share: number, after: number])[] =
    contract.amount < 40_000 || isForeign
      ? [[1, 20 + random.int(20)]]
      : contract.amount < 150_000
        ? [[0.5, 7 + random.int(8)], [0.5, 50 + random.int(30)]]
        : [[0.3, 7 + random.int(8)], [0.6, 50 + random.int(30)], [0.1, 150 + random.int(60)]]; // prettier-ignore
  let left = contract.amount;
  const rows: Row<'receivable_plan'>[] = [];
  for (const [index, [share, after]] of spans.entries()) {
    const amount = index === spans.length - 1 ? roundMoney(left) : roundMoney(contract.amount * share);
    left -= amount;
    const due = signed + after;
    const invoiced = instantAt(due - 5, 600);
    // abroad the bill comes with the goods
    if (isForeign && due > world.today) continue;
    const row: Row<'receivable_plan'> = {
      id: world.nextId('plan'),
      contract_id: contract.id,
      account_id: contract.account_id,
      period_no: index + 1,
      plan_date: due,
      plan_amt: amount,
      currency_code: contract.currency_code,
      invoice_time: invoiced <= world.now ? invoiced : null,
      is_deleted: random.chance(0.002),
      updated_at: contract.sign_time,
    };
    world.data.receivable_plan.push(row);
    rows.push(row);
  }
  return rows;
}

/** One customer in eight pays weeks late, one in fifty not at all; one instalment in twelve comes in two parts. */
function collect(world: World, random: Random, plan: Row<'receivable_plan'>): void {
  const fate = createRandom(`habit/${plan.account_id}`).next();
  const habit: Habit = fate < 0.02 ? 'never' : fate < 0.145 ? 'late' : 'prompt';
  if (habit === 'never') return;
  const delay = habit === 'late' ? random.lognormal(38, 0.6) : random.between(-4, 9);
  const at = toOfficeTime(random, instantAt(plan.plan_date, 600) + delay * DAY);
  const isSplit = random.chance(0.08);
  const first = isSplit ? roundMoney(plan.plan_amt * random.between(0.3, 0.7)) : plan.plan_amt;
  const parts = isSplit
    ? [
        { amount: first, at },
        {
          amount: roundMoney(plan.plan_amt - first),
          at: toOfficeTime(random, at + DAY * random.between(5, 30)),
        },
      ]
    : [{ amount: first, at }];
  for (const part of parts) {
    if (part.at > world.now) continue;
    world.data.receipt.push({
      ...{ id: 0, receipt_no: '', receipt_type: 1, order_id: null },
      receipt_status: random.chance(0.01) ? 9 : 1,
      account_id: plan.account_id,
      contract_id: plan.contract_id,
      pay_way: part.amount > 100_000 && random.chance(0.3) ? 'ACCEPT' : 'TRANSFER',
      amount: part.amount,
      currency_code: plan.currency_code,
      receive_time: part.at,
      updated_at: part.at,
    });
  }
}

function writeReceipt(world: World, type: 1 | 2, order: Row<'so_order'>, at: number): void {
  const isOnline = order.channel_code === 'ONLINE' || order.channel_code === 'MINI';
  world.data.receipt.push({
    ...{ id: 0, receipt_no: '', receipt_type: type, receipt_status: 1 },
    account_id: order.account_id,
    contract_id: order.contract_id,
    order_id: order.id,
    pay_way: isOnline ? (order.id % 3 === 0 ? 'ALIPAY' : 'WECHAT') : 'TRANSFER',
    amount: type === 1 ? order.amount : (order.refund_amt ?? 0),
    currency_code: order.currency_code,
    receive_time: at,
    updated_at: at,
  });
}
