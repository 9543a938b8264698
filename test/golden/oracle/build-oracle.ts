import { buildActivities } from './activities.ts';
import { loadDays, type Holidays } from './calendar.ts';
import { buildFunnel } from './funnel.ts';
import { buildLeads } from './leads.ts';
import { mergeCustomers } from './merge-customers.ts';
import { MONEY_MACROS } from './money.ts';
import { literal, type OracleDb } from './oracle-db.ts';
import { buildOrgPaths } from './org-paths.ts';
import { buildSales } from './sales.ts';
import { buildTargets } from './targets.ts';

/** What the configuration under test says, and the instant published. */
export interface OracleSetting {
  readonly timezone: string;
  readonly currency: string;
  readonly holidays: Holidays;
  /** `YYYY-MM-DD HH:MM:SS`, UTC. */
  readonly asOf: string;
  /** Days to lay out, wide enough for every event and period. */
  readonly from: string;
  readonly to: string;
}

export async function writeSetting(db: OracleDb, setting: OracleSetting): Promise<void> {
  await db.run(`
delete from o.setting;
insert into o.setting select ${literal(setting.timezone)},
  (timestamp ${literal(setting.asOf)} at time zone 'UTC' at time zone ${literal(setting.timezone)})::date,
  timestamp ${literal(setting.asOf)}, ${literal(setting.currency)}`);
  await loadDays(db, setting.from, setting.to, setting.holidays);
}

/** From what the source says (`o.*` base tables) to one event table per view. */
export async function buildOracle(db: OracleDb): Promise<void> {
  await db.run(MONEY_MACROS);
  await buildOrgPaths(db);
  await mergeCustomers(db);
  await buildTerritoryUnits(db);
  await buildSales(db);
  await buildLeads(db);
  await buildFunnel(db);
  await buildActivities(db);
  await buildTargets(db);
}

/** Reading: the territory of today that holds the customer's place, the district's before the whole city's. */
async function buildTerritoryUnits(db: OracleDb): Promise<void> {
  await db.run(`
create or replace table o.territory_unit as
select customer, unit from (
  select c.customer, t.unit, row_number() over (partition by c.customer
    order by t.district is null, t.city is null, t.unit) as nth
  from o.customer c join o.territory t on (t.province is null or t.province = c.province)
    and (t.city is null or t.city = c.city) and (t.district is null or t.district = c.district)
  where coalesce(t.valid_from, date '0001-01-01') <= (select today from o.setting)
    and coalesce(t.valid_to, date '9999-12-31') > (select today from o.setting)) where nth = 1`);
}
