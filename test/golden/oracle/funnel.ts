import type { Measure } from './measure.ts';
import type { OracleDb } from './oracle-db.ts';
import { withPlace } from './org-paths.ts';

/** The steps a record can stand in; leads are a pipeline of their own. */
export const MAX_STEP = 8;

/**
 * Attempts and how far they came (metrics.md §4), one row per attempt.
 *
 * Readings:
 * - attempt 1 lasts from the creation to the first reopening, each reopening begins the next one; what was reached
 *   in an attempt is what its own moves reached. A move out of a closed stage into an open one is a reopening.
 * - an attempt begins in the stage it was created in (the stage the first move left, else the first one entered, else
 *   the present one) or was reopened into, at the attempt's own start; step 1 is always reached, at the start.
 * - without any history the present step counts as reached, but its moment is only known for won (the close) and for
 *   the step it was created in when nothing says otherwise: unknown moments stay out of the medians.
 * - won = the last step reached in this attempt: a deal that was won and undone later did reach it.
 * - still open = the last attempt of a record whose present stage is open.
 * - a step that the pipeline does not have is not 0 but null; the first step's rate is 1, reached by all who began.
 * - a lead's steps come from its statuses over time; no intent, invalid and duplicate have no step.
 * - the owner of an attempt is the owner at its start.
 */
export async function buildFunnel(db: OracleDb): Promise<void> {
  await db.run(`
create or replace table o.step as
select pipeline, stage, kind, step, n + 1 as step_count from (
  select s.*, dense_rank() over (partition by pipeline order by rank) as step,
    count(*) over (partition by pipeline) as n from o.stage s where kind = 'open')
union all
select pipeline, stage, kind, (select count(*) from o.stage x where x.pipeline = s.pipeline and x.kind = 'open') + 1,
  (select count(*) from o.stage x where x.pipeline = s.pipeline and x.kind = 'open') + 1
from o.stage s where kind = 'won';

create or replace table o.move as
select c.opp as record, d.pipeline, c.ts, fs.kind as from_kind, f.step as from_step, ts.kind as to_kind, t.step as to_step,
  c.change, row_number() over (partition by c.opp order by c.ts, c.change) as nth
from o.stage_change c join o.opp d using (opp)
left join o.stage fs on fs.pipeline = d.pipeline and fs.stage = c.from_stage
left join o.stage ts on ts.pipeline = d.pipeline and ts.stage = c.to_stage
left join o.step f on f.pipeline = d.pipeline and f.stage = c.from_stage
left join o.step t on t.pipeline = d.pipeline and t.stage = c.to_stage;

create or replace table o.deal_attempt as
with start as (
  select record, ts from o.deal_whole where event = 'created'
  union all select record, ts from o.deal_whole where event = 'reopened'
)
select record, ts as start_at, row_number() over w as attempt, lead(ts) over w as next_at
from start window w as (partition by record order by ts);

create or replace table o.deal_reached as
with standing as (
  select a.record, a.attempt, m.to_step as step, m.ts
  from o.deal_attempt a join o.move m on m.record = a.record and m.ts >= a.start_at and (a.next_at is null or m.ts < a.next_at)
  union all
  select a.record, a.attempt, m.from_step, a.start_at
  from o.deal_attempt a join o.move m on m.record = a.record and m.nth = 1 where a.attempt = 1
  union all
  select a.record, a.attempt, t.step,
    case when t.kind = 'won' then d.closed_at when a.attempt = 1 and t.step = 1 then a.start_at end
  from o.deal_attempt a join o.opp d on d.opp = a.record join o.step t on t.pipeline = d.pipeline and t.stage = d.stage
  where a.next_at is null and not exists (select 1 from o.move m where m.record = a.record)
  union all select record, attempt, 1, start_at from o.deal_attempt
)
select record, attempt, step, min(ts) as ts from standing where step is not null group by all;

create or replace table o.lead_reached as
with status_step (status, step) as (values ('new', 1), ('contacted', 2), ('intent', 3), ('converted', 4)),
standing as (
  select h.lead, s.step, h.ts from o.lead_status h join status_step s using (status)
  union all select l.lead, s.step, case when s.step = 1 then l.created_at end from o.lead l join status_step s using (status)
    where not exists (select 1 from o.lead_status h where h.lead = l.lead)
  union all select lead, 1, created_at from o.lead
)
select lead as record, step, min(ts) as ts from standing group by all;

create or replace table o.funnel_whole as
select 'opportunity' as record_type, a.record, a.attempt, d.pipeline, w.day, w.owner, w.fallback, w.product, w.source, w.campaign,
  w.customer, a.start_at, n.step_count, (select max(step) from o.deal_reached r where r.record = a.record and r.attempt = a.attempt) as reached,
  a.next_at is null and s.kind = 'open' as is_open
from o.deal_attempt a
join o.deal_whole w on w.record = a.record and w.ts = a.start_at and w.event = case a.attempt when 1 then 'created' else 'reopened' end
join o.opp d on d.opp = a.record
join o.stage s on s.pipeline = d.pipeline and s.stage = d.stage
join (select pipeline, max(step_count) as step_count from o.step group by pipeline) n on n.pipeline = d.pipeline
union all
select 'lead', l.lead, 1, 'lead', l.day, l.owner, l.fallback, null, l.source, l.campaign, l.customer, l.created_at, 4,
  (select max(step) from o.lead_reached r where r.record = l.lead), l.status in ('new', 'contacted', 'intent')
from o.lead_whole l;

create or replace table o.funnel as ${withPlace(`
select f.*, ${Array.from({ length: MAX_STEP }, (_, i) => `x.days_${String(i + 1)}`).join(', ')}
from o.funnel_whole f join (
  select record_type, record, attempt, ${Array.from(
    { length: MAX_STEP },
    (_, i) =>
      `case when min(reached) >= ${String(i + 1)} then min((epoch_us(ts) - epoch_us(start_at)) / 86400e6) filter (step >= ${String(i + 1)}) end as days_${String(i + 1)}`,
  ).join(',\n    ')}
  from (
    select f.record_type, f.record, f.attempt, f.reached, f.start_at, r.step, r.ts
    from o.funnel_whole f join o.deal_reached r on r.record = f.record and r.attempt = f.attempt where f.record_type = 'opportunity'
    union all
    select f.record_type, f.record, f.attempt, f.reached, f.start_at, r.step, r.ts
    from o.funnel_whole f join o.lead_reached r on r.record = f.record where f.record_type = 'lead'
  ) group by all
) x using (record_type, record, attempt)`)}`);
}

