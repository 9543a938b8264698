import { instantAt, isWorkingDay, workingDaysBetween } from './china-time.ts';
import { isEnglishSpeaking, mobileNumber, personName } from './names.ts';
import { isOpenOn, type Org, type Unit } from './org.ts';
import type { Random } from './random.ts';
import type { Row } from './tables.ts';
import type { World } from './world.ts';

export interface Seat {
  readonly unit: Unit;
  readonly from: number;
  /** First day somewhere else. */
  until: number | null;
  readonly isHead: boolean;
}

export interface Person {
  readonly id: number;
  readonly row: Row<'sys_user'>;
  readonly seats: Seat[];
  /** 1 = average; multiplies how much comes in and how often it is won. */
  readonly ability: number;
  /** Share of a full seller: heads sell little or nothing. */
  readonly selling: number;
}

export interface People {
  readonly all: readonly Person[];
  readonly byId: ReadonlyMap<number, Person>;
  /** A seller at work on that day in that market (a city, or the name of a unit without one). */
  pickSeller(random: Random, market: string, day: number, not?: Person): Person | null;
  /** Selling strength of a market on a day. */
  strength(market: string, day: number): number;
}

export function seatOn(person: Person, day: number): Seat {
  let found = person.seats[0];
  for (const seat of person.seats) if (seat.from <= day) found = seat;
  if (found === undefined) throw new Error('a person without a seat');
  return found;
}

export function isAtWork(person: Person, day: number): boolean {
  return person.row.hire_date <= day && (person.row.quit_date === null || day <= person.row.quit_date);
}

/** Who is new sells less in the first half year. */
function sellingStrength(person: Person, day: number): number {
  if (!isAtWork(person, day)) return 0;
  const days = day - person.row.hire_date;
  return person.selling * person.ability * Math.min(1, 0.35 + days / 270);
}

function nextWorkingDay(day: number): number {
  while (!isWorkingDay(day)) day++;
  return day;
}

export function buildPeople(world: World, org: Org): People {
  const random = world.random('people');
  const all: Person[] = [];
  const logins = new Map<string, number>();

  function hire(unit: Unit, isHead: boolean, hireDay: number, quitDay: number | null): Person {
    const english = isEnglishSpeaking(unit.market) || random.chance(0.03);
    const id = world.nextId('user');
    const name = personName(random, english);
    const base = english ? name.toLowerCase().replaceAll(' ', '.') : `u${id}`;
    const seen = logins.get(base) ?? 0;
    logins.set(base, seen + 1);
    const login = seen === 0 ? base : `${base}${seen + 1}`;
    const person: Person = {
      id,
      ability: Math.min(2.6, Math.max(0.35, random.lognormal(1, 0.42))),
      selling: !isHead ? 1 : unit.plan.kind === 'T' ? 0.55 : unit.plan.kind === 'D' ? 0.25 : 0,
      seats: [{ unit, from: hireDay, until: null, isHead }],
      row: {
        id,
        login_name: login,
        real_name: name,
        mobile: mobileNumber(random, id),
        email: `${login}@qiyuan.example`,
        role_code: isHead ? 'HEAD' : unit.name === '战略客户部' ? 'KA' : 'REP',
        avatar_url: null,
        hire_date: hireDay,
        quit_date: quitDay,
        gps_consent: random.chance(0.95),
        updated_at: 0,
      },
    };
    all.push(person);
    return person;
  }

  /** One chair in a unit over the years: who sat on it left now and then, and was replaced. */
  function fillChair(unit: Unit, isHead: boolean): void {
    const { firstDay, today } = world;
    const joinedLater = !isHead && random.chance(0.2);
    let day = nextWorkingDay(
      joinedLater
        ? firstDay + random.int(today - firstDay - 10)
        : firstDay - 30 - random.int(isHead ? 2600 : 1500),
    );
    if (unit.plan.closed === 'office') day = firstDay - 200 - random.int(900);
    for (;;) {
      const leaves = !isHead && unit.plan.closed === undefined && random.chance(joinedLater ? 0.1 : 0.19);
      const earliest = Math.max(firstDay + 20, day + 60);
      if (!leaves || earliest >= today - 5) {
        hire(unit, isHead, day, null);
        return;
      }
      const quit = earliest + random.int(today - 4 - earliest);
      hire(unit, isHead, day, quit);
      day = nextWorkingDay(quit + 5 + random.int(45));
      if (day >= today) return;
    }
  }

  for (const unit of org.units) {
    if (unit.plan.closed === 'split') continue;
    fillChair(unit, true);
    for (let i = 0; i < unit.plan.reps * world.size.heads; i++) fillChair(unit, false);
  }
  for (const person of all) moveWithTheUnits(world, org, person);
  transfers(world, org, random, all);
  writePeople(world, random, all);
  return findSellers(all);
}

