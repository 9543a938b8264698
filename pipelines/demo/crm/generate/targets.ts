import type { Catalogue } from './catalogue.ts';
import {
  dayOf,
  instantAt,
  isWorkingDay,
  monthOf,
  monthStart,
  quarterStart,
  weekdayOf,
  workingDaysBetween,
  yearStart,
} from './china-time.ts';
import type { Deal } from './deal.ts';
import { isOpenOn, type Org, type Unit } from './org.ts';
import { presence, seatOn, type People, type Person } from './people.ts';
import type { Random } from './random.ts';
import { shareOfToday, type World } from './world.ts';

type Kpi = 'WON_AMT' | 'REVENUE' | 'COLLECT' | 'NEW_CUST' | 'VISIT_CNT';
type Subject = { readonly type: 'D'; readonly unit: Unit } | { readonly type: 'U'; readonly person: Person };

const UNIT_KPIS: readonly Kpi[] = ['WON_AMT', 'REVENUE', 'NEW_CUST'];
const PERSON_KPIS: readonly Kpi[] = ['WON_AMT', 'VISIT_CNT'];

/** Targets as management would have set them: around what came of it, kinder to some units than to others. */
export function buildTargets(
  world: World,
  org: Org,
  people: People,
  catalogue: Catalogue,
  deals: readonly Deal[],
): void {
  const random = world.random('targets');
  const actuals = countActuals(world, org, people, catalogue, deals);
  const first = monthStart(world.firstDay);
  const current = monthStart(world.today);
  const lastMonth = monthStart(quarterStart(current), 2);
  const subjects: Subject[] = [
    ...org.units
      .filter((unit) => unit.plan.untargeted === undefined)
      .map((unit) => ({ type: 'D', unit }) as const),
    ...people.all.filter((person) => person.selling > 0).map((person) => ({ type: 'U', person }) as const),
  ];
  for (const subject of subjects) {
    // the whole company lands near its target; its parts do not
    const isWhole = subject.type === 'D' && subject.unit.parent === null;
    const kindness = isWhole ? random.between(0.92, 1.1) : random.between(0.66, 1.28);
    for (const kpi of subject.type === 'D' ? UNIT_KPIS : PERSON_KPIS) {
      if (subject.type === 'D' && kpi !== 'WON_AMT' && subject.unit.name === 'International') continue;
      const months = new Map<number, number>();
      for (let month = first; month <= lastMonth; month = monthStart(month, 1)) {
        if (!isThere(subject, month)) continue;
        const value = monthTarget(world, random, actuals, subject, kpi, month, kindness);
        if (value <= 0) continue;
        months.set(month, value);
        write(world, random, subject, kpi, 'M', month, monthStart(month, 1) - 1, value);
      }
      if (subject.type === 'D' && kpi === 'WON_AMT') writeLonger(world, random, subject, months);
    }
  }
  writeOthers(world, actuals, subjects);
}

/** Drawn apart: money to be collected, half years of sales, a sprint of eleven days, and weeks of visits in two teams. */
function writeOthers(world: World, actuals: ReadonlyMap<string, number>, subjects: readonly Subject[]): void {
  const random = world.random('targets/others');
  const first = monthStart(world.firstDay);
  const current = monthStart(world.today);
  const lastMonth = monthStart(quarterStart(current), 2);
  for (const subject of subjects) {
    const each = (kpi: Kpi, from: number, period: 'M' | 'H' | 'S' | 'W', start: number, end: number, share: number): void => {
      const value = rounded(kpi, monthTarget(world, random, actuals, subject, kpi, from, 1) * share);
      if (value > 0 && isThere(subject, from)) write(world, random, subject, kpi, period, start, end, value);
    }; // prettier-ignore
    if (subject.type === 'D' && subject.unit.name !== 'International') {
      for (let month = first; month <= lastMonth; month = monthStart(month, 1))
        each('COLLECT', month, 'M', month, monthStart(month, 1) - 1, 1);
    }
    if (subject.type === 'D' && subject.unit.plan.kind === 'R') {
      const half = monthStart(yearStart(current), monthOf(current) <= 6 ? 0 : 6);
      each('REVENUE', current, 'H', half, monthStart(half, 6) - 1, 6.3);
      each(
        'WON_AMT',
        monthStart(current, -1),
        'S',
        monthStart(current, -1),
        monthStart(current, -1) + 10,
        0.5,
      );
    }
    if (
      subject.type === 'U' &&
      ['青岛组', '前海组'].includes(seatOn(subject.person, world.today).unit.name)
    ) {
      const monday = world.today - ((weekdayOf(world.today) + 6) % 7);
      for (let week = -8; week <= 1; week += 1)
        each('VISIT_CNT', current, 'W', monday + 7 * week, monday + 7 * week + 6, 0.25);
    }
  }
}

