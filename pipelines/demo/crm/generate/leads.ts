import type { Catalogue } from './catalogue.ts';
import { dayOf } from './china-time.ts';
import { INDUSTRIES, LEAD_INVALID, SOURCES } from './dictionaries.ts';
import type { Market, Markets, Spot } from './markets.ts';
import { companyName, isEnglishSpeaking, mobileNumber, personName } from './names.ts';
import { isAtWork, seatOn, type People, type Person } from './people.ts';
import type { Random } from './random.ts';
import { logChange, logPool } from './record.ts';
import type { Row } from './tables.ts';
import { spreadOverHistory, toOfficeTime, type World } from './world.ts';

const HOUR = 3_600_000;
const DAY = 24 * HOUR;

export interface Lead {
  readonly row: Row<'biz_lead'>;
  readonly market: string;
  /** The department whose public pool it falls into. */
  readonly poolUnitId: number | null;
  readonly spot: Spot;
  readonly industry: string;
  /** First time its owner reached it, null while never. */
  firstContact: number | null;
  /** Who made the first contact. */
  contactedBy: Person | null;
  /** Set when it became an opportunity. */
  won: { at: number; by: Person } | null;
}

/** Cities where nobody clears the public pool: a story of the README. */
const NEGLECTED_POOLS: ReadonlySet<string> = new Set(['成都']);

export function buildLeads(world: World, catalogue: Catalogue, markets: Markets, people: People): Lead[] {
  const random = world.random('leads');
  const leads: Lead[] = [];
  for (const created of spreadOverHistory(world, random, world.size.leads)) {
    const day = dayOf(created);
    const market = markets.pick(random, day);
    const source = random.weighted(SOURCES, (one) => one[3]);
    const lead = newLead(world, random, catalogue, markets, market, source[0], created);
    if (random.chance(0.012)) leaveUnowned(lead, random, markets);
    else assign(world, random, people, market, lead);
    if (lead.row.owner_id !== null) live(world, random, people, lead, source[4]);
    if (lead.row.lead_status === 93 && leads.length > 0) copyContact(lead, leads, random);
    leads.push(lead);
    world.data.biz_lead.push(lead.row);
  }
  return leads;
}

function newLead(
  world: World,
  random: Random,
  catalogue: Catalogue,
  markets: Markets,
  market: Market,
  source: string,
  created: number,
): Lead {
  const id = world.nextId('lead');
  const spot = markets.spot(random, market.name, null);
  const industry = random.weighted(INDUSTRIES, (one) => one[3])[0];
  const isCompany = random.chance(0.84);
  return {
    market: market.name,
    poolUnitId: market.poolUnitId,
    spot,
    industry,
    firstContact: null,
    contactedBy: null,
    won: null,
    row: {
      id,
      contact_name: personName(random, isEnglishSpeaking(spot.city.city)),
      company_name: isCompany ? companyName(random, spot.city.city, industry) : null,
      mobile: mobileNumber(random, 20_000_000 + id),
      address: `${spot.city.province}${spot.city.city}${spot.district}`,
      source_code: source,
      campaign_id: catalogue.campaignFor(random, source, dayOf(created)),
      lead_status: 10,
      invalid_code: null,
      score: null,
      owner_id: null,
      pool_dept_id: null,
      account_id: null,
      opportunity_id: null,
      convert_time: null,
      create_time: created,
      is_deleted: random.chance(0.003),
      updated_at: created,
    },
  };
}

/** Nobody's lead: no owner, no pool. Some come from cities that no territory covers. */
function leaveUnowned(lead: Lead, random: Random, markets: Markets): void {
  if (random.chance(0.5)) lead.row.address = markets.unserved(random);
}

function assign(world: World, random: Random, people: People, market: Market, lead: Lead): void {
  const { row } = lead;
  const record = { type: 'L', id: row.id } as const;
  const isNeglected = NEGLECTED_POOLS.has(market.name);
  const bornInPool = random.chance(isNeglected ? 0.42 : 0.17);
  if (!bornInPool) {
    const owner = people.pickSeller(random, market.name, dayOf(row.create_time));
    if (owner === null) return;
    row.owner_id = owner.id;
    const way = random.chance(0.75) ? 'round_robin' : 'manual';
    logPool(world, record, 'ASSIGN', row.create_time, null, owner.id, { way, atCreation: true });
    return;
  }
  row.pool_dept_id = market.poolUnitId;
  const claimed = toOfficeTime(random, row.create_time + HOUR * random.lognormal(9, 1.2));
  const stays = random.chance(isNeglected ? 0.8 : 0.14);
  if (stays || claimed > world.now) return;
  const owner = people.pickSeller(random, market.name, dayOf(claimed));
  if (owner === null) return;
  row.owner_id = owner.id;
  row.pool_dept_id = null;
  row.updated_at = claimed;
  logPool(world, record, 'CLAIM', claimed, null, owner.id, { way: 'self' });
}

