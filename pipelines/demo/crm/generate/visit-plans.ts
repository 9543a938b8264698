import type { Account } from './accounts.ts';
import { dayOf, instantAt, isWorkingDay, monthStart } from './china-time.ts';
import { isAtWork, type People } from './people.ts';
import type { World } from './world.ts';

const VISIT = 2;
const MONTHS = 4;
const PURPOSES = ['方案汇报', '需求调研', '回款沟通', '续约沟通', '例行拜访'];

/** Who meant to visit whom: nearly half of the visits were planned, one plan in five came to nothing, and next week's stand. */
export function buildVisitPlans(world: World, people: People, accounts: readonly Account[]): void {
  const random = world.random('visit plans');
  const from = instantAt(monthStart(world.today, -MONTHS), 0);
  const plan = (userId: number, accountId: number, day: number): void => {
    world.data.visit_plan.push({
      id: world.nextId('visit plan'),
      user_id: userId,
      account_id: accountId,
      plan_date: day,
      purpose: random.pick(PURPOSES),
      updated_at: Math.min(world.now, instantAt(day - 2, 560)),
    });
  };
  for (const visit of world.data.biz_followup) {
    const { user_id: user, account_id: account } = visit;
    if (visit.follow_type !== VISIT || visit.follow_time < from || user === null || account === null)
      continue;
    const day = dayOf(visit.follow_time);
    if (random.chance(0.45)) plan(user, account, day);
    if (random.chance(0.11)) plan(user, account, day + 3 + random.int(20));
  }
  for (const { row } of accounts) {
    const person = people.byId.get(row.owner_id ?? 0);
    const day = world.today + 1 + random.int(7);
    if (person === undefined || !isAtWork(person, day) || !isWorkingDay(day)) continue;
    if (random.chance(0.012)) plan(person.id, row.id, day);
  }
}
