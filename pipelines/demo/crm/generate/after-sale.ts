import type { Account } from './accounts.ts';
import { toOfficeTime, type World } from './world.ts';

const DAY = 86_400_000;
const NPS = 1;
const CSAT = 2;

/** A story of the README: customers of one city are not happy. */
const UNHAPPY_MARKET = '青岛';

const FEATURES = ['LOGIN', 'REPORT', 'APPROVE', 'MOBILE', 'EXPORT'] as const;

/** What customers say after an order, and how much they use what they bought (the last sixty days are kept). */
export function buildAfterSale(world: World, accounts: readonly Account[]): void {
  const random = world.random('after sale');
  const markets = new Map(accounts.map((one) => [one.row.id, one.market]));
  const buyers = new Set<number>();
  for (const order of world.data.so_order) {
    if (order.pay_time === null) continue;
    buyers.add(order.account_id);
    const at = toOfficeTime(random, order.pay_time + random.between(5, 25) * DAY);
    if (at > world.now || !random.chance(0.13)) continue;
    const kind = random.chance(0.6) ? NPS : CSAT;
    const mood = markets.get(order.account_id) === UNHAPPY_MARKET ? -1.4 : 0;
    const score =
      kind === NPS
        ? Math.min(10, Math.max(0, Math.round(8.3 + mood + random.normal() * 1.7)))
        : Math.min(5, Math.max(1, Math.round(4.2 + mood / 2 + random.normal() * 0.8)));
    world.data.cs_survey.push({
      id: world.nextId('survey'),
      account_id: order.account_id,
      survey_kind: kind,
      score,
      answer_time: Math.floor(at),
      updated_at: Math.floor(at),
    });
  }
  for (const account of buyers) {
    if (!random.chance(0.16)) continue;
    const known = FEATURES.filter((one) => one === 'LOGIN' || random.chance(0.45));
    for (let nth = random.poisson(9); nth > 0; nth--) {
      const at = Math.floor(world.now - random.next() * 60 * DAY);
      const session = String(world.nextId('session'));
      const platform = random.chance(0.3) ? 'mobile' : 'web';
      for (const feature of known.filter((one) => one === 'LOGIN' || random.chance(0.4))) {
        world.data.app_usage.push({
          id: world.nextId('usage'),
          account_id: account,
          use_time: at,
          feature_code: feature,
          session_no: session,
          platform,
          updated_at: at,
        });
      }
    }
  }
}