/** A split takes people out of the old team; a closed office sends some to another city, the others leave. */
function moveWithTheUnits(world: World, org: Org, person: Person): void {
  const seat = person.seats[0];
  if (seat === undefined) return;
  const { splitFrom, closed } = seat.unit.plan;
  if (splitFrom !== undefined && seat.from < world.splitOn) {
    person.seats[0] = { ...seat, unit: org.named(splitFrom), until: world.splitOn };
    if (person.row.quit_date === null || person.row.quit_date >= world.splitOn) {
      person.seats.push({ unit: seat.unit, from: world.splitOn, until: null, isHead: seat.isHead });
    } else person.seats[0] = { ...seat, unit: org.named(splitFrom), until: null };
  }
  if (closed === 'office') {
    if (person.id % 2 === 0 || seat.isHead) {
      person.row.quit_date = world.officeClosedOn - 1;
    } else {
      const refuge = org.units.find((unit) => unit.market === '北京' && unit.plan.reps > 0) ?? org.root;
      person.seats[0] = { ...seat, until: world.officeClosedOn };
      person.seats.push({ unit: refuge, from: world.officeClosedOn, until: null, isHead: false });
    }
  }
}

/** One seller in twelve changes to another unit once, mostly inside the region. */
function transfers(world: World, org: Org, random: Random, all: readonly Person[]): void {
  for (const person of all) {
    const seat = person.seats[0];
    if (seat === undefined || person.seats.length > 1 || seat.isHead || !random.chance(0.085)) continue;
    const earliest = Math.max(world.firstDay + 40, seat.from + 90);
    const latest = Math.min(world.today - 3, person.row.quit_date ?? world.today) - 20;
    if (latest <= earliest) continue;
    const day = nextWorkingDay(earliest + random.int(latest - earliest));
    const choices = org.units.filter(
      (unit) =>
        unit.plan.reps > 0 && unit !== seat.unit && isOpenOn(unit, day) && unit.plan.closed === undefined &&
        isEnglishSpeaking(unit.market) === isEnglishSpeaking(seat.unit.market),
    ); // prettier-ignore
    const near = choices.filter((unit) => unit.region === seat.unit.region);
    if (choices.length === 0) continue;
    const unit = random.pick(near.length > 0 && random.chance(0.75) ? near : choices);
    seat.until = day;
    person.seats.push({ unit, from: day, until: null, isHead: false });
  }
}

function writePeople(world: World, random: Random, all: readonly Person[]): void {
  for (const person of all) {
    const changes = [
      person.row.hire_date,
      ...person.seats.map((seat) => seat.from),
      person.row.quit_date ?? 0,
    ];
    person.row.updated_at = Math.min(world.now, instantAt(Math.max(...changes), 560));
    world.data.sys_user.push(person.row);
    person.seats.forEach((seat, index) => {
      world.data.sys_user_dept_history.push({
        id: world.nextId('seat'),
        user_id: person.id,
        dept_id: seat.unit.id,
        is_primary: true,
        is_head: seat.isHead,
        post_code: seat.isHead ? `HEAD_${seat.unit.plan.kind}` : random.chance(0.25) ? 'SENIOR' : 'SALES',
        // a seat taken on joining begins with the hiring
        eff_date: index === 0 ? person.row.hire_date : seat.from,
        exp_date: seat.until,
        updated_at: Math.min(world.now, instantAt(seat.until ?? seat.from, 545)),
      });
    });
  }
}

function findSellers(all: readonly Person[]): People {
  const byMarket = new Map<string, Person[]>();
  for (const person of all) {
    for (const market of new Set(person.seats.map((seat) => seat.unit.market))) {
      byMarket.set(market, [...(byMarket.get(market) ?? []), person]);
    }
  }
  const cache = new Map<string, { person: Person; until: number }[]>();
  function candidates(market: string, day: number): { person: Person; until: number }[] {
    const key = `${market}/${day}`;
    let known = cache.get(key);
    if (known === undefined) {
      known = [];
      let total = 0;
      for (const person of byMarket.get(market) ?? []) {
        if (seatOn(person, day).unit.market !== market) continue;
        const strength = sellingStrength(person, day);
        if (strength > 0) known.push({ person, until: (total += strength) });
      }
      cache.set(key, known);
    }
    return known;
  }
  return {
    all,
    byId: new Map(all.map((person) => [person.id, person])),
    strength: (market, day) => candidates(market, day).at(-1)?.until ?? 0,
    pickSeller(random, market, day, not) {
      const list = candidates(market, day);
      const total = list.at(-1)?.until ?? 0;
      for (let attempt = 0; attempt < 6; attempt++) {
        const mark = random.next() * total;
        const found = list.find((one) => one.until > mark)?.person;
        if (found !== undefined && found !== not) return found;
      }
      return null;
    },
  };
}

/** Working days somebody was there in a span, for targets. */
export function presence(person: Person, from: number, until: number): number {
  const start = Math.max(from, person.row.hire_date);
  const end = Math.min(until, (person.row.quit_date ?? until) + 1);
  return end <= start ? 0 : workingDaysBetween(start, end) / Math.max(1, workingDaysBetween(from, until));
}
