import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';

import { dayOf } from './china-time.ts';
import { generate } from './generate.ts';
import { columnsOf, TABLE_NAMES, type Dataset } from './tables.ts';

const NOW = new Date('2026-10-14T06:30:00Z');
const DAY = 86_400_000;

function checksum(data: Dataset): string {
  return createHash('sha256').update(JSON.stringify(data)).digest('hex');
}

/** Every moment of every row. */
function instants(data: Dataset): number[] {
  return TABLE_NAMES.flatMap((table) => {
    const times = columnsOf(table).filter(([, kind]) => kind.startsWith('time'));
    return data[table].flatMap((row) =>
      times.map(([name]) => (row as Record<string, number | null>)[name] ?? 0),
    );
  });
}

function wonOn(data: Dataset, day: number): number {
  return data.biz_opportunity.filter(
    (deal) => deal.stage_code === 'WON' && dayOf(deal.close_time ?? 0) === day,
  ).length;
}

describe('the same seed', () => {
  it('makes the same company, another seed another one', () => {
    const first = checksum(generate({ seed: 7, scale: 'tiny', now: NOW }));
    expect(checksum(generate({ seed: 7, scale: 'tiny', now: NOW }))).toBe(first);
    expect(checksum(generate({ seed: 8, scale: 'tiny', now: NOW }))).not.toBe(first);
  });
});

describe.each([
  ['an ordinary afternoon', '2026-10-14T06:30:00Z'],
  ['twenty minutes into the first of a month', '2026-10-31T16:20:00Z'],
  ['a Sunday night', '2026-11-22T15:50:00Z'],
  ['the middle of a long holiday', '2026-10-05T04:00:00Z'],
])('%s', (_, now) => {
  const data = generate({ seed: 1, scale: 'tiny', now: new Date(now) });

  it('holds nothing that has not happened yet', () => {
    expect(instants(data).reduce((latest, one) => Math.max(latest, one), 0)).toBeLessThanOrEqual(
      Date.parse(now),
    );
  });

  it('has wins today and yesterday', () => {
    const today = dayOf(Date.parse(now));
    expect(wonOn(data, today)).toBeGreaterThan(0);
    expect(wonOn(data, today - 1)).toBeGreaterThan(0);
  });
});