const reached = (k: number): string =>
  `case when count(*) = 0 then 0 when max(step_count) >= ${String(k)} then count(*) filter (reached >= ${String(k)}) end`;
const steps = Array.from({ length: MAX_STEP }, (_, i) => i + 1);

/** Members of the wide view, over \`o.funnel\`; always asked for one record_type and pipeline. */
export const FUNNEL: readonly Measure[] = [
  { member: 'cohort_count', sql: 'count(*)', needs: [] },
  ...steps.map((k) => ({ member: `reached_${String(k)}_count`, sql: reached(k), needs: [] })),
  ...steps.slice(1).map((k) => ({
    member: `step_${String(k)}_rate`,
    sql: `(${reached(k)})::double / nullif(${reached(k - 1)}, 0)`,
    needs: [],
  })),
  {
    member: 'overall_rate',
    sql: `count(*) filter (reached = step_count)::double / nullif(count(*), 0)`,
    needs: [],
  },
  ...steps.map((k) => ({
    member: `median_days_to_${String(k)}`,
    sql: `quantile_cont(days_${String(k)}, 0.5)`,
    needs: [],
  })),
  { member: 'still_open_count', sql: 'count(*) filter (is_open)', needs: [] },
  { member: 'won_count', sql: 'count(*) filter (reached = step_count)', needs: [] },
  { member: 'last_event_at', sql: 'o.moment(max(start_at))', needs: [] },
];

/** The long view: one answer per step 1 … n of the pipeline. */
export const FUNNEL_STEPS: readonly { readonly member: string; sql(k: number): string }[] = [
  { member: 'count', sql: (k) => reached(k) },
  {
    member: 'step_rate',
    sql: (k) =>
      k === 1
        ? 'case when count(*) > 0 then 1::double end'
        : `(${reached(k)})::double / nullif(${reached(k - 1)}, 0)`,
  },
  { member: 'cumulative_rate', sql: (k) => `(${reached(k)})::double / nullif(count(*), 0)` },
  { member: 'median_days', sql: (k) => `quantile_cont(days_${String(k)}, 0.5)` },
];
