import { OPEN_STAGES, type Stage } from './catalogue.ts';
import { dayOf, instantAt, monthStart, rankFromMonthEnd } from './china-time.ts';
import type { Deal, DealEvent } from './deal.ts';
import { COMPETITORS, LOST_REASONS } from './dictionaries.ts';
import type { Markets } from './markets.ts';
import type { People, Person } from './people.ts';
import type { Random } from './random.ts';
import { roundMoney } from './record.ts';
import { momentOn, rushedClose, toOfficeTime } from './world.ts';

const DAY = 86_400_000;

export interface Prospects {
  /** Chance to win, 0 to 1. */
  readonly winChance: number;
  /** Typical days from creation to close. */
  readonly cycleDays: number;
}

/** Plans a deal's whole life; the caller applies what has happened by now. */
export function planCourse(
  random: Random,
  people: People,
  markets: Markets,
  deal: Deal,
  prospects: Prospects,
): DealEvent[] {
  const created = deal.row.create_time;
  const stages = OPEN_STAGES[deal.row.pipeline_code === 'ADD' ? 'ADD' : 'NEW'];
  const fate = random.next();
  const isVoid = fate < 0.05;
  const isWon = !isVoid && random.chance(prospects.winChance);
  const days = prospects.cycleDays * random.lognormal(isVoid ? 0.35 : isWon ? 1 : 1.08, 0.62);
  const closeAt = rushedClose(random, created + Math.max(0.3, days) * DAY);

  const events = climb(
    random,
    deal,
    stages,
    closeAt,
    isWon ? stages.length - 1 : random.int(isVoid ? 2 : stages.length),
  );
  if (isVoid) events.push({ at: closeAt, kind: 'close', stage: fate < 0.038 ? 'INVALID' : 'REPEAT' });
  else if (isWon)
    events.push({ at: closeAt, kind: 'close', stage: 'WON' }, ...undone(random, stages, closeAt));
  else events.push(lose(random, closeAt), ...reopened(random, stages, closeAt));

  const end = events.at(-1)?.at ?? closeAt;
  events.push(...ownership(random, people, markets, deal, end, isWon));
  return events.sort((a, b) => a.at - b.at);
}

/** Through the open stages; some are skipped, some deals fall back once, amounts and dates move on the way. */
function climb(
  random: Random,
  deal: Deal,
  stages: readonly Stage[],
  closeAt: number,
  furthest: number,
): DealEvent[] {
  const path: string[] = [];
  for (let step = 1; step <= furthest; step++) {
    if (step < furthest && random.chance(0.12)) continue;
    path.push(stages[step]?.code ?? '');
    if (step > 1 && random.chance(0.035)) path.push(stages[step - 1]?.code ?? '', stages[step]?.code ?? '');
  }
  const { create_time: created, amount, expect_close_date: expected } = deal.row;
  const marks = path.map(() => random.between(0.04, 0.94)).sort((a, b) => a - b);
  const events: DealEvent[] = [];
  let last = created;
  path.forEach((stage, index) => {
    const at = toOfficeTime(random, created + (marks[index] ?? 0.5) * (closeAt - created));
    if (at <= last || at >= closeAt) return;
    last = at;
    events.push({ at, kind: 'stage', stage });
  });
  const middle = (share: number): number => Math.floor(created + (closeAt - created) * share);
  if (amount !== null && random.chance(0.2)) {
    const factor = random.chance(0.6) ? random.between(0.75, 0.96) : random.between(1.05, 1.35);
    events.push({
      at: middle(random.between(0.3, 0.9)),
      kind: 'amount',
      amount: roundMoney(amount * factor),
    });
  }
  if (expected !== null && random.chance(0.33)) {
    const moved = expected + (random.chance(0.85) ? 5 + random.int(35) : -3 - random.int(8));
    events.push({ at: middle(random.between(0.35, 0.95)), kind: 'expect', day: moved });
  }
  return events;
}

function lose(random: Random, at: number): DealEvent {
  const reason = random.weighted(LOST_REASONS, (one) => one[3])[0];
  const knows = reason === 'RIVAL' || (reason === 'PRICE' && random.chance(0.4));
  return {
    at,
    kind: 'lose',
    reason,
    competitor: knows ? random.weighted(COMPETITORS, (one) => one[3])[0] : null,
  };
}

/** Lost deals that come back; almost half are won the second time. */
function reopened(random: Random, stages: readonly Stage[], closedAt: number): DealEvent[] {
  if (!random.chance(0.045)) return [];
  const at = toOfficeTime(random, closedAt + random.between(4, 60) * DAY);
  const again = rushedClose(random, at + random.lognormal(13, 0.6) * DAY);
  const outcome: DealEvent = random.chance(0.46)
    ? { at: again, kind: 'close', stage: 'WON' }
    : lose(random, again);
  return [{ at, kind: 'stage', stage: stages[Math.floor(stages.length / 2)]?.code ?? '' }, outcome];
}

/** Won in the last three working days of a month, taken back in the first ten days of the next. */
function undone(random: Random, stages: readonly Stage[], wonAt: number): DealEvent[] {
  const day = dayOf(wonAt);
  if (rankFromMonthEnd(day) > 3 || !random.chance(0.03)) return [];
  const at = momentOn(random, monthStart(day, 1) + 1 + random.int(8));
  const lost = toOfficeTime(random, at + random.between(0.5, 12) * DAY);
  return [
    { at, kind: 'stage', stage: stages.at(-1)?.code ?? '' },
    { at: lost, kind: 'lose', reason: 'BUDGET', competitor: null },
  ];
}

/** Hand-overs: a few by choice, the rest because the owner left; some lie in the public pool for days. */
function ownership(
  random: Random,
  people: People,
  markets: Markets,
  deal: Deal,
  end: number,
  isWon: boolean,
): DealEvent[] {
  const events: DealEvent[] = [];
  const created = deal.row.create_time;
  let owner: Person | null = deal.owner;
  const hand = (at: number, to: Person | null): void => {
    const pool =
      to === null ? (markets.all.find((one) => one.name === deal.market)?.poolUnitId ?? null) : null;
    const event = owner === null ? 'CLAIM' : to === null ? 'RELEASE' : 'TRANSFER';
    if (to === null && pool === null) return;
    events.push({ at, kind: 'owner', owner: to, pool, event });
    owner = to;
  };
  if (owner !== null && random.chance(0.05)) {
    const at = toOfficeTime(random, created + (end - created) * random.between(0.1, 0.85));
    const next = people.pickSeller(random, deal.market, dayOf(at), owner);
    if (at < end && next !== null && (owner.row.quit_date ?? Infinity) >= dayOf(at)) hand(at, next);
  }
  for (let handovers = 0; handovers < 3; handovers++) {
    const leaver: Person | null = owner;
    if (leaver === null || leaver.row.quit_date === null) break;
    const at = instantAt(leaver.row.quit_date, 1050 + random.int(50));
    const earliest = events.at(-1)?.at ?? created;
    // closed deals stay with who left, except when the customer is handed over
    if (at <= earliest || (at > end && !(isWon && random.chance(0.3)))) break;
    const next = people.pickSeller(random, deal.market, leaver.row.quit_date + 1, leaver);
    if (at > end || random.chance(0.85)) {
      if (next !== null) hand(at, next);
      else break;
    } else {
      hand(at, null);
      const claimed = toOfficeTime(random, at + random.lognormal(6, 0.8) * DAY);
      const claimer = people.pickSeller(random, deal.market, dayOf(claimed), leaver);
      if (claimer !== null && random.chance(0.75)) hand(claimed, claimer);
    }
  }
  return events;
}
