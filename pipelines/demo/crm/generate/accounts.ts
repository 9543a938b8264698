import { createHash } from 'node:crypto';

import { dayOf, instantAt } from './china-time.ts';
import { GRADES, INDUSTRIES, SCALES_OF_COMPANY, SOURCES } from './dictionaries.ts';
import type { Lead } from './leads.ts';
import type { Market, Markets, Spot } from './markets.ts';
import {
  companyName,
  creditCode,
  isEnglishSpeaking,
  mobileNumber,
  personName,
  streetAddress,
} from './names.ts';
import { seatOn, type People, type Person } from './people.ts';
import type { Random } from './random.ts';
import type { Row } from './tables.ts';
import { spreadOverHistory, type World } from './world.ts';

export interface Account {
  readonly row: Row<'account'>;
  readonly market: string;
  /** 0 (a shop) to 4 (a group): scales what it spends. */
  readonly sizeRank: number;
  readonly lead: Lead | null;
  /** When its first deal was won. */
  boughtAt: number | null;
}

/** How much bigger a deal is with a company of each size. */
export const SIZE_FACTOR = [0.55, 0.9, 1.6, 3, 6];

interface Birth {
  readonly at: number;
  readonly lead: Lead | null;
}

/**
 * Customers: those that came from leads (when the lead was converted) and those that somebody entered by hand,
 * a third of them before history begins.
 */
export function buildAccounts(
  world: World,
  markets: Markets,
  people: People,
  leads: readonly Lead[],
): Account[] {
  const random = world.random('accounts');
  const births: Birth[] = [];
  for (const lead of leads)
    if (lead.won !== null && (dayOf(lead.won.at) < world.firstDay + 60 || !random.chance(0.06)))
      births.push({ at: lead.won.at, lead });
  const others = Math.max(0, world.size.accounts - births.length);
  const before = Math.round(others * 0.36);
  for (let i = 0; i < before; i++) {
    births.push({
      at: instantAt(world.firstDay - 1 - random.int(700), random.between(540, 1080)),
      lead: null,
    });
  }
  for (const at of spreadOverHistory(world, random, others - before)) births.push({ at, lead: null });
  births.sort((a, b) => a.at - b.at);
  return births.map((birth) => {
    const account = newAccount(world, random, markets, people, birth);
    world.data.account.push(account.row);
    identify(world, account.row);
    return account;
  });
}

/** Key account managers look after groups; private buyers are shopkeepers and freelancers. */
function sizeFor(random: Random, market: string): number {
  if (market === '战略客户部') return random.chance(0.65) ? 4 : 3;
  return SCALES_OF_COMPANY.indexOf(random.weighted(SCALES_OF_COMPANY, (one) => one[3]));
}

const STAFF = [9, 45, 210, 900, 3600];

function newAccount(world: World, random: Random, markets: Markets, people: People, birth: Birth): Account {
  const { lead, at } = birth;
  const day = Math.max(dayOf(at), world.firstDay);
  const market: Market | undefined = lead === null ? markets.pick(random, day) : undefined;
  const marketName = lead?.market ?? market?.name ?? '';
  const owner: Person | null = lead?.won?.by ?? people.pickSeller(random, marketName, day);
  const spot: Spot = markets.spot(
    random,
    marketName,
    owner === null ? null : seatOn(owner, day).unit.district,
  );
  const isCompany = lead === null ? random.chance(0.86) : lead.row.company_name !== null;
  const industry = lead?.industry ?? random.weighted(INDUSTRIES, (one) => one[3])[0];
  const sizeRank = isCompany ? sizeFor(random, marketName) : 0;
  const scale = SCALES_OF_COMPANY[sizeRank];
  const id = world.nextId('account');
  const unserved = lead === null && random.chance(0.012) ? markets.unserved(random) : null;
  const isUnowned = unserved !== null || (lead === null && random.chance(0.07));
  const pool = isUnowned && unserved === null ? poolUnit(markets, marketName) : null;
  const place = unserved === null ? spot : markets.spot(random, unserved, null);
  return {
    market: marketName,
    sizeRank,
    lead,
    boughtAt: null,
    row: {
      id,
      acc_name: isCompany
        ? (lead?.row.company_name ?? companyName(random, place.city.city, industry))
        : (lead?.row.contact_name ?? personName(random, isEnglishSpeaking(place.city.city))),
      acc_type: isCompany ? 1 : 2,
      industry_code: isCompany ? industry : null,
      scale_code: isCompany ? (scale?.[0] ?? null) : null,
      staff_num: isCompany ? Math.max(2, Math.round(random.lognormal(STAFF[sizeRank] ?? 9, 0.4))) : null,
      region_id: place.regionId,
      address: `${place.city.city}${place.district}${streetAddress(random)}`,
      // a tenth was never pinned on the map
      lat: random.chance(0.1) ? null : place.lat,
      lng: place.lng,
      mobile: lead?.row.mobile ?? mobileNumber(random, 40_000_000 + id),
      credit_code: isCompany && random.chance(0.8) ? creditCode(random, id) : null,
      grade_code: random.weighted(GRADES, (one) => one[3] * (one[0] === 'A' ? 1 + sizeRank : 1))[0],
      source_code: lead?.row.source_code ?? random.weighted(SOURCES, (one) => (one[0] === 'REFER' || one[0] === 'COLD' ? 40 : one[3]))[0], // prettier-ignore
      campaign_id: lead?.row.campaign_id ?? null,
      owner_id: isUnowned ? null : (owner?.id ?? null),
      pool_dept_id: pool,
      audit_code: null,
      audit_time: null,
      create_time: at,
      is_deleted: false,
      updated_at: at,
    },
  };
}

function poolUnit(markets: Markets, name: string): number | null {
  return markets.all.find((market) => market.name === name)?.poolUnitId ?? null;
}

/** The same number or code always gives the same digest, which is all that a comparison needs. */
export function digest(value: string): string {
  return createHash('sha256').update(value).digest('hex').slice(0, 32);
}

export function addIdentity(world: World, account: number, type: 1 | 2 | 3, value: string, at: number): void {
  world.data.account_identity.push({
    id: world.nextId('identity'),
    account_id: account,
    id_type: type,
    id_hash: digest(value),
    src_system: type === 3 ? 'wechat' : 'crm',
    is_valid: true,
    updated_at: at,
  });
}

function identify(world: World, row: Row<'account'>): void {
  if (row.lat === null) row.lng = null;
  if (row.credit_code !== null) addIdentity(world, row.id, 1, row.credit_code, row.updated_at);
  if (row.mobile !== null) addIdentity(world, row.id, 2, row.mobile, row.updated_at);
  if (row.acc_type === 2) addIdentity(world, row.id, 3, `wx${row.id}`, row.updated_at);
}
