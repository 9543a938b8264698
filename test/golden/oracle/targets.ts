import type { Measure } from './measure.ts';
import type { OracleDb } from './oracle-db.ts';
import { withPlace } from './org-paths.ts';
import { buildPlan, planMeasures } from './plan.ts';

/** From the shortest to the longest: the shortest period covering a day rules. The demo's sprints have eleven days. */
const PERIODS = ['week', 'custom', 'month', 'quarter', 'half', 'year'];

/**
 * Targets and what was done (metrics.md §6): target by subject, metric and day; actual by event.
 *
 * Readings:
 * - the value in force is the latest revision made no later than the period's last day: a later one would rewrite
 *   the attainment of a closed period.
 * - a longer period spreads what is left of it (its value less what shorter ones put inside it) over its working days
 *   that no shorter one covers, each day rounded to the cent, the last day takes the rest.
 * - a person carries the days in post, from the hiring to the last day; the other days' shares fall away.
 * - time progress counts the working days that carry a target of the slice: a year with targets for one quarter is
 *   measured against that quarter, as its target is.
 * - a unit's day row is its own target of the day less what its child units and its own people carry that day, by the
 *   tree and the seats of that day; a unit without an own target that day has no row.
 */
export async function buildTargetDays(db: OracleDb): Promise<void> {
  await db.run(`
create or replace table o.target_now as
select * exclude (nth) from (
  select t.*, row_number() over (partition by t.target order by t.revised_at desc nulls last) as nth
  from o.target t where t.revised_at is null or o.bday(t.revised_at) <= t.period_end) where nth = 1;

create or replace table o.target_day (subject_type varchar, subject varchar, metric varchar, day date, value decimal(18,2));`);
  for (const period of PERIODS) {
    await db.run(`
insert into o.target_day
with own as (select * from o.target_now where period = '${period}'),
free as (
  select t.*, d.day, d.is_working from own t join o.day d on d.day between t.period_start and t.period_end
  where not exists (select 1 from o.target_day x
    where x.subject_type = t.subject_type and x.subject = t.subject and x.metric = t.metric and x.day = d.day)
), spread as (
  select f.*, bool_or(is_working) over (partition by target) as has_working from free f
), used as (
  select *, is_working or not has_working as carries from spread
), given as (
  select t.target, coalesce(sum(x.value), 0) as value from own t left join o.target_day x
    on x.subject_type = t.subject_type and x.subject = t.subject and x.metric = t.metric
    and x.day between t.period_start and t.period_end group by t.target
)
select u.subject_type, u.subject, u.metric, u.day,
  case when not carries then 0
    when row_number() over w = count(*) over (partition by u.target, carries)
    then (u.value - g.value) - round((u.value - g.value) / count(*) over (partition by u.target, carries), 2) * (count(*) over (partition by u.target, carries) - 1)
    else round((u.value - g.value) / count(*) over (partition by u.target, carries), 2) end
from used u join given g using (target) window w as (partition by u.target, carries order by u.day)`);
  }
  await db.run(`
create or replace table o.carried as
select t.subject as person, s.unit, t.metric, t.day, t.value
from o.target_day t join o.person p on p.person = t.subject left join o.seat_day s on s.person = t.subject and s.day = t.day
where t.subject_type = 'employee' and t.day >= coalesce(p.hired, date '0001-01-01') and t.day <= coalesce(p.left_on, date '9999-12-31');

create or replace table o.unit_total (unit varchar, metric varchar, day date, total decimal(18,2), remainder decimal(18,2))`);
  const depths = await db.rows('select max(len(path)) as deepest from o.path_day');
  for (let depth = Number(depths[0]?.['deepest'] ?? 0); depth >= 1; depth -= 1) {
    await db.run(`
insert into o.unit_total
with below as (
  select p.path[${String(depth)}] as unit, t.metric, t.day, t.total as value
  from o.unit_total t join o.path_day p on p.unit = t.unit and p.day = t.day where len(p.path) = ${String(depth + 1)}
  union all
  select c.unit, c.metric, c.day, c.value from o.carried c join o.path_day p on p.unit = c.unit and p.day = c.day
  where len(p.path) = ${String(depth)}
), sums as (select unit, metric, day, sum(value) as value from below group by all),
own as (
  select t.subject as unit, t.metric, t.day, t.value from o.target_day t
  join o.path_day p on p.unit = t.subject and p.day = t.day
  where t.subject_type = 'org_unit' and len(p.path) = ${String(depth)}
)
select unit, metric, day, coalesce(o.value, s.value), o.value - coalesce(s.value, 0)
from own o full join sums s using (unit, metric, day)`);
  }
}

/** Days on which a target lies: working days, or any day of a period that has none. */
const isLaid = (value: string): string =>
  `(${value} <> 0 or day in (select w.day from o.day w where w.is_working))`;

