import type { Account } from './accounts.ts';
import { dayOf } from './china-time.ts';
import type { Deal } from './deal.ts';
import type { Lead } from './leads.ts';
import { round6 } from './markets.ts';
import { isAtWork, seatOn, type People, type Person } from './people.ts';
import type { Random } from './random.ts';
import type { Row } from './tables.ts';
import { toOfficeTime, type World } from './world.ts';

const DAY = 86_400_000;
const HOUR = 3_600_000;
const CALL = 1;
const VISIT = 2;
const MEETING = 3;
const EMAIL = 4;
const MESSAGE = 5;
const FRIEND = 6;

/** A team that enters its visits days later: a story of the README. */
const LATE_TEAM = '青岛组';

interface Contact {
  readonly type: number;
  readonly at: number;
  readonly person: Person;
  readonly account: Account | null;
  readonly lead: Lead | null;
  readonly deal: Deal | null;
}

export function buildFollowups(
  world: World,
  people: People,
  leads: readonly Lead[],
  deals: readonly Deal[],
  accounts: readonly Account[],
): void {
  const random = world.random('followups');
  const contacts: Contact[] = [
    ...leads.flatMap((lead) => onLead(random, lead)),
    ...deals.flatMap((deal) => onDeal(world, random, deal)),
    ...accounts.flatMap((account) => onAccount(world, random, people, account)),
  ];
  contacts.sort((a, b) => a.at - b.at);
  const places = new Map<number, Place>();
  for (const contact of contacts) {
    if (contact.at <= world.now && isAtWork(contact.person, dayOf(contact.at)))
      write(world, random, contact, places);
  }
}

function onLead(random: Random, lead: Lead): Contact[] {
  const person = lead.contactedBy;
  if (lead.firstContact === null || person === null) return [];
  const common = { person, account: null, lead, deal: null };
  const contacts: Contact[] = [];
  // a number that did not answer is tried again later
  if (random.chance(0.12)) contacts.push({ ...common, type: CALL, at: lead.firstContact });
  const reached =
    contacts.length > 0
      ? toOfficeTime(random, lead.firstContact + random.between(2, 20) * HOUR)
      : lead.firstContact;
  contacts.push({ ...common, type: random.chance(0.86) ? CALL : MESSAGE, at: reached });
  if (lead.row.lead_status === 30 || lead.row.lead_status === 40) {
    contacts.push({
      ...common,
      type: random.chance(0.45) ? FRIEND : CALL,
      at: toOfficeTime(random, reached + DAY),
    });
  }
  return contacts;
}

function onDeal(world: World, random: Random, deal: Deal): Contact[] {
  const person = deal.closer ?? deal.owner;
  if (person === null) return [];
  const from = deal.row.create_time;
  const until = deal.row.close_time ?? world.now;
  const days = (until - from) / DAY;
  const count = random.poisson(Math.min(3.6, 0.7 + days / 22));
  const common = { person, account: deal.account, lead: null, deal };
  return Array.from({ length: count }, () => {
    const draw = random.next();
    const type =
      draw < 0.42 ? CALL : draw < 0.66 ? VISIT : draw < 0.78 ? MEETING : draw < 0.88 ? EMAIL : MESSAGE;
    return { ...common, type, at: toOfficeTime(random, from + random.next() * (until - from)) };
  });
}

/** Looking after customers between deals. */
function onAccount(world: World, random: Random, people: People, account: Account): Contact[] {
  const person = people.byId.get(account.row.owner_id ?? 0);
  if (person === undefined) return [];
  const from = Math.max(account.row.create_time, (world.firstDay + 1) * DAY);
  const months = (world.now - from) / (30 * DAY);
  const count = random.poisson(months * (account.row.grade_code === 'A' ? 0.3 : 0.09));
  return Array.from({ length: count }, () => ({
    person,
    account,
    lead: null,
    deal: null,
    type: random.chance(0.55) ? VISIT : CALL,
    at: toOfficeTime(random, from + random.next() * (world.now - from)),
  }));
}

