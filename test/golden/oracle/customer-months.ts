import { buyers } from './customers.ts';
import type { Measure } from './measure.ts';
import type { OracleDb } from './oracle-db.ts';

/** Customers month by month, and cohorts of their first order (metrics.md §9). */
export async function buildCustomerMonths(db: OracleDb): Promise<void> {
  await db.run(`
create or replace table o.customer_months as
select d.*, b.quadrant as previous_quadrant, source, industry,
  o.bought(d.grp, d.month - 1, d.day) as order_count, o.spent(d.grp, d.month - 1, d.day) as spent,
  o.given_back(d.grp, d.month - 1, d.day) as given_back,
  o.bought(d.grp, d.month - 1, d.day) > 0 as is_buyer, o.bought(d.grp, d.month - 1, d.day) > 1 as is_repeat,
  o.bought(d.grp, b.month - 1, b.day) > 0 as was_buyer,
  o.bought(d.grp, date '0001-01-01', d.month - 1) > 0 as is_old
from o.customer_place d left join o.customer_place b on b.grp = d.grp and b.month = d.month - interval 1 month
join o.customer i on i.customer = d.grp;
`);
  await buildCohorts(db);
}

/** Reading: the cohort is as large as \`sales.new_customer_count\` of its month, and hangs where the first order hangs. */
async function buildCohorts(db: OracleDb): Promise<void> {
  await db.run(`
create or replace table o.cohorts as
with first as (
  select s.customer as grp, s.day, any_value(s.is_path) as is_path, any_value(s.then_path) as then_path,
    any_value(s.owner) as owner, any_value(s.source) as source
  from o.sales s where s.event = 'paid' and s.is_first and s.n = 1 and s.customer is not null group by s.customer, s.day
), spread as (
  select *, unnest(range(0, 1 + date_diff('month', date_trunc('month', day), date_trunc('month', (select today from o.setting))))) as month_no
  from first
)
select s.*, m.key, (date_trunc('month', s.day) + to_months(s.month_no::integer))::date as month,
  o.bought(s.grp, month - 1, (month + interval 1 month)::date - 1) as orders,
  o.spent(s.grp, month - 1, (month + interval 1 month)::date - 1) as spent,
  (month + interval 1 month)::date <= (select today from o.setting) as is_finished
from spread s join o.merged m using (grp);
`);
}

const counted = (what: string): string => `count(*) filter (${what})`;
const rate = (above: string, below: string): string =>
  `${counted(above)}::double / nullif(${counted(below)}, 0)`;

const stayed = `previous_quadrant = 'E' and quadrant = 'E'`;
const needs = ['order'] as const;

export const CUSTOMER_MONTHS: readonly Measure[] = [
  { member: 'customer_count', sql: 'count(distinct grp)', needs: ['customer'] },
  ...buyers('order_count', 'spent', 'given_back'),
  { member: 'moved_count', sql: counted('quadrant <> previous_quadrant'), needs },
  { member: 'previous_a_count', sql: counted(`previous_quadrant = 'A'`), needs },
  { member: 'a_to_b_count', sql: counted(`previous_quadrant = 'A' and quadrant = 'B'`), needs },
  {
    member: 'a_to_b_rate',
    sql: rate(`previous_quadrant = 'A' and quadrant = 'B'`, `previous_quadrant = 'A'`),
    needs,
  },
  {
    member: 'to_e_count',
    sql: counted(`quadrant = 'E' and coalesce(previous_quadrant, '') <> 'E'`),
    needs,
  },
  { member: 'previous_e_count', sql: counted(`previous_quadrant = 'E'`), needs },
  { member: 'stayed_in_e_count', sql: counted(stayed), needs },
  { member: 'stay_in_e_rate', sql: rate(stayed, `previous_quadrant = 'E'`), needs },
];

export const COHORTS: readonly Measure[] = [
  { member: 'cohort_size', sql: 'count(*)', needs },
  { member: 'retained_count', sql: counted('orders > 0'), needs },
  { member: 'retention_rate', sql: `${counted('orders > 0')}::double / nullif(count(*), 0)`, needs },
  { member: 'order_count', sql: 'coalesce(sum(orders), 0)', needs },
  { member: 'revenue', sql: 'coalesce(sum(spent), 0)::decimal(18,2)', needs },
];