/** The metrics a target may be set for, as additive actuals over what the other views' tables hold. */
const ACTUALS = `
select 'won_amount' as metric, ts, day, owner, fallback, amount as value from o.sales where event = 'won'
union all select 'won_count', ts, day, owner, fallback, n from o.sales where event = 'won'
union all select 'created_count', ts, day, owner, fallback, n from o.sales where event = 'created'
union all select 'created_amount', ts, day, owner, fallback, amount from o.sales where event = 'created'
union all select 'revenue', ts, day, owner, fallback, amount from o.sales where event = 'paid'
union all select 'net_revenue', ts, day, owner, fallback, case event when 'paid' then amount else -amount end
  from o.sales where event in ('paid', 'refund')
union all select 'order_count', ts, day, owner, fallback, 1 from (
  select distinct ts, day, owner, fallback, record from o.sales where event = 'paid' and n = 1)
union all select 'new_customer_count', ts, day, owner, fallback, 1 from (
  select distinct ts, day, owner, fallback, record from o.sales where is_first and n = 1)
union all select 'collected_amount', ts, day, owner, fallback, amount from o.sales where event = 'collected'
union all select 'lead_count', created_at, day, owner, fallback, 1 from o.leads where event = 'lead'
union all select 'call_count', ts, day, owner, fallback, 1 from o.activities where type = 'call'
union all select 'visit_count', ts, day, owner, fallback, 1 from o.activities where kind = 'activity' and type = 'visit'
union all select 'verified_visit_count', ts, day, owner, fallback, 1 from o.activities where visit_state = 'verified'
union all select 'meeting_count', ts, day, owner, fallback, 1 from o.activities where type = 'meeting'`;

/**
 * Builds \`o.targets\`.
 *
 * Readings of forecast: an open deal due in the period counts with the share won among the deals closed (won or lost)
 * in the 365 days before today that reached its present stage (§4: stood there or further on); under 30 of them the
 * stage's own probability.
 * Where there is neither target, nor deal due, nor anything done, there is no forecast; what was worth 0 did nothing.
 * Of won_amount each deal's part is rounded to the cent; of won_count nothing is.
 * Readings of will_attain: a deal comes whole or not at all, each by itself, so the forecast's variance is the sum of
 * amount² × rate × (1 − rate); the interval holds four in five. No less than the target at its lower end is yes, less
 * than it at its upper end is no.
 */
export async function buildTargets(db: OracleDb): Promise<void> {
  await buildTargetDays(db);
  await db.run(`
create or replace table o.stage_rate as
with closed as (
  select d.opp, d.pipeline, s.kind = 'won' as is_won from o.opp d join o.stage s using (pipeline, stage)
  where s.kind in ('won', 'lost') and o.bday(d.closed_at) >= (select today - 365 from o.setting)
), furthest as (
  select c.opp, c.pipeline, c.is_won, max(r.step) as step from closed c join o.deal_reached r on r.record = c.opp group by all
)
select s.pipeline, s.stage,
  case when count(f.opp) >= 30 then count(*) filter (f.is_won)::double / count(f.opp) else s.probability end as rate
from o.stage s join o.step t using (pipeline, stage) left join furthest f on f.pipeline = s.pipeline and f.step >= t.step
where s.kind = 'open' group by s.pipeline, s.stage, s.probability;

create or replace table o.targets as ${withPlace(`
select 'target' as kind, metric, null::timestamp as ts, day, person as owner, null as fallback, value, null::boolean as is_remainder, null::double as variance from o.carried where ${isLaid('value')}
union all
select 'target', metric, null, day, null, unit, remainder, true, null from o.unit_total where remainder is not null and ${isLaid('remainder')}
union all
select 'actual', metric, ts, day, owner, fallback, value::decimal(18,2), null, null from (${ACTUALS})
union all
select 'open', 'won_amount', null, e.day, e.owner, e.fallback, round(e.amount * r.rate, 2)::decimal(18,2), null, e.amount::double * e.amount * r.rate * (1 - r.rate)
from o.deal_event e join o.stage_rate r using (pipeline, stage) where e.event = 'due'
union all
select 'open', 'won_count', null, e.day, e.owner, e.fallback, (e.n * r.rate)::decimal(38,12), null, e.n * r.rate * (1 - r.rate)
from o.deal_event e join o.stage_rate r using (pipeline, stage) where e.event = 'due'`)}`);
  await buildPlan(db);
  await db.run(`
alter table o.targets add column pace struct(sizes decimal(18,2)[], won bigint, created bigint, leads bigint, visits bigint, calls bigint,
  u_size double, u_won bigint, u_created bigint, u_leads bigint, u_visits bigint, u_calls bigint);
insert into o.targets by name
select 'plan' as kind, m.metric, future.day, p.owner, p.fallback, p.is_path, p.is_unit, p.then_path, p.then_unit,
  struct_pack(sizes := p.sizes, won := p.won, created := p.created, leads := p.leads, visits := p.visits, calls := p.calls, u_size := p.u_size,
    u_won := p.u_won, u_created := p.u_created, u_leads := p.u_leads, u_visits := p.u_visits, u_calls := p.u_calls) as pace
from o.plan p cross join (values ('won_amount'), ('won_count')) m (metric)
cross join (select unnest(generate_series(today, today + 200, interval 1 day))::date as day from o.setting) future
where exists (select 1 from o.target)`);
}

