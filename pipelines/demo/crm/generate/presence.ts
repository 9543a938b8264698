import { instantAt, isWorkingDay, monthStart } from './china-time.ts';
import { isAtWork, seatOn, type People, type Person } from './people.ts';
import type { Random } from './random.ts';
import type { World } from './world.ts';

/** The attendance machines were connected six months ago, the chat application two. */
const MONTHS_OF_ATTENDANCE = 6;
const MONTHS_OF_CHAT = 2;

const AT_WORK = 1;
const ON_LEAVE = 2;
const DAY_OFF = 3;
const ABSENT = 4;

/** Stories of the README: a city where leave is taken more often, one that lives in its moments. */
const CITY_ON_LEAVE = '重庆';
const CITY_OF_MOMENTS = '广州';

/** Who was there on which day, and what the chat application counted. */
export function buildPresence(world: World, people: People): void {
  const random = world.random('presence');
  const from = monthStart(world.today, -MONTHS_OF_ATTENDANCE);
  const chatFrom = monthStart(world.today, -MONTHS_OF_CHAT);
  for (const person of people.all) {
    let friends = Math.round(random.lognormal(260, 0.5));
    for (let day = from; day <= world.today; day++) {
      if (!isAtWork(person, day)) continue;
      const isThere = attend(world, random, person, day);
      if (day < chatFrom || person.selling === 0 || !isThere) continue;
      friends = Math.max(0, friends + random.poisson(0.7) - (random.chance(0.04) ? 1 : 0));
      chat(world, random, person, day, friends);
    }
  }
}

/** Answers whether the person worked on the day. */
function attend(world: World, random: Random, person: Person, day: number): boolean {
  const draw = random.next();
  const leave = seatOn(person, day).unit.market === CITY_ON_LEAVE ? 0.13 : 0.03;
  const status = !isWorkingDay(day)
    ? draw < 0.04
      ? AT_WORK
      : null
    : draw < leave
      ? ON_LEAVE
      : draw < leave + 0.008
        ? DAY_OFF
        : draw < leave + 0.018
          ? ABSENT
          : AT_WORK;
  // on a day off without a row nobody was expected
  if (status === null) return false;
  const cameAt = instantAt(day, 515 + random.next() * 40);
  const leftAt = instantAt(day, 1080 + random.next() * 90);
  if (cameAt > world.now) return false;
  const isDone = status === AT_WORK && leftAt <= world.now;
  world.data.att_day.push({
    user_id: person.id,
    att_date: day,
    att_status: status,
    clock_in: status === AT_WORK ? cameAt : null,
    clock_out: isDone ? leftAt : null,
    updated_at: isDone ? leftAt : cameAt,
  });
  return status === AT_WORK;
}

/** Counted in the night after. */
function chat(world: World, random: Random, person: Person, day: number, friends: number): void {
  const countedAt = instantAt(day + 1, 95);
  if (countedAt > world.now) return;
  const posts = seatOn(person, day).unit.market === CITY_OF_MOMENTS ? 1.1 : 0.25;
  world.data.wx_stat_day.push({
    user_id: person.id,
    stat_date: day,
    friend_total: friends,
    msg_cnt: Math.round(random.lognormal(32 * person.ability, 0.6)),
    moment_cnt: random.poisson(posts),
    updated_at: countedAt,
  });
}
