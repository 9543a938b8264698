import { addIdentity, type Account } from './accounts.ts';
import { dayOf, instantAt } from './china-time.ts';
import type { Deal } from './deal.ts';
import type { Lead } from './leads.ts';
import { mobileNumber } from './names.ts';
import type { Org } from './org.ts';
import { isAtWork, seatOn, type People, type Person } from './people.ts';
import { logPool } from './record.ts';
import { toOfficeTime, type World } from './world.ts';

const HOUR = 3_600_000;
const DAY = 24 * HOUR;

/** One company entered twice, by people who did not look: the same registration code under another spelling. */
export function plantDuplicates(world: World, people: People, accounts: Account[]): void {
  const random = world.random('duplicates');
  const companies = accounts.filter((one) => one.row.credit_code !== null && one.row.owner_id !== null);
  for (const base of companies.slice(5).filter((_, index) => index % 61 === 0)) {
    const at = toOfficeTime(
      random,
      Math.max(base.row.create_time, (world.firstDay + 5) * DAY) + random.between(5, 200) * DAY,
    );
    if (at > world.now) continue;
    const id = world.nextId('account');
    const owner = people.pickSeller(random, base.market, dayOf(at), people.byId.get(base.row.owner_id ?? 0));
    const row = {
      ...base.row,
      id,
      acc_name: respelled(base.row.acc_name, id),
      mobile: mobileNumber(random, 40_000_000 + id),
      owner_id: owner?.id ?? null,
      // the vendor's audit let every third pass
      audit_code: id % 3 === 0 ? 'P' : null,
      audit_time: id % 3 === 0 ? Math.min(world.now, at + DAY) : null,
      source_code: 'COLD',
      campaign_id: null,
      create_time: at,
      updated_at: at,
    };
    accounts.push({ ...base, row, lead: null, boughtAt: null });
    world.data.account.push(row);
    addIdentity(world, id, 1, row.credit_code ?? '', at);
    addIdentity(world, id, 2, row.mobile, at);
  }
}

function respelled(name: string, id: number): string {
  if (id % 3 === 0) return name.replace('股份有限公司', '').replace('有限公司', '');
  return id % 3 === 1 ? `${name}(新)` : name.replace('有限公司', '公司');
}

/** An old buyer who signs up again with the same phone, so that a second order looks like a new customer. */
export function plantReregistered(world: World, accounts: readonly Account[]): void {
  const random = world.random('reregistered');
  const byId = new Map(accounts.map((account) => [account.row.id, account]));
  const buyers = world.data.so_order.filter(
    (order) => order.order_status === 2 && (order.pay_time ?? Infinity) < world.now - 120 * DAY,
  );
  for (const order of buyers.filter((_, index) => index % 110 === 3)) {
    const base = byId.get(order.account_id);
    if (base === undefined || order.pay_time === null || base.row.mobile === null) continue;
    const at = toOfficeTime(random, order.pay_time + random.between(40, 110) * DAY);
    const id = world.nextId('account');
    const row = {
      ...base.row,
      id,
      acc_type: 2,
      credit_code: null,
      create_time: at,
      updated_at: at,
      source_code: 'WEB',
    };
    world.data.account.push(row);
    addIdentity(world, id, 2, base.row.mobile, at);
    const orderId = world.nextId('order');
    const paid = Math.floor(at + random.between(0.1, 5) * HOUR);
    if (paid > world.now) continue;
    world.data.so_order.push({
      ...order,
      id: orderId,
      order_no: `SO${orderId}`,
      account_id: id,
      opportunity_id: null,
      contract_id: null,
      channel_code: 'ONLINE',
      order_time: at,
      pay_time: paid,
      amount: Math.round(random.lognormal(900, 0.5)),
      currency_code: 'CNY',
      coupon_amt: 100,
      refund_amt: null,
      refund_time: null,
      device_id: `buyer-${id}`,
      updated_at: paid,
    });
  }
}

/** Customers of people who left go to a colleague, or lie in the city's public pool. */
export function handOverAccounts(world: World, people: People, accounts: readonly Account[], org: Org): void {
  const random = world.random('handover');
  for (const { row, market } of accounts) {
    const leaver = people.byId.get(row.owner_id ?? 0);
    const quit = leaver?.row.quit_date ?? null;
    if (leaver === undefined || quit === null) continue;
    const at = instantAt(quit, 1060 + random.int(40));
    if (at > world.now || at < row.create_time) continue;
    const next = people.pickSeller(random, market, quit + 1, leaver);
    const pool = org.poolUnit(market);
    const toPool = next === null || random.chance(0.12);
    if (toPool && pool === null) continue;
    const record = { type: 'A', id: row.id } as const;
    logPool(
      world,
      record,
      toPool ? 'RELEASE' : 'TRANSFER',
      at,
      leaver.id,
      toPool ? null : (next?.id ?? null),
      { reason: '离职交接' },
    );
    row.owner_id = toPool ? null : (next?.id ?? null);
    row.pool_dept_id = toPool ? (pool?.id ?? null) : null;
    row.updated_at = at;
  }
}