const target = `nullif(sum(value) filter (kind = 'target'), 0)::decimal(18,2)`;
const actual = `coalesce(sum(value) filter (kind = 'actual'), 0)::decimal(18,2)`;
const toDate = `case when ${target} is not null then coalesce(sum(value) filter (kind = 'target' and day < (select today from o.setting)), 0) end::decimal(18,2)`;
const forecast = `case when max(metric) filter (where kind = 'open' or value <> 0) in ('won_amount', 'won_count') then ${actual} + coalesce(sum(value) filter (kind = 'open'), 0) end`;
const toDateLive = toDate.replace('day <', 'day <=');
const carrying = `kind = 'target' and day in (select w.day from o.day w where w.is_working)`;
/** One figure of the people with a target, each with the sums of their own rows. */
const people = (figure: string): string => `(select ${figure} from (
  select sum(x.value) filter (x.kind = 'target') as target, coalesce(sum(x.value) filter (x.kind = 'actual'), 0) as actual
  from unnest(list(struct_pack(owner := owner, kind := kind, value := value))
    filter (kind in ('target', 'actual') and owner is not null)) as listed (x)
  group by x.owner) person where person.target <> 0)`;
/** z of an interval that holds four in five. */
const spread = `1.2815515655446004 * sqrt(coalesce(sum(variance) filter (kind = 'open'), 0))`;
const days = `count(distinct day) filter (${carrying})`;
const closed = `count(distinct day) filter (${carrying} and day < (select today from o.setting))`;

/** Members over \`o.targets\`, always for one metric. */
export const TARGETS: readonly Measure[] = [
  { member: 'target', sql: target, needs: ['target'] },
  { member: 'actual', sql: actual, needs: [] },
  { member: 'attainment', sql: `${actual}::double / ${target}`, needs: ['target'] },
  { member: 'gap', sql: `${target} - ${actual}`, needs: ['target'] },
  { member: 'time_progress', sql: `${closed}::double / nullif(${days}, 0)`, needs: ['target'] },
  {
    member: 'progress_gap',
    sql: `${actual}::double / ${target} - ${closed}::double / nullif(${days}, 0)`,
    needs: ['target'],
  },
  { member: 'target_to_date', sql: toDate, needs: ['target'] },
  { member: 'pace', sql: `${actual}::double / nullif(${toDate}, 0)`, needs: ['target'] },
  {
    member: 'run_rate_projection',
    sql: `${actual}::double * ${days} / nullif(${closed}, 0)`,
    needs: ['target'],
  },
  {
    member: 'required_per_working_day',
    sql: `(${target} - ${actual})::double / nullif(${days} - ${closed}, 0)`,
    needs: ['target'],
  },
  {
    member: 'unallocated',
    sql: `case when ${target} is not null then coalesce(sum(value) filter (is_remainder), 0) end`,
    needs: ['target'],
  },
  { member: 'forecast', sql: forecast, needs: ['expected_close_on'] },
  {
    member: 'forecast_attainment',
    sql: `(${forecast})::double / ${target}`,
    needs: ['target', 'expected_close_on'],
  },
  {
    member: 'will_attain',
    sql: `case when ${target} is null or (${forecast}) is null then null
      when (${forecast})::double - ${spread} >= ${target} then 'yes'
      when (${forecast})::double + ${spread} < ${target} then 'no' else 'at_risk' end`,
    needs: ['target', 'expected_close_on'],
  },
  { member: 'targeted_people_count', sql: people('count(*)'), needs: ['target'] },
  {
    member: 'hit_people_count',
    sql: people('count(*) filter (person.actual >= person.target)'),
    needs: ['target'],
  },
  {
    member: 'hit_rate',
    sql: people('count(*) filter (person.actual >= person.target)::double / nullif(count(*), 0)'),
    needs: ['target'],
  },
  ...planMeasures(`(${target} - ${actual})`, `(${days} - ${closed})`),
  { member: 'working_days', sql: days, needs: ['target'] },
  { member: 'working_days_closed', sql: closed, needs: ['target'] },
  { member: 'working_days_left', sql: `${days} - ${closed}`, needs: ['target'] },
  { member: 'target_to_date_live', sql: toDateLive, needs: ['target'] },
  { member: 'pace_live', sql: `${actual}::double / nullif(${toDateLive}, 0)`, needs: ['target'] },
  // the moment at which the value was reached (§12): what is worth nothing or nobody knows what did not move it
  { member: 'last_event_at', sql: `o.moment(max(ts) filter (where value <> 0))`, needs: [] },
];