function isThere(subject: Subject, month: number): boolean {
  const next = monthStart(month, 1);
  if (subject.type === 'D') return isOpenOn(subject.unit, month) && isOpenOn(subject.unit, next - 1);
  return presence(subject.person, month, next) > 0.45;
}

const keyOf = (kpi: Kpi, subject: Subject, month: number): string =>
  `${kpi}/${subject.type}/${subject.type === 'D' ? subject.unit.id : subject.person.id}/${month}`;

function monthTarget(
  world: World,
  random: Random,
  actuals: ReadonlyMap<string, number>,
  subject: Subject,
  kpi: Kpi,
  month: number,
  kindness: number,
): number {
  const current = monthStart(world.today);
  const at = (offset: number): number => actuals.get(keyOf(kpi, subject, monthStart(month, offset))) ?? 0;
  // the level that the months around it suggest; the running and future months count back from the last full one
  const ahead = Math.max(0, Math.round((month - current) / 30.4));
  const known =
    month >= current
      ? [-1 - ahead, -2 - ahead, -3 - ahead]
      : month === monthStart(world.firstDay)
        ? [0, 1, 2]
        : [-1, 0, 1];
  const level = known.reduce((sum, offset) => sum + at(offset), 0) / 3;
  if (subject.type === 'U') {
    const usual = Math.max(floorOf(kpi), level * random.between(0.8, 1.3));
    const share = month < current ? 1 : month === current ? elapsedShare(world) : 0;
    const best = random.between(1.15, 1.75);
    // who sells the largest deals is known to, and has the target for it
    return rounded(
      kpi,
      share === 0 ? usual : Math.min(Math.max(usual, at(0) / (share * best)), ceilingOf(at(0), share, usual)),
    );
  }
  if (month < current) {
    const factor = Math.min(1.4, Math.max(0.62, random.lognormal(0.97, 0.17)));
    return rounded(kpi, (0.65 * at(0)) / factor + 0.35 * level);
  }
  if (month > current) return rounded(kpi, level * 1.06);
  const progress = elapsedShare(world);
  const wanted = at(0) / (kindness * progress);
  const trust = Math.min(1, progress / 0.2);
  const mixed = trust * wanted + (1 - trust) * (level / kindness);
  return rounded(
    kpi,
    Math.min(Math.max(mixed, level * 0.5, floorOf(kpi)), Math.max(level * 2.2, floorOf(kpi))),
  );
}

/** How much of this month's working time has gone by. */
function elapsedShare(world: World): number {
  const start = monthStart(world.today);
  const closed =
    workingDaysBetween(start, world.today) + (isWorkingDay(world.today) ? shareOfToday(world) : 0);
  return Math.max(0.02, closed / Math.max(1, workingDaysBetween(start, monthStart(world.today, 1))));
}

/** Nobody who sold something is shown as hopelessly behind. */
function ceilingOf(actual: number, share: number, usual: number): number {
  return actual === 0 ? usual : actual / (share * 0.35);
}

function floorOf(kpi: Kpi): number {
  return kpi === 'WON_AMT' || kpi === 'REVENUE' || kpi === 'COLLECT' ? 20_000 : kpi === 'VISIT_CNT' ? 4 : 1;
}

function rounded(kpi: Kpi, value: number): number {
  if (kpi === 'NEW_CUST' || kpi === 'VISIT_CNT') return Math.round(value);
  const grain = value > 400_000 ? 10_000 : 1_000;
  return Math.round(value / grain) * grain;
}

/** Quarter and year of a unit: the months, and a reserve that nobody below has. */
function writeLonger(
  world: World,
  random: Random,
  subject: Subject,
  months: ReadonlyMap<number, number>,
): void {
  const spans = [
    { type: 'Q', startOf: quarterStart, length: 3 },
    { type: 'Y', startOf: yearStart, length: 12 },
  ] as const;
  for (const { type, startOf, length } of spans) {
    const sums = new Map<number, { total: number; count: number }>();
    for (const [month, value] of months) {
      const sum = sums.get(startOf(month)) ?? { total: 0, count: 0 };
      sums.set(startOf(month), { total: sum.total + value, count: sum.count + 1 });
    }
    for (const [start, { total, count }] of sums) {
      if (count < Math.min(3, length)) continue;
      const end = monthStart(start, length) - 1;
      // a year begun before history, or with months not yet set, is filled up at the average
      write(
        world,
        random,
        subject,
        'WON_AMT',
        type,
        start,
        end,
        rounded('WON_AMT', ((total * length) / count) * 1.03),
      );
    }
  }
}

