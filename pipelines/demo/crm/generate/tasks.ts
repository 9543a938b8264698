import type { Account } from './accounts.ts';
import { dayOf, instantAt, isWorkingDay, monthStart } from './china-time.ts';
import type { Lead } from './leads.ts';
import { isAtWork, type People } from './people.ts';
import type { Random } from './random.ts';
import type { Row } from './tables.ts';
import { toOfficeTime, type World } from './world.ts';

const DAY = 86_400_000;
const MONTHS = 8;
const CALL = 1;
const VISIT = 2;

interface Plan {
  readonly name: string;
  readonly kind: 'CARE' | 'WAKE' | 'FOLLOW';
  /** Working days after the first of the month. */
  readonly after: number;
  readonly origin: 1 | 2 | 3;
  readonly days: number;
  readonly cover: number | null;
  readonly convert: number | null;
}

/** What is given out each month. */
const PLANS: readonly Plan[] = [
  { name: '老客回访', kind: 'CARE', after: 2, origin: 1, days: 14, cover: 0.6, convert: 0.06 },
  { name: '沉睡客户唤醒', kind: 'WAKE', after: 8, origin: 2, days: 21, cover: 0.55, convert: 0.05 },
  { name: '新线索限时跟进', kind: 'FOLLOW', after: 5, origin: 2, days: 3, cover: 0.8, convert: null },
  { name: '自定回访名单', kind: 'CARE', after: 11, origin: 3, days: 10, cover: null, convert: null },
];

/** Tasks in batches, one in eight customers kept back as a control group: those who were called buy a little more. */
export function buildTasks(
  world: World,
  people: People,
  leads: readonly Lead[],
  accounts: readonly Account[],
): void {
  const random = world.random('tasks');
  const payments = new Map<number, number[]>();
  for (const order of world.data.so_order) {
    if (order.pay_time === null) continue;
    payments.set(order.account_id, [...(payments.get(order.account_id) ?? []), order.pay_time]);
  }
  const nation = world.data.sys_dept.find((dept) => dept.dept_kind === 'N')?.id ?? null;
  for (let month = -MONTHS; month <= 0; month++) {
    const first = monthStart(world.today, month);
    for (const plan of PLANS) {
      const start = instantAt(nthWorkingDay(first, plan.after), 540);
      if (start > world.now) continue;
      const due = dayOf(start) + plan.days;
      const batch: Row<'mkt_task_batch'> = {
        id: world.nextId('batch'),
        batch_name: `${new Date(first * DAY).toISOString().slice(0, 7)} ${plan.name}`,
        issuer_dept_id: plan.origin === 1 ? nation : null,
        origin_code: plan.origin,
        due_date: due,
        cover_goal: plan.cover,
        conv_goal: plan.convert,
        campaign_id: null,
        updated_at: start,
      };
      world.data.mkt_task_batch.push(batch);
      const records =
        plan.kind === 'FOLLOW' ? newLeads(random, leads, start) : customers(random, accounts, plan, start);
      for (const record of records) {
        const person = people.byId.get(record.owner ?? 0);
        if (person === undefined || !isAtWork(person, dayOf(start))) continue;
        const buys = (payments.get(record.account ?? 0) ?? []).some((at) => at > start && dayOf(at) <= due);
        const isControl = plan.kind !== 'FOLLOW' && random.chance(buys ? 0.07 : 0.13);
        giveOut(world, random, batch, plan, { ...record, userId: person.id, isControl, start });
      }
    }
  }
}

interface Given {
  readonly account: number | null;
  readonly lead: number | null;
  readonly owner: number | null;
}

function customers(random: Random, accounts: readonly Account[], plan: Plan, start: number): Given[] {
  const share = plan.origin === 3 ? 0.006 : 0.02;
  return accounts
    .filter(({ row }) => row.create_time < start && random.chance(share))
    .map(({ row }) => ({ account: row.id, lead: null, owner: row.owner_id }));
}

function newLeads(random: Random, leads: readonly Lead[], start: number): Given[] {
  return leads
    .filter(({ row }) => row.create_time < start && row.create_time > start - 3 * DAY && random.chance(0.5))
    .map(({ row }) => ({ account: null, lead: row.id, owner: row.owner_id }));
}

function nthWorkingDay(first: number, nth: number): number {
  let day = first;
  for (let left = nth; left > 0; day++) if (isWorkingDay(day)) left--;
  return day;
}

function giveOut(
  world: World,
  random: Random,
  batch: Row<'mkt_task_batch'>,
  plan: Plan,
  given: Given & { userId: number; isControl: boolean; start: number },
): void {
  const doneAt = toOfficeTime(random, given.start + random.next() * (plan.days + 3) * DAY);
  const isDone = !given.isControl && random.chance(0.78) && doneAt <= world.now;
  const result = random.weighted(['NEUTRAL', 'INTENT', 'REFUSED', 'NO_ANSWER'], (one) =>
    one === 'NEUTRAL' ? 5 : 2,
  );
  world.data.mkt_task.push({
    id: world.nextId('task'),
    batch_id: batch.id,
    task_kind: plan.kind,
    account_id: given.account,
    lead_id: given.lead,
    user_id: given.userId,
    assign_time: given.start,
    due_date: null,
    finish_time: isDone ? Math.floor(doneAt) : null,
    result_code: isDone ? result : null,
    is_control: given.isControl,
    updated_at: isDone ? Math.floor(doneAt) : given.start,
  });
  if (isDone && random.chance(0.85)) writeContact(world, random, Math.floor(doneAt), result, given);
}

/** The call or visit in which the task was done. */
function writeContact(
  world: World,
  random: Random,
  at: number,
  result: string,
  given: Given & { userId: number },
): void {
  const isVisit = given.account !== null && result !== 'NO_ANSWER' && random.chance(0.2);
  world.data.biz_followup.push({
    id: world.nextId('followup'),
    follow_type: isVisit ? VISIT : CALL,
    user_id: given.userId,
    follow_time: at,
    duration_s: isVisit ? 2400 : result === 'NO_ANSWER' ? 0 : Math.round(random.lognormal(140, 0.8)),
    result_code: isVisit ? 4 : result === 'NO_ANSWER' ? 2 : result === 'REFUSED' ? 3 : 1,
    account_id: given.account,
    lead_id: given.lead,
    opportunity_id: null,
    lat: null,
    lng: null,
    loc_source: null,
    device_id: null,
    note: '任务回访',
    create_time: at,
    is_deleted: false,
    updated_at: at,
  });
}
