import type { Account } from './accounts.ts';
import { dayOf, instantAt, isWorkingDay } from './china-time.ts';
import type { Deal } from './deal.ts';
import type { Lead } from './leads.ts';
import { round6 } from './markets.ts';
import { mobileNumber } from './names.ts';
import { isAtWork, seatOn, type People, type Person } from './people.ts';
import { CITIES, UNSERVED_CITIES } from './places.ts';
import type { Row } from './tables.ts';
import type { World } from './world.ts';

const MINUTE = 60_000;
const DAY = 86_400_000;

/** Leads from another city than the one in which whoever got them sells: every 80th that was assigned. */
export function plantCrossRegionLeads(world: World, leads: readonly Lead[]): void {
  const random = world.random('far leads');
  const isCity = (market: string): boolean => CITIES.some((one) => one.city === market);
  const local = leads.filter((one) => one.row.owner_id !== null && isCity(one.market));
  for (const lead of local.filter((_, index) => index % 80 === 7)) {
    const others = CITIES.filter((one) => one.city !== lead.market && !UNSERVED_CITIES.includes(one.city));
    const there = random.pick(others);
    lead.row.address = `${there.province}${there.city}${random.pick(there.districts)[0]}`;
  }
}

/** A company entered again next door, under its name without place and legal form; neither code nor phone tell. */
export function plantNamesakes(world: World, accounts: Account[]): void {
  const companies = accounts.filter(
    ({ row }) =>
      row.acc_type === 1 && row.lat !== null && row.owner_id !== null && row.acc_name.endsWith('有限公司'),
  );
  for (const base of companies.filter((_, index) => index % 400 === 11)) {
    const at = base.row.create_time + 30 * DAY;
    if (at > world.now) continue;
    const id = world.nextId('account');
    const city = CITIES.find((one) => base.row.acc_name.startsWith(one.city))?.city ?? '';
    const row = {
      ...base.row,
      id,
      acc_name: base.row.acc_name.slice(city.length).replace(/(股份)?有限公司$/, ''),
      // forty metres further north
      lat: round6((base.row.lat ?? 0) + 40 / 111_320),
      mobile: mobileNumber(world.random(`namesake ${id}`), 40_000_000 + id),
      credit_code: null,
      create_time: at,
      updated_at: at,
    };
    accounts.push({ ...base, row, lead: null, boughtAt: null });
    world.data.account.push(row);
  }
}

/** Deals won whose close date somebody moved back by a week or so afterwards. */
export function plantBackdatedCloses(world: World, deals: readonly Deal[]): void {
  const won = deals.filter(
    ({ row }) =>
      row.stage_code === 'WON' && row.close_time !== null && row.close_time - row.create_time > 20 * DAY,
  );
  for (const { row } of won.filter((_, index) => index % 200 === 9)) {
    row.close_time = (row.close_time ?? 0) - (5 + (row.id % 8)) * DAY;
  }
}

/** Every third customer won in the last eight months is on probation: 90 days, by what the deal was worth. */
export function plantProbations(world: World, deals: readonly Deal[]): void {
  const seen = new Set<number>();
  for (const { row, closer, account } of deals) {
    if (row.stage_code !== 'WON' || row.close_time === null || closer === null) continue;
    if (row.close_time < world.now - 240 * DAY || account.row.id % 3 !== 0 || seen.has(account.row.id))
      continue;
    seen.add(account.row.id);
    const start = dayOf(row.close_time);
    world.data.probation.push({
      id: world.nextId('probation'),
      account_id: account.row.id,
      user_id: closer.id,
      start_date: start,
      end_date: start + 89,
      goal_amt: Math.round(row.amount ?? 0),
      updated_at: row.close_time,
    });
  }
}