function write(
  world: World,
  random: Random,
  subject: Subject,
  kpi: Kpi,
  period: 'Y' | 'H' | 'Q' | 'M' | 'W' | 'S',
  start: number,
  end: number,
  value: number,
): void {
  const id = world.nextId('target');
  // targets are set a few days before their quarter begins
  const set = Math.min(world.now, instantAt(quarterStart(start) - 5, 600 + random.int(300)));
  const revisedAt = instantAt(start + Math.floor((end - start) * random.between(0.1, 0.6)), 620);
  const isRevised = subject.type === 'D' && random.chance(0.04) && revisedAt < world.now;
  const updated_at = isRevised ? revisedAt : set;
  const obj_id = subject.type === 'D' ? subject.unit.id : subject.person.id;
  world.data.kpi_target.push({ id, obj_type: subject.type, obj_id, kpi_code: kpi, period_type: period, period_start: start, period_end: end, updated_at }); // prettier-ignore
  const first = isRevised ? rounded(kpi, value * random.between(0.8, 1.2)) : value;
  world.data.kpi_target_value.push({
    id: world.nextId('target_value'),
    target_id: id,
    revise_time: null,
    target_value: first,
    updated_at: set,
  });
  if (isRevised) {
    world.data.kpi_target_value.push({ id: world.nextId('target_value'), target_id: id, revise_time: revisedAt, target_value: value, updated_at: revisedAt }); // prettier-ignore
  }
}

/** What each person, and each unit above where the person sat that day, brought in per month. */
function countActuals(
  world: World,
  org: Org,
  people: People,
  catalogue: Catalogue,
  deals: readonly Deal[],
): Map<string, number> {
  const sums = new Map<string, number>();
  const add = (kpi: Kpi, personId: number | null, instant: number, amount: number): void => {
    const person = people.byId.get(personId ?? 0);
    if (person === undefined) return;
    const day = dayOf(instant);
    const month = monthStart(day);
    const bump = (subject: Subject): void => {
      const key = keyOf(kpi, subject, month);
      sums.set(key, (sums.get(key) ?? 0) + amount);
    };
    bump({ type: 'U', person });
    for (let unit: Unit | null = seatOn(person, day).unit; unit !== null; unit = org.parentOn(unit, day))
      bump({ type: 'D', unit });
  };
  const yuan = (amount: number, currency: string, at: number): number =>
    currency === 'USD' ? amount * catalogue.usdOn(dayOf(at)) : amount;
  for (const { row, closer } of deals) {
    if (row.stage_code !== 'WON' || row.close_time === null) continue;
    add(
      'WON_AMT',
      closer?.id ?? null,
      row.close_time,
      yuan(row.amount ?? 0, row.currency_code, row.close_time),
    );
  }
  const seen = new Set<number>();
  for (const order of world.data.so_order) {
    if (order.pay_time === null) continue;
    add('REVENUE', order.owner_id, order.pay_time, yuan(order.amount, order.currency_code, order.pay_time));
    if (!seen.has(order.account_id)) add('NEW_CUST', order.owner_id, order.pay_time, 1);
    seen.add(order.account_id);
  }
  const owners = new Map(world.data.so_order.map((order) => [order.id, order.owner_id]));
  const signers = new Map(world.data.contract.map((contract) => [contract.id, contract.owner_id]));
  for (const receipt of world.data.receipt) {
    if (receipt.receipt_type !== 1 || receipt.receipt_status !== 1) continue;
    const owner = owners.get(receipt.order_id ?? 0) ?? signers.get(receipt.contract_id ?? 0) ?? null;
    add(
      'COLLECT',
      owner,
      receipt.receive_time,
      yuan(receipt.amount, receipt.currency_code, receipt.receive_time),
    );
  }
  for (const visit of world.data.biz_followup)
    if (visit.follow_type === 2) add('VISIT_CNT', visit.user_id, visit.follow_time, 1);
  return sums;
}
