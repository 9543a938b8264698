import type { Measure } from './measure.ts';
import type { OracleDb } from './oracle-db.ts';
import { withPlace } from './org-paths.ts';

/**
 * What the last 90 days took for a deal won, per person (metrics.md §6, plan).
 *
 * Readings:
 * - the 90 days are those before today; a deal's size is its whole amount, and it counts for its main owner.
 * - own figures are shrunk to the unit's with the weight of five deals won: (own + 5 × unit ÷ the unit's deals won)
 *   ÷ (own deals won + 5). The unit is where the person sits today, with all below it; where nobody there won a deal,
 *   the company. Of several people, the sums of both.
 * - of opportunities, leads, visits and calls it is what is needed per working day left; of deals, all of it.
 */
export async function buildPlan(db: OracleDb): Promise<void> {
  await db.run(`
create or replace table o.pace_event as
with recent as (select today - 90 as first, today - 1 as last from o.setting)
select event as what, owner, fallback, whole as amount from (
  select *, sum(amount) over (partition by event, record, ts) as whole from o.sales where event in ('created', 'won'))
where n = 1 and day between (select first from recent) and (select last from recent)
union all
select 'lead', owner, fallback, null from o.leads where event = 'lead' and day between (select first from recent) and (select last from recent)
union all
select type, owner, fallback, null from o.activities
where kind = 'activity' and type in ('visit', 'call') and day between (select first from recent) and (select last from recent);

create or replace table o.pace as ${withPlace(`
select s.owner, s.fallback, (select today from o.setting) as day,
  coalesce(list(e.amount) filter (e.what = 'won' and e.amount is not null), []) as sizes, count(*) filter (e.what = 'won') as won, count(*) filter (e.what = 'created') as created,
  count(*) filter (e.what = 'lead') as leads, count(*) filter (e.what = 'visit') as visits, count(*) filter (e.what = 'call') as calls
from (select person as owner, null::varchar as fallback from o.person
  union select distinct case when owner in (select person from o.person) then owner end, case when owner in (select person from o.person) then null else fallback end from o.pace_event) s
left join o.pace_event e on coalesce(e.owner, '') = coalesce(s.owner, '') and (s.owner is not null or e.fallback is not distinct from s.fallback)
group by s.owner, s.fallback`)};

create or replace table o.plan as
with unit as (
  select u.unit, sum(p.won) as won, sum(p.created) as created, sum(p.leads) as leads, sum(p.visits) as visits, sum(p.calls) as calls,
    list_aggregate(flatten(list(p.sizes)), 'median') as size
  from (select distinct is_unit as unit from o.pace) u join o.pace p on list_contains(p.is_path, u.unit) group by u.unit
), company as (
  select sum(won) as won, sum(created) as created, sum(leads) as leads, sum(visits) as visits, sum(calls) as calls,
    list_aggregate(flatten(list(sizes)), 'median') as size from o.pace
)
select p.*, coalesce(u.size, c.size) as u_size,
  unnest(case when u.won > 0 then struct_pack(u_won := u.won, u_created := u.created, u_leads := u.leads, u_visits := u.visits, u_calls := u.calls)
    else struct_pack(u_won := c.won, u_created := c.created, u_leads := c.leads, u_visits := c.visits, u_calls := c.calls) end)
from o.pace p join unit u on u.unit = p.is_unit cross join company c`);
}

const rows = `kind = 'plan'`;
const sum = (column: string): string => `sum(pace.${column}) filter (${rows})`;

/** Over \`o.targets\`, with the words for gap and working days left. */
export function planMeasures(gap: string, daysLeft: string): readonly Measure[] {
  const size = `coalesce(list_aggregate(flatten(list(pace.sizes) filter (${rows})), 'median'), avg(pace.u_size) filter (${rows}))::double`;
  const missing = `case when ${gap} > 0 then (${gap})::double when ${gap} is not null then 0 end`;
  const won = `case max(metric) when 'won_amount' then (${missing}) / nullif(${size}, 0) when 'won_count' then ${missing} end`;
  const each = (what: string): string =>
    `(${won}) * (${sum(what)} + 5 * ${sum(`u_${what}`)}::double / nullif(${sum('u_won')}, 0)) / (${sum('won')} + 5) / nullif(${daysLeft}, 0)`;
  return [
    { member: 'needed_won', sql: won, needs: ['target', 'opportunity'] },
    { member: 'needed_opportunities', sql: each('created'), needs: ['target', 'opportunity'] },
    { member: 'needed_leads', sql: each('leads'), needs: ['target', 'opportunity', 'lead'] },
    { member: 'needed_visits', sql: each('visits'), needs: ['target', 'opportunity', 'activity'] },
    { member: 'needed_calls', sql: each('calls'), needs: ['target', 'opportunity', 'activity'] },
  ];
}