describe('a small company', () => {
  const data = generate({ seed: 1, scale: 'small', now: NOW });
  const today = dayOf(NOW.getTime());

  it('is as large as the demo promises', () => {
    const least = { sys_user: 300, account: 8_000, biz_lead: 30_000, biz_opportunity: 12_000, biz_followup: 60_000, so_order: 10_000 }; // prettier-ignore
    for (const [table, count] of Object.entries(least)) {
      expect(data[table as keyof Dataset].length, table).toBeGreaterThanOrEqual(count);
    }
    expect(new Set(data.sys_dept.map((dept) => dept.dept_kind))).toEqual(new Set(['N', 'R', 'C', 'D', 'T']));
  });

  it('keeps keys unique', () => {
    for (const table of TABLE_NAMES) {
      const ids = data[table].flatMap((row) => ('id' in row ? [row.id] : []));
      expect(new Set(ids).size, table).toBe(ids.length);
    }
    const seats = data.account_identity.map((one) => `${one.account_id}/${one.id_type}/${one.id_hash}`);
    expect(new Set(seats).size).toBe(seats.length);
  });

  it('tells the stage of a deal twice, the same: in its row and as the last line of its log', () => {
    const last = new Map(data.biz_opportunity_log.map((line) => [line.opportunity_id, line]));
    const backdated: number[] = [];
    for (const deal of data.biz_opportunity) {
      expect(last.get(deal.id)?.to_stage).toBe(deal.stage_code);
      const behind = deal.close_time === null ? 0 : (last.get(deal.id)?.op_time ?? 0) - deal.close_time;
      if (behind !== 0) backdated.push(Math.round(behind / DAY));
    }
    // but for those whose close date was moved back
    expect(backdated.length).toBeGreaterThan(5);
    expect(backdated.every((days) => days >= 5 && days <= 12)).toBe(true);
  });

  it('chains the owners of leads and deals without a gap', () => {
    const holder = new Map<string, string | null>();
    const lines = data.sys_audit_log.filter((line) => line.field_code === 'owner');
    for (const line of lines.sort((a, b) => a.op_time - b.op_time)) {
      const key = `${line.obj_type}${line.obj_id}`;
      if (holder.has(key)) expect(line.old_value, key).toBe(holder.get(key));
      holder.set(key, line.new_value);
    }
    const present = (type: 'L' | 'O' | 'A', row: { id: number; owner_id: number | null }): void => {
      const known = holder.get(`${type}${row.id}`);
      if (known !== undefined)
        expect(row.owner_id === null ? null : String(row.owner_id), `${type}${row.id}`).toBe(known);
    };
    for (const row of data.biz_lead) present('L', row);
    for (const row of data.biz_opportunity) present('O', row);
    for (const row of data.account) present('A', row);
  });

  it('shares credit in full, with the closer in the lead', () => {
    const sums = new Map<string, number>();
    for (const one of data.perf_share) {
      const key = `${one.biz_type}${one.biz_id}`;
      sums.set(key, (sums.get(key) ?? 0) + one.ratio);
    }
    expect(sums.size).toBeGreaterThan(100);
    for (const sum of sums.values()) expect(sum).toBeCloseTo(1, 9);
  });

  it('never itemises more than an order is worth', () => {
    const lines = new Map<number, number>();
    for (const line of data.so_order_item)
      lines.set(line.order_id, (lines.get(line.order_id) ?? 0) + line.amount);
    let partly = 0;
    for (const order of data.so_order) {
      const itemised = lines.get(order.id);
      if (itemised === undefined) continue;
      expect(itemised).toBeLessThan(order.amount + 0.01);
      if (itemised < order.amount - 0.01) partly++;
    }
    expect(partly).toBeGreaterThan(100);
    expect(data.so_order.length - lines.size).toBeGreaterThan(500);
  });

  it('plants the stories that its README tells', () => {
    const moved = data.sys_dept_history.filter((one) => one.eff_date !== null);
    expect(moved.map((one) => one.dept_name)).toEqual(
      expect.arrayContaining(['厦门', '福州', '郑州', '张江一组', '张江二组', '徐汇重点客户组']),
    );
    expect(data.sys_user.filter((one) => one.quit_date !== null).length).toBeGreaterThan(30);
    expect(data.sys_user_dept_history.filter((one) => one.exp_date !== null).length).toBeGreaterThan(15);
    expect(sharedIdentities(data, 1)).toBeGreaterThan(50);
    expect(sharedIdentities(data, 2)).toBeGreaterThan(50);
    expect(roundTrips(data)).toBeGreaterThanOrEqual(12);
    expect(data.biz_opportunity.filter((one) => one.currency_code === 'USD').length).toBeGreaterThan(100);
    expect(data.so_order.filter((one) => one.refund_amt !== null).length).toBeGreaterThan(150);
    const ordered = new Set(data.so_order.map((one) => one.contract_id));
    expect(data.contract.filter((one) => !ordered.has(one.id)).length).toBeGreaterThan(200);
    expect(
      data.biz_lead.filter((one) => one.owner_id === null && one.pool_dept_id === null).length,
    ).toBeGreaterThan(100);
    expect(reopenings(data)).toBeGreaterThan(100);
    expect(comebacks(data, today)).toBeGreaterThan(20);
    const paid = data.receipt.reduce((sum, one) => sum + (one.contract_id === null ? 0 : one.amount), 0);
    const dueByNow = data.receivable_plan.filter((one) => one.plan_date <= today);
    const due = dueByNow.reduce((sum, one) => sum + one.plan_amt, 0);
    expect(paid / due).toBeGreaterThan(0.85);
    expect(paid / due).toBeLessThan(0.99);
    expect(new Set(data.kpi_target.map((one) => one.period_type))).toEqual(
      new Set(['Y', 'H', 'Q', 'M', 'W', 'S']),
    );
    const late = data.biz_followup.filter((one) => one.create_time - one.follow_time > DAY);
    expect(late.length).toBeGreaterThan(1_000);
  });
});

/** Values that two customers share. */
function sharedIdentities(data: Dataset, type: number): number {
  const holders = new Map<string, number>();
  for (const one of data.account_identity) {
    if (one.id_type === type) holders.set(one.id_hash, (holders.get(one.id_hash) ?? 0) + 1);
  }
  return [...holders.values()].filter((count) => count > 1).length;
}

/** A drops, B claims within a day, B drops, A claims. */
function roundTrips(data: Dataset): number {
  const byLead = new Map<number, Dataset['pool_log']>();
  for (const event of [...data.pool_log].sort((a, b) => a.op_time - b.op_time)) {
    if (event.obj_type === 'L') byLead.set(event.obj_id, [...(byLead.get(event.obj_id) ?? []), event]);
  }
  let trips = 0;
  for (const events of byLead.values()) {
    for (let i = 0; i + 3 < events.length; i++) {
      const [drop, claim, dropAgain, back] = events.slice(i, i + 4);
      const isTrip =
        drop?.event_code === 'DROP' &&
        claim?.event_code === 'CLAIM' &&
        claim.op_time - drop.op_time < DAY &&
        dropAgain?.from_user_id === claim.to_user_id &&
        back?.to_user_id === drop.from_user_id;
      if (isTrip) trips++;
    }
  }
  return trips;
}

function reopenings(data: Dataset): number {
  return data.biz_opportunity_log.filter((line) => line.from_stage === 'LOST' || line.from_stage === 'WON')
    .length;
}

/** Customers whose two paid orders in a row lie more than a year apart. */
function comebacks(data: Dataset, today: number): number {
  const last = new Map<number, number>();
  let count = 0;
  for (const order of [...data.so_order].sort((a, b) => (a.pay_time ?? 0) - (b.pay_time ?? 0))) {
    if (order.pay_time === null || dayOf(order.pay_time) > today) continue;
    const before = last.get(order.account_id);
    if (before !== undefined && order.pay_time - before > 365 * DAY) count++;
    last.set(order.account_id, order.pay_time);
  }
  return count;
}
