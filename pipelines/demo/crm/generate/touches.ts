import { instantAt, monthStart } from './china-time.ts';
import type { Deal } from './deal.ts';
import type { Lead } from './leads.ts';
import { roundMoney } from './record.ts';
import type { Random } from './random.ts';
import type { Row } from './tables.ts';
import type { World } from './world.ts';

const DAY = 86_400_000;
const MONTHS = 9;

/** How each channel meets people, and what one meeting costs (0 = it is in the campaign's own cost). */
const TOUCH: Readonly<Record<string, readonly [type: string, cost: number]>> = {
  search: ['click', 9],
  social: ['click', 4],
  wechat: ['read', 0],
  event: ['attend', 60],
  email: ['open', 0],
  partner: ['talk', 0],
};

/** Who marketing reached: leads before they came, customers while a deal was running. */
export function buildTouches(world: World, leads: readonly Lead[], deals: readonly Deal[]): void {
  const random = world.random('touches');
  const from = instantAt(monthStart(world.today, -MONTHS), 0);
  const campaigns = new Map(world.data.campaign.map((one) => [one.id, one]));
  for (const { row } of leads) {
    const campaign = campaigns.get(row.campaign_id ?? 0);
    if (campaign === undefined || row.create_time < from) continue;
    for (let nth = random.poisson(0.6); nth >= 0; nth--) {
      touch(world, random, campaign, null, row.id, row.create_time - random.next() * 9 * DAY);
    }
  }
  for (const { row } of deals) {
    const until = row.close_time ?? world.now;
    const isWon = row.stage_code === 'WON';
    if (row.account_id === null || until < from || !random.chance(isWon ? 0.4 : 0.12)) continue;
    const begin = Math.max(from, row.create_time);
    for (let nth = random.poisson(1.4); nth >= 0; nth--) {
      const at = begin + random.next() * Math.max(0, until - begin);
      const running = world.data.campaign.filter(
        (one) =>
          one.channel_code in TOUCH &&
          instantAt(one.start_date, 0) <= at &&
          instantAt((one.end_date ?? one.start_date) + 1, 0) > at,
      );
      if (running.length > 0) touch(world, random, random.pick(running), row.account_id, null, at);
    }
  }
}

function touch(
  world: World,
  random: Random,
  campaign: Row<'campaign'>,
  accountId: number | null,
  leadId: number | null,
  at: number,
): void {
  const [type, cost] = TOUCH[campaign.channel_code] ?? ['read', 0];
  const time = Math.floor(at);
  world.data.mkt_touch.push({
    id: world.nextId('touch'),
    account_id: accountId,
    lead_id: leadId,
    campaign_id: campaign.id,
    channel_code: campaign.channel_code,
    touch_type: type,
    touch_time: time,
    cost_amt: cost === 0 ? null : roundMoney(random.lognormal(cost, 0.5)),
    updated_at: time,
  });
}
