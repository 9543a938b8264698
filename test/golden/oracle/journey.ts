import type { Measure } from './measure.ts';
import type { OracleDb } from './oracle-db.ts';

/**
 * One cohort of leads across entities (metrics.md §4, \`journey_steps\`): one row per lead and step.
 *
 * Readings:
 * - invalid and duplicate leads stay at the first step, whatever else happened with their customer.
 * - contacted, intent as in leads.ts, or that status at any time; signed: a contract of the (merged) customer signed at
 *   or after the lead's creation; first order: the customer's first-ever paid order, not before the lead; second order:
 *   its second one, if the first counts.
 * - reached a later step = reached this one; its moment is the earliest known one of this step or a later one.
 * - without any lead each opportunity begins a journey, at "intent or opportunity".
 */
export async function buildJourney(db: OracleDb): Promise<void> {
  await db.run(`
create or replace table o.journey_mark as
with l as (select w.*, s.is_valid, s.is_contacted, s.is_intent, s.is_path, s.then_path, c.grp
  from o.lead_whole w join o.leads s on s.lead = w.lead and s.event = 'lead' left join o.lead_customer c on c.lead = w.lead),
paid as (select customer, paid_at, row_number() over (partition by customer order by paid_at, "order") as nth from o.paid_order where customer is not null)
select lead, 1 as step, created_at as ts from l
union all select lead, 2, created_at from l where is_valid
union all select lead, 3, (select min(a.ts) from o.activity a where a.lead = l.lead and a.ts >= l.created_at and a.outcome is distinct from 'cancelled'
    and (a.type in ('visit', 'meeting', 'message') or a.type = 'call' and a.outcome = 'connected')) from l where is_valid and is_contacted
union all select r.record, r.step + 1, r.ts from o.lead_reached r join l on l.lead = r.record where r.step >= 2 and r.step <= 3 and l.is_valid
union all select r.record, 4, r.ts from o.lead_reached r join l on l.lead = r.record where r.step = 4 and l.is_valid
union all select lead, 4, (select min(d.created_at) from o.opp d where d.lead = l.lead) from l
  where is_valid and is_intent and not exists (from o.lead_status h where h.lead = l.lead and h.status = 'converted')
union all select l.lead, 5, min(k.ts) from l join o.contract_whole k on k.customer = l.grp and k.ts >= l.created_at where is_valid group by l.lead
union all select l.lead, 6, p.paid_at from l join paid p on p.customer = l.grp and p.nth = 1 and p.paid_at >= l.created_at where is_valid
union all select l.lead, 7, q.paid_at from l join paid p on p.customer = l.grp and p.nth = 1 and p.paid_at >= l.created_at
  join paid q on q.customer = l.grp and q.nth = 2 where is_valid
union all select opp, 4, created_at from o.opp where not exists (from o.lead);

create or replace table o.journey as
with record as (
  select lead as record, created_at, day, owner, source, is_path, then_path from o.leads where event = 'lead'
  union all
  select s.record, s.ts, s.day, s.owner, s.source, s.is_path, s.then_path from o.sales s
  where s.event = 'created' and s.n = 1 and not exists (from o.lead)
), step as (select unnest(range(case when exists (from o.lead) then 1 else 4 end, case when exists (from o.lead) then 8 else 5 end)) as step_rank)
select record.*, step_rank, (select max(m.step) from o.journey_mark m where m.lead = record.record) as reached,
  (select min(m.ts) from o.journey_mark m where m.lead = record.record and m.step >= step_rank) as ts, min(step_rank) over () as first_step
from record, step`);
}

const reached = 'count(*) filter (reached >= step_rank)';

/** Members of the view over \`o.journey\`, always asked for one step. */
export const JOURNEY: readonly Measure[] = [
  { member: 'count', sql: reached, needs: [] },
  {
    member: 'step_rate',
    sql: `${reached}::double / nullif(count(*) filter (reached >= greatest(step_rank - 1, first_step)), 0)`,
    needs: [],
  },
  { member: 'cumulative_rate', sql: `${reached}::double / nullif(count(*), 0)`, needs: [] },
  {
    member: 'median_days',
    sql: `quantile_cont(case when reached >= step_rank then (epoch_us(ts) - epoch_us(created_at)) / 86400e6 end, 0.5)`,
    needs: [],
  },
];
