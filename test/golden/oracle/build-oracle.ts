import { buildActivities } from './activities.ts';
import { buildAfterSale } from './after-sale.ts';
import { buildDealDays } from './deal-days.ts';
import { loadDays, type Holidays } from './calendar.ts';
import { buildCustomerDays } from './customer-days.ts';
import { buildCustomerMonths } from './customer-months.ts';
import { buildCustomers } from './customers.ts';
import { buildFlow } from './flow.ts';
import { buildFunnel } from './funnel.ts';
import { buildJourney } from './journey.ts';
import { addReceivedLeads, buildLeads } from './leads.ts';
import { mergeCustomers } from './merge-customers.ts';
import { MACROS } from './macros.ts';
import { literal, type OracleDb } from './oracle-db.ts';
import { buildOrgPaths } from './org-paths.ts';
import { buildPipelineChanges } from './pipeline-changes.ts';
import { buildPool } from './pool.ts';
import { buildRisk } from './risk.ts';
import { buildPipelinePeriod } from './pipeline-period.ts';
import { buildSales, markSuspects } from './sales.ts';
import { buildTargets } from './targets.ts';
import { buildTasks } from './tasks.ts';
import { buildTouchpoints } from './touchpoints.ts';

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
  await db.run(MACROS);
  await buildOrgPaths(db);
  await mergeCustomers(db);
  await buildTerritoryUnits(db);
  await buildSales(db);
  await buildLeads(db);
  await buildFunnel(db);
  await buildActivities(db);
  await buildTargets(db);
  await buildCustomerDays(db);
  await buildCustomers(db);
  await buildCustomerMonths(db);
  await buildDealDays(db);
  await buildPipelineChanges(db);
  await buildPipelinePeriod(db);
  await buildPool(db);
  await addReceivedLeads(db);
  await buildRisk(db);
  await markSuspects(db);
  await buildFlow(db);
  await buildJourney(db);
  await buildTasks(db);
  await buildTouchpoints(db);
  await buildAfterSale(db);
}

/**
 * Reading: of the territories in force on the event's day, the one that holds the customer's place, a district's before
 * the whole city's. Laid out by customer and span, as \`o.territory_on(customer, day)\`.
 */
async function buildTerritoryUnits(db: OracleDb): Promise<void> {
  await db.run(`
create or replace table o.territory_unit as
select c.customer, t.unit, coalesce(t.valid_from, date '0001-01-01') as valid_from,
  coalesce(t.valid_to, date '9999-12-31') as valid_to, (t.district is not null)::integer + (t.city is not null)::integer as nearness
from o.customer c join o.territory t on (t.province is null or t.province = c.province)
  and (t.city is null or t.city = c.city) and (t.district is null or t.district = c.district);
create or replace macro o.territory_on(whose, on_day) as (
  select arg_max(t.unit, t.nearness) from o.territory_unit t
  where t.customer = whose and t.valid_from <= on_day and t.valid_to > on_day)`);
}