function write(world: World, random: Random, contact: Contact, places: Map<number, Place>): void {
  const { type, person, account } = contact;
  const at = Math.floor(contact.at);
  const entered = enteredAt(world, random, contact);
  const isCall = type === CALL;
  const connected = isCall && random.chance(0.63);
  const row: Row<'biz_followup'> = {
    id: world.nextId('followup'),
    follow_type: type,
    user_id: person.id,
    follow_time: at,
    duration_s: isCall ? (connected ? Math.round(random.lognormal(150, 0.9)) : 0) : type === VISIT || type === MEETING ? 60 * Math.round(random.lognormal(45, 0.5)) : null, // prettier-ignore
    result_code: isCall ? (connected ? 1 : random.chance(0.85) ? 2 : 3) : random.chance(0.04) ? 5 : 4,
    account_id: account?.row.id ?? null,
    lead_id: contact.lead?.row.id ?? null,
    opportunity_id: contact.deal?.row.id ?? null,
    lat: null,
    lng: null,
    loc_source: null,
    device_id: null,
    note: NOTES[type] ?? null,
    create_time: entered,
    is_deleted: random.chance(0.001),
    updated_at: entered,
  };
  if (type === VISIT) {
    locate(random, row, account, person);
    keepPace(row, places);
  }
  world.data.biz_followup.push(row);
}

const NOTES: Readonly<Record<number, string>> = {
  2: '上门拜访',
  3: '方案交流',
  4: '发送资料',
  6: '添加企业微信',
};

/** Most are entered within the hour; a few days later, and most of all in one team. */
function enteredAt(world: World, random: Random, { at, person }: Contact): number {
  const isLateTeam = seatOn(person, dayOf(at)).unit.name === LATE_TEAM;
  const late = random.chance(isLateTeam ? 0.38 : 0.03);
  const delay = late ? random.between(26, 140) * HOUR : random.lognormal(0.25, 1) * HOUR;
  return Math.floor(Math.min(world.now, at + delay));
}

interface Place {
  readonly at: number;
  readonly lat: number;
  readonly lng: number;
}

/** Drawn moments may lie minutes apart across a city: then the phone had no signal, for nobody is that fast. */
function keepPace(row: Row<'biz_followup'>, places: Map<number, Place>): void {
  const { user_id: person, follow_time: at, lat, lng } = row;
  if (person === null || lat === null || lng === null) return;
  const before = places.get(person);
  if (before !== undefined) {
    const metres =
      Math.hypot(lat - before.lat, (lng - before.lng) * Math.cos((lat * Math.PI) / 180)) * 111_320;
    if (metres > 800 && metres / 1000 / Math.max((at - before.at) / HOUR, 1 / 60) > 100) {
      [row.lat, row.lng, row.loc_source, row.device_id] = [null, null, null, null];
      return;
    }
  }
  places.set(person, { at, lat, lng });
}

/** At the customer's door, without a signal, or somewhere else. */
function locate(random: Random, row: Row<'biz_followup'>, account: Account | null, person: Person): void {
  const { lat, lng } = account?.row ?? { lat: null, lng: null };
  const draw = random.next();
  if (lat === null || lng === null || draw < 0.17) return;
  const offSite = draw < 0.26 + (person.id % 37 === 0 ? 0.35 : 0);
  const metres = offSite ? random.between(1_500, 9_000) : Math.abs(random.normal()) * 130;
  const angle = random.next() * 2 * Math.PI;
  row.lat = round6(lat + (metres * Math.sin(angle)) / 111_320);
  row.lng = round6(lng + (metres * Math.cos(angle)) / (111_320 * Math.cos((lat * Math.PI) / 180)));
  row.loc_source = random.chance(0.9) ? 'gps' : 'wifi';
  row.device_id = `phone-${person.id}`;
}