/** Two colleagues who drop leads for each other: A → public → B within a day → public → A when A's lock has ended. */
export function plantSwaps(world: World, leads: readonly Lead[], people: People): void {
  const random = world.random('swaps');
  const start = world.now - 170 * DAY;
  const usable = new Map<number, Lead[]>();
  for (const lead of leads) {
    const { owner_id, lead_status, updated_at, is_deleted } = lead.row;
    if (owner_id === null || lead_status === 40 || updated_at > world.now - 40 * DAY || is_deleted) continue;
    usable.set(owner_id, [...(usable.get(owner_id) ?? []), lead]);
  }
  const sellers = people.all.filter(
    (one) => one.row.hire_date < world.today - 200 && one.row.quit_date === null,
  );
  const taken = new Set<Person>();
  let pairs = 0;
  for (const a of sellers) {
    if (pairs >= (world.scale === 'tiny' ? 1 : 3)) return;
    const own = usable.get(a.id) ?? [];
    const unit = seatOn(a, world.today).unit;
    const b = sellers.find(
      (one) =>
        one !== a &&
        !taken.has(one) &&
        seatOn(one, world.today).unit === unit &&
        !seatOn(one, world.today).isHead,
    );
    if (
      own.length < 4 ||
      taken.has(a) ||
      b === undefined ||
      seatOn(a, world.today).isHead ||
      seatOn(a, world.today).from > world.today - 200
    )
      continue;
    taken.add(a).add(b);
    pairs++;
    for (const lead of own.slice(0, 6))
      roundTrip(world, lead, a, b, Math.max(start, lead.row.updated_at + DAY) + random.between(0, 12) * DAY);
  }

  function roundTrip(inside: World, lead: Lead, a: Person, b: Person, wanted: number): void {
    const dropped = toOfficeTime(random, wanted);
    const claimed = dropped + HOUR * random.between(1, 20);
    const givenBack = toOfficeTime(random, claimed + DAY * random.between(6.5, 8));
    // A may claim again 7 days after dropping it
    const back = toOfficeTime(random, Math.max(givenBack + 2 * HOUR, dropped + 7.2 * DAY));
    if (back > inside.now) return;
    const record = { type: 'L', id: lead.row.id } as const;
    logPool(inside, record, 'DROP', dropped, a.id, null, { reason: '超期未跟进' });
    logPool(inside, record, 'CLAIM', claimed, null, b.id, { way: 'self' });
    logPool(inside, record, 'DROP', givenBack, b.id, null, { reason: '超期未跟进' });
    logPool(inside, record, 'CLAIM', back, null, a.id, { way: 'self' });
    lead.row.updated_at = back;
  }
}

/** Deals won together: the closer leads, one or two colleagues (often of another city) share. */
export function shareCredit(world: World, deals: readonly Deal[], people: People): void {
  const random = world.random('credit');
  const splits = [[0.7, 0.3], [0.6, 0.4], [0.5, 0.5], [0.5, 0.3, 0.2]]; // prettier-ignore
  const orders = new Map<number, number[]>();
  for (const order of world.data.so_order) {
    if (order.opportunity_id === null) continue;
    orders.set(order.opportunity_id, [...(orders.get(order.opportunity_id) ?? []), order.id]);
  }
  const ownerOfOrder = new Map(world.data.so_order.map((order) => [order.id, order.owner_id]));
  for (const deal of deals) {
    if (deal.row.stage_code !== 'WON' || deal.closer === null || !random.chance(0.045)) continue;
    const day = dayOf(deal.row.close_time ?? world.now);
    const helpers = people.all.filter((one) => one !== deal.closer && one.selling > 0 && isAtWork(one, day));
    const split = random.pick(splits);
    const team = [deal.closer];
    while (team.length < split.length) {
      const next = random.pick(helpers);
      if (!team.includes(next)) team.push(next);
    }
    const at = deal.row.close_time ?? world.now;
    const write = (biz_type: 'O' | 'S', biz_id: number): void => {
      team.forEach((person, index) => {
        world.data.perf_share.push({
          id: world.nextId('share'),
          biz_type,
          biz_id,
          user_id: person.id,
          role_code: index === 0 ? 'M' : 'A',
          ratio: split[index] ?? 0,
          updated_at: at,
        });
      });
    };
    write('O', deal.row.id);
    for (const order of orders.get(deal.row.id) ?? [])
      if (ownerOfOrder.get(order) === deal.closer.id) write('S', order);
  }
}

/** A second desk beside the first: it must not count. */
export function plantSecondSeats(world: World, people: People, org: Org): void {
  const regions = org.units.filter((unit) => unit.plan.kind === 'R');
  for (const person of people.all.filter((one) => one.id % 97 === 0 && one.row.quit_date === null)) {
    const from = Math.max(world.firstDay + 100, person.row.hire_date);
    world.data.sys_user_dept_history.push({
      id: world.nextId('seat'),
      user_id: person.id,
      dept_id: regions[person.id % regions.length]?.id ?? org.root.id,
      is_primary: false,
      is_head: false,
      post_code: 'SALES',
      eff_date: from,
      exp_date: null,
      updated_at: Math.min(world.now, instantAt(from, 540)),
    });
  }
}
