import { SIZE_FACTOR, type Account } from './accounts.ts';
import { OPEN_STAGES, type Catalogue } from './catalogue.ts';
import { dayOf, instantAt } from './china-time.ts';
import { planCourse } from './deal-course.ts';
import { applyEvent, isOpenDeal, openDeal, type Deal } from './deal.ts';
import { SOURCES } from './dictionaries.ts';
import type { Lead } from './leads.ts';
import type { Markets } from './markets.ts';
import { isAtWork, seatOn, type People, type Person } from './people.ts';
import type { Random } from './random.ts';
import { roundMoney } from './record.ts';
import { momentOn, pastMomentOn, spreadOverHistory, type World } from './world.ts';

/** Where a deal comes from: a converted lead, a new customer's first request, or (null) a customer who comes again. */
interface Seed {
  readonly at: number;
  readonly account: Account | null;
  readonly lead: Lead | null;
}

interface Parts {
  readonly world: World;
  readonly catalogue: Catalogue;
  readonly markets: Markets;
  readonly people: People;
  readonly accounts: readonly Account[];
  readonly random: Random;
}

export function buildDeals(
  world: World,
  catalogue: Catalogue,
  markets: Markets,
  people: People,
  leads: readonly Lead[],
  accounts: readonly Account[],
): Deal[] {
  const random = world.random('deals');
  const parts: Parts = { world, catalogue, markets, people, accounts, random };
  const deals: Deal[] = [];
  const neighbours = new Map<string, Account[]>();
  for (const account of accounts) {
    const list = neighbours.get(account.market);
    if (list === undefined) neighbours.set(account.market, [account]);
    else list.push(account);
  }
  for (const seed of seeds(parts, leads)) {
    const account =
      seed.account ??
      returningCustomer(
        parts,
        seed,
        seed.lead === null ? accounts : (neighbours.get(seed.lead.market) ?? accounts),
      );
    if (account === null || account.row.create_time > seed.at) continue;
    const deal = startDeal(parts, seed, account);
    openDeal(world, deal);
    if (deal.owner !== null) {
      for (const event of planCourse(random, people, markets, deal, prospects(deal, deal.owner))) {
        if (event.at > world.now) break;
        applyEvent(world, deal, event);
      }
    }
    if (seed.lead !== null) {
      seed.lead.row.account_id = account.row.id;
      seed.lead.row.opportunity_id = deal.row.id;
    }
    deals.push(deal);
  }
  keepAlive(world, random, deals);
  return deals;
}

function seeds({ world, accounts, random }: Parts, leads: readonly Lead[]): Seed[] {
  const list: Seed[] = [];
  const accountOf = new Map(accounts.map((account) => [account.lead, account]));
  for (const lead of leads) {
    if (lead.won !== null) list.push({ at: lead.won.at, account: accountOf.get(lead) ?? null, lead });
  }
  for (const account of accounts) {
    if (account.lead !== null || account.row.owner_id === null || !random.chance(0.76)) continue;
    const from = Math.max(account.row.create_time, instantAt(world.firstDay, 540));
    const isOld = account.row.create_time < from;
    const day = dayOf(from) + random.int(isOld ? 500 : 21);
    const at = momentOn(random, day);
    if (at <= world.now && at >= from) list.push({ at, account, lead: null });
  }
  const more = Math.max(0, world.size.opportunities - list.length);
  for (const at of spreadOverHistory(world, random, more, world.firstDay + 2))
    list.push({ at, account: null, lead: null });
  return list.sort((a, b) => a.at - b.at);
}

/** Mostly somebody who bought before; else a known customer. For a lead: a customer who came in again as a lead. */
function returningCustomer({ random }: Parts, seed: Seed, among: readonly Account[]): Account | null {
  let fallback: Account | null = null;
  for (let attempt = 0; attempt < 40 && among.length > 0; attempt++) {
    const account = random.pick(among);
    if (account.row.create_time > seed.at) continue;
    if (account.boughtAt !== null && account.boughtAt < seed.at) return account;
    if (account.row.owner_id !== null) fallback = account;
    if (attempt >= 12 && fallback !== null) return fallback;
  }
  return fallback;
}