/** From the owner's first call to conversion, or to the public pool again. */
function live(world: World, random: Random, people: People, lead: Lead, quality: number): void {
  const { row } = lead;
  const owner = people.byId.get(row.owner_id ?? 0);
  if (owner === undefined) return;
  row.score = Math.round(Math.min(98, Math.max(5, 38 + quality * 16 + random.normal() * 15)));
  const slow = seatOn(owner, dayOf(row.updated_at)).unit.market === '天津' ? 9 : 2.4;
  let at = toOfficeTime(random, row.updated_at + HOUR * random.lognormal(slow, 1.15));
  const isIgnored = random.chance(0.065) || !isAtWork(owner, dayOf(at));
  if (isIgnored || at > world.now) {
    return isIgnored ? dropOrRelease(world, random, people, lead, owner) : undefined;
  }
  lead.firstContact = at;
  lead.contactedBy = owner;

  const step = (status: number): boolean => {
    if (at > world.now || !isAtWork(owner, dayOf(at))) return false;
    logChange(world, { type: 'L', id: row.id, field: 'status', at }, row.lead_status, status);
    row.lead_status = status;
    row.updated_at = at;
    return true;
  };
  if (random.chance(Math.min(0.42, Math.max(0.03, 0.15 / quality)))) {
    if (step(92)) row.invalid_code = random.weighted(LEAD_INVALID, (one) => one[3])[0];
    return;
  }
  if (random.chance(0.035)) return void step(93);
  step(20);
  const converts = random.chance(Math.min(0.6, 0.205 * quality * Math.sqrt(owner.ability)));
  const warms = converts || random.chance(0.2);
  at = toOfficeTime(random, at + DAY * random.lognormal(1.6, 0.9));
  if (!warms) {
    if (random.chance(0.55)) step(91);
    else dropOrRelease(world, random, people, lead, owner);
    return;
  }
  if (!step(30)) return;
  at = toOfficeTime(random, at + DAY * random.lognormal(3.2, 0.9));
  if (converts && step(40)) {
    row.convert_time = at;
    lead.won = { at, by: owner };
  }
}

/** Nobody followed up: after the holding period the system takes the lead away; a colleague may claim it. */
function dropOrRelease(world: World, random: Random, people: People, lead: Lead, owner: Person): void {
  const { row } = lead;
  const record = { type: 'L', id: row.id } as const;
  const held = random.chance(0.7);
  const at = row.updated_at + DAY * (held ? 15 : random.between(3, 14));
  if (at > world.now || lead.poolUnitId === null || random.chance(0.35)) return;
  logPool(world, record, held ? 'DROP' : 'RELEASE', at, owner.id, null, {
    reason: held ? '超期未跟进' : '主动退回',
  });
  row.owner_id = null;
  row.pool_dept_id = lead.poolUnitId;
  row.updated_at = at;
  const claimed = toOfficeTime(random, at + DAY * random.lognormal(4, 1));
  const next = people.pickSeller(random, lead.market, dayOf(claimed), owner);
  const stays = random.chance(NEGLECTED_POOLS.has(lead.market) ? 0.9 : 0.35);
  if (stays || claimed > world.now || next === null) return;
  logPool(world, record, 'CLAIM', claimed, null, next.id, { way: 'self' });
  row.owner_id = next.id;
  row.pool_dept_id = null;
  row.updated_at = claimed;
  if (row.id % 4 === 0) winAfterDrop(world, lead, next, claimed);
}

/** What one let lie another picks up: a quarter of the leads that were claimed again become opportunities. */
function winAfterDrop(world: World, lead: Lead, by: Person, claimed: number): void {
  const { row } = lead;
  const [called, warmed, converted] = [claimed + 2 * HOUR, claimed + DAY, claimed + 3 * DAY];
  if (converted > world.now || !isAtWork(by, dayOf(converted))) return;
  for (const [status, at] of [
    [20, called],
    [30, warmed],
    [40, converted],
  ] as const) {
    if (row.lead_status === status) continue;
    logChange(world, { type: 'L', id: row.id, field: 'status', at }, row.lead_status, status);
    row.lead_status = status;
  }
  row.updated_at = converted;
  row.convert_time = converted;
  lead.firstContact = called;
  lead.contactedBy = by;
  lead.won = { at: converted, by };
}

/** A duplicate repeats the phone and company of an earlier lead. */
function copyContact(lead: Lead, leads: readonly Lead[], random: Random): void {
  const earlier = random.pick(leads.slice(-400));
  lead.row.mobile = earlier.row.mobile;
  lead.row.company_name = earlier.row.company_name;
  lead.row.contact_name = earlier.row.contact_name;
}