/** Sellers who order for themselves, and online buyers who share a phone or a device with strangers. */
export function plantOddOrders(world: World, people: People): void {
  const online = world.data.so_order.filter(
    (one) => one.order_status === 2 && one.channel_code === 'MINI' && !one.is_deleted,
  );
  const sellers = people.all.filter((one) => one.row.mobile !== null && one.row.quit_date === null);
  const [tenth, step] = world.scale === 'tiny' ? [3, 5] : [150, 37];
  for (const [index, order] of online.filter((_, nth) => nth % tenth === 1).entries()) {
    order.mobile = sellers[(index * 11) % sellers.length]?.row.mobile ?? order.mobile;
  }
  const rest = online.filter((_, nth) => nth % tenth > 1);
  for (const order of rest.slice(step, step + 4)) order.mobile = '13700007777';
  for (const order of rest.slice(2 * step, 2 * step + 5)) order.device_id = 'emulator-5554';
}

/**
 * Five people whose visits do not hold: one enters a dozen within ten minutes, one sends them all from one spot, one
 * is in two places at once, and two share a phone.
 */
export function plantOddVisits(world: World, people: People, accounts: readonly Account[]): void {
  const settled = people.all.filter(
    (one) => one.selling > 0 && one.row.hire_date < world.today - 120 && one.row.quit_date === null,
  );
  const known = (person: Person): Account[] =>
    accounts.filter(
      ({ row, market }) => row.lat !== null && market === seatOn(person, world.today).unit.market,
    );
  const busy = settled.filter((one) => known(one).length >= 12);
  const [batcher, sitter, runner, lender, borrower] = busy;
  let day = world.today - 25;
  while (!isWorkingDay(day)) day++;
  const visit = (person: Person, account: Account, at: number, entered: number): Row<'biz_followup'> => {
    const row: Row<'biz_followup'> = {
      id: world.nextId('followup'),
      follow_type: 2,
      user_id: person.id,
      follow_time: at,
      duration_s: 1800,
      result_code: 4,
      account_id: account.row.id,
      lead_id: null,
      opportunity_id: null,
      lat: account.row.lat,
      lng: account.row.lng,
      loc_source: 'gps',
      device_id: `phone-${person.id}`,
      note: '上门拜访',
      create_time: entered,
      is_deleted: false,
      updated_at: entered,
    };
    world.data.biz_followup.push(row);
    return row;
  };
  if (batcher !== undefined) {
    for (const [nth, account] of known(batcher).slice(0, 12).entries()) {
      const row = visit(batcher, account, instantAt(day - nth, 600), instantAt(day + 1, 1090) + nth * 40_000);
      [row.lat, row.lng, row.loc_source, row.device_id] = [null, null, null, null];
    }
  }
  if (sitter !== undefined) {
    const [first, ...others] = known(sitter).slice(0, 6);
    for (const [nth, account] of others.entries()) {
      const row = visit(sitter, account, instantAt(day, 560 + nth * 90), instantAt(day, 565 + nth * 90));
      // a tea house, two kilometres from the first customer
      [row.lat, row.lng] = [round6((first?.row.lat ?? 0) + 0.018), round6(first?.row.lng ?? 0)];
    }
  }
  if (runner !== undefined) {
    const [here, there] = known(runner);
    if (here !== undefined && there !== undefined) {
      visit(runner, here, instantAt(day, 600), instantAt(day, 610));
      const row = visit(runner, there, instantAt(day, 615), instantAt(day, 625));
      // fifteen minutes later ninety kilometres away
      row.lat = round6((here.row.lat ?? 0) + 0.81);
    }
  }
  if (lender !== undefined && borrower !== undefined && isAtWork(borrower, day)) {
    for (const [nth, account] of known(borrower).slice(0, 3).entries()) {
      const at = instantAt(day + nth, 640);
      visit(borrower, account, at, at + 5 * MINUTE).device_id = `phone-${lender.id}`;
    }
    const [account] = known(lender);
    if (account !== undefined) visit(lender, account, instantAt(day, 900), instantAt(day, 905));
  }
}
