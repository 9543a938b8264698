import {
  dayOf,
  instantAt,
  isWorkingDay,
  minuteOf,
  monthOf,
  monthStart,
  rankFromMonthEnd,
} from './china-time.ts';
import { createRandom, type Random } from './random.ts';
import { emptyDataset, type Dataset } from './tables.ts';

export const SCALES = ['tiny', 'small', 'medium', 'large'] as const;
export type Scale = (typeof SCALES)[number];

/** How much of everything a scale holds. `heads` multiplies the sellers of each unit. */
interface Size {
  readonly heads: number;
  readonly leads: number;
  readonly accounts: number;
  readonly opportunities: number;
  readonly onlineOrders: number;
}

const SIZES: Readonly<Record<Scale, Size>> = {
  tiny: { heads: 1, leads: 600, accounts: 200, opportunities: 260, onlineOrders: 60 },
  small: { heads: 1, leads: 30_400, accounts: 8_600, opportunities: 12_600, onlineOrders: 5_200 },
  medium: { heads: 3, leads: 150_000, accounts: 43_000, opportunities: 63_000, onlineOrders: 13_000 },
  large: { heads: 8, leads: 450_000, accounts: 130_000, opportunities: 190_000, onlineOrders: 39_000 },
};

/** Months of history before the month that holds now. */
const MONTHS = 18;

/** What every part of the generator is given. */
export interface World {
  readonly scale: Scale;
  readonly size: Size;
  readonly now: number;
  readonly today: number;
  /** First day of history. */
  readonly firstDay: number;
  /** The day cities changed region, a team was split, an office was closed, a team got a new name. */
  readonly reorganisedOn: number;
  readonly splitOn: number;
  readonly officeClosedOn: number;
  readonly renamedOn: number;
  readonly data: Dataset;
  /** An independent sequence for one part, so that a change in one part leaves the others as they were. */
  random(part: string): Random;
  nextId(sequence: string): number;
}

export function createWorld(options: { seed: number; scale: Scale; now: Date }): World {
  const now = options.now.getTime();
  const today = dayOf(now);
  const ids = new Map<string, number>();
  return {
    scale: options.scale,
    size: SIZES[options.scale],
    now,
    today,
    firstDay: monthStart(today, -MONTHS),
    reorganisedOn: monthStart(today, -6),
    splitOn: monthStart(today, -3),
    officeClosedOn: monthStart(today, -9),
    renamedOn: monthStart(today, -4),
    data: emptyDataset(),
    random: (part) => createRandom(`${options.seed}/${options.scale}/${part}`),
    nextId(sequence) {
      const id = (ids.get(sequence) ?? 1000) + 1;
      ids.set(sequence, id);
      return id;
    },
  };
}

/** Spring is busy, February sleeps, each quarter ends with a push, December is the peak. */
const SEASON: Readonly<Record<number, number>> = {
  1: 0.9, 2: 0.7, 3: 1.15, 4: 0.98, 5: 1.0, 6: 1.12, 7: 0.94, 8: 0.95, 9: 1.1, 10: 0.95, 11: 1.08, 12: 1.2,
}; // prettier-ignore

/** How busy a day is, 1 = an ordinary working day at the beginning of history. */
function activityOf(world: World, day: number): number {
  const growth = 1 + (0.35 * (day - world.firstDay)) / 550;
  const season = SEASON[monthOf(day)] ?? 1;
  return growth * season * (isWorkingDay(day) ? 1 : 0.13);
}

/** Share of a working day that has gone by at `now`; a little even at night, so that today is never empty. */
export function shareOfToday(world: World): number {
  const minute = minuteOf(world.now);
  return Math.min(1, Math.max(0.12, (minute - 510) / 600));
}

/** Draws `count` instants over history, busy days more often, in ascending order; none later than now. */
export function spreadOverHistory(
  world: World,
  random: Random,
  count: number,
  from = world.firstDay,
): number[] {
  const days: { day: number; until: number }[] = [];
  let total = 0;
  for (let day = from; day <= world.today; day++) {
    const busy = activityOf(world, day);
    total += day === world.today ? Math.max(busy, 0.5) * shareOfToday(world) : busy;
    days.push({ day, until: total });
  }
  const instants: number[] = [];
  for (let i = 0; i < count; i++) {
    const mark = random.next() * total;
    let low = 0;
    let high = days.length - 1;
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((days[middle]?.until ?? 0) > mark) high = middle;
      else low = middle + 1;
    }
    instants.push(pastMomentOn(world, random, days[low]?.day ?? world.today));
  }
  return instants.sort((a, b) => a - b);
}

/** Some moment of a day when people work. */
export function momentOn(random: Random, day: number): number {
  const draw = random.next();
  if (draw < 0.46) return instantAt(day, random.between(530, 720));
  return instantAt(day, draw < 0.94 ? random.between(805, 1110) : random.between(1110, 1270));
}

/** The same, never later than now: for things known to have happened. */
export function pastMomentOn(world: World, random: Random, day: number): number {
  const instant = momentOn(random, day);
  if (instant <= world.now) return instant;
  const midnight = instantAt(day, 0);
  // before work begins only the night is left to draw from
  const opening = Math.min(instantAt(day, 520), midnight + (world.now - midnight) * 0.5);
  return Math.floor(opening + random.next() * (world.now - opening));
}

/** Moves an instant that people would not choose (a day off, the night) to working time, mostly. Never earlier. */
export function toOfficeTime(random: Random, instant: number): number {
  let day = dayOf(instant);
  if (isWorkingDay(day) && minuteOf(instant) >= 510 && minuteOf(instant) <= 1260) return instant;
  if (!random.chance(0.12)) while (!isWorkingDay(day)) day++;
  const moved = momentOn(random, day);
  return moved >= instant ? moved : momentOn(random, day + 1);
}

/** The push at the end of a month: a close in its last days is drawn to the last three working days. */
export function rushedClose(random: Random, instant: number): number {
  const day = dayOf(instant);
  const end = monthStart(day, 1);
  const quarterEnds = monthOf(day) % 3 === 0;
  if (end - day > 11 || !random.chance(quarterEnds ? 0.55 : 0.4)) return toOfficeTime(random, instant);
  const last: number[] = [];
  for (let candidate = day; candidate < end; candidate++)
    if (rankFromMonthEnd(candidate) <= 3) last.push(candidate);
  if (last.length === 0) return toOfficeTime(random, instant);
  const moved = momentOn(random, random.pick(last));
  return moved > instant ? moved : toOfficeTime(random, instant);
}