function startDeal({ world, catalogue, markets, people, random }: Parts, seed: Seed, account: Account): Deal {
  const day = dayOf(seed.at);
  const holder = people.byId.get(account.row.owner_id ?? 0);
  const local = seed.lead?.won?.by ?? (holder !== undefined && isAtWork(holder, day) ? holder : null);
  const isFarAway = seed.lead === null && random.chance(0.035);
  const market = isFarAway ? markets.pick(random, day).name : account.market;
  const isUnowned = seed.lead === null && random.chance(0.012);
  const owner = isUnowned ? null : isFarAway ? people.pickSeller(random, market, day) : (local ?? people.pickSeller(random, market, day)); // prettier-ignore
  const pipeline =
    account.boughtAt !== null && account.boughtAt < seed.at && random.chance(0.78) ? 'ADD' : 'NEW';
  const product = random.weighted(catalogue.products, (one) => one.weight * (account.sizeRank >= 3 ? one.row.list_price / 30_000 : 1)); // prettier-ignore
  const quantity = Math.max(0.4, (SIZE_FACTOR[account.sizeRank] ?? 1) * random.lognormal(0.85, 0.5));
  const isDollar = owner !== null && seatOn(owner, day).unit.region?.name === 'International';
  const list = roundMoney(
    (product.row.list_price * quantity * (pipeline === 'ADD' ? 0.7 : 1)) / (isDollar ? 6.4 : 1),
  );
  // price lists end in round figures, dollars too
  const listed = Math.max(100, Math.round(list / 100) * 100);
  const typical = pipeline === 'ADD' ? 15 : 29;
  const inPool = owner === null && random.chance(0.55);
  const lead = seed.lead?.row ?? null;
  return {
    account,
    market,
    owner,
    closer: null,
    lastEventAt: seed.at,
    row: {
      id: world.nextId('opportunity'),
      opp_name: `${account.row.acc_name}-${product.row.prod_name}${pipeline === 'ADD' ? '续约' : ''}`,
      account_id: account.row.id,
      owner_id: owner?.id ?? null,
      pool_dept_id: inPool ? (markets.all.find((one) => one.name === market)?.poolUnitId ?? null) : null,
      pipeline_code: pipeline,
      stage_code: OPEN_STAGES[pipeline][0]?.code ?? 'S1',
      amount: roundMoney(listed * random.between(0.78, 1)),
      list_amount: listed,
      currency_code: isDollar ? 'USD' : 'CNY',
      prod_id: product.row.id,
      source_code: lead?.source_code ?? account.row.source_code,
      campaign_id: lead?.campaign_id ?? null,
      lead_id: lead?.id ?? null,
      expect_close_date: random.chance(0.03) ? null : day + Math.round(typical * random.between(0.7, 1.9)),
      close_time: null,
      lost_code: null,
      competitor_code: null,
      create_time: seed.at,
      is_deleted: random.chance(0.002),
      updated_at: seed.at,
    },
  };
}

const QUALITY = new Map(SOURCES.map((one) => [one[0], one[4]]));

function prospects(deal: Deal, owner: Person): { winChance: number; cycleDays: number } {
  const isAdd = deal.row.pipeline_code === 'ADD';
  const quality = QUALITY.get(deal.row.source_code ?? '') ?? 1;
  const far = deal.market === deal.account.market ? 1 : 0.7;
  const chance = (isAdd ? 0.57 : 0.36) * quality ** 0.3 * owner.ability ** 0.55 * far;
  const big = deal.account.sizeRank >= 3 ? 1.7 : 1;
  return { winChance: Math.min(0.88, Math.max(0.06, chance)), cycleDays: (isAdd ? 19 : 40) * big };
}

/** Today and yesterday always have wins, whatever day and hour it is: deals about to close are closed. */
function keepAlive(world: World, random: Random, deals: readonly Deal[]): void {
  const least = world.scale === 'tiny' ? 2 : 8 * world.size.heads;
  for (const day of [world.today - 1, world.today]) {
    const isWin = (deal: Deal): boolean =>
      deal.row.stage_code === 'WON' && deal.row.close_time !== null && dayOf(deal.row.close_time) === day;
    let missing = least - deals.filter(isWin).length;
    const ripe = deals.filter((deal) => isOpenDeal(deal) && deal.owner !== null && !deal.row.is_deleted);
    ripe.sort((a, b) => stageRank(b) - stageRank(a) || a.row.id - b.row.id);
    for (const deal of ripe) {
      if (missing <= 0) break;
      const at = pastMomentOn(world, random, day);
      if (at <= deal.lastEventAt || deal.owner === null || !isAtWork(deal.owner, day)) continue;
      applyEvent(world, deal, { at, kind: 'close', stage: 'WON' });
      missing--;
    }
  }
}

function stageRank(deal: Deal): number {
  const stages = OPEN_STAGES[deal.row.pipeline_code === 'ADD' ? 'ADD' : 'NEW'];
  return stages.findIndex((stage) => stage.code === deal.row.stage_code) / stages.length;
}
