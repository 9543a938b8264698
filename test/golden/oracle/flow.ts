import type { Measure } from './measure.ts';
import type { OracleDb } from './oracle-db.ts';
import { withPlace } from './org-paths.ts';

/**
 * Moves between stages on their own dates (metrics.md §4, \`stage_flow\`).
 *
 * Readings:
 * - the creation of a record is its entry into its first stage; a move that changes nothing is none.
 * - a move into a step counts there wherever it came from; a move out of an open step, wherever to (lost and back
 *   included), stands beside the next step.
 * - the owner of a move is the one that the deal's log names, a lead's the owner at that moment.
 */
export async function buildFlow(db: OracleDb): Promise<void> {
  await db.run(`
create or replace table o.lead_move as
with line as (select lead, ts, status, row_number() over (partition by lead order by ts, status) as nth from o.lead_status),
chain as (
  select lead, ts, status as to_status, case nth when 1 then (select old_status from o.lead_first f where f.lead = line.lead)
    else lag(status) over (partition by lead order by nth) end as from_status
  from line
  union all
  select l.lead, l.created_at, coalesce(f.old_status, l.status), null from o.lead l left join o.lead_first f using (lead)
)
select c.*, coalesce((select arg_max(h.owner, h.from_at) from o.lead_owner h where h.lead = c.lead and h.from_at <= c.ts),
  (select arg_min(h.owner, h.from_at) from o.lead_owner h where h.lead = c.lead and h.owner is not null), l.owner) as owner,
  coalesce(l.pool_unit, o.territory_on(l.customer, o.bday(c.ts))) as fallback, l.source
from chain c join o.lead l using (lead);

create or replace table o.flow as ${withPlace(`
with lead_step (status, step) as (values ('new', 1), ('contacted', 2), ('intent', 3), ('converted', 4)),
move as (
  select 'opportunity' as record_type, d.pipeline, m.ts, m.from_step, m.to_step, m.from_kind,
    coalesce(c.owner, (select arg_max(h.owner, h.from_at) from o.opp_owner h where h.opp = m.record and h.from_at <= m.ts), d.owner) as owner,
    coalesce(d.pool_unit, o.territory_on(d.customer, o.bday(m.ts))) as fallback, d.source, c.from_stage is distinct from c.to_stage as is_move
  from o.move m join o.stage_change c on c.change = m.change join o.opp d on d.opp = m.record
  union all
  select 'lead', 'lead', m.ts, f.step, t.step, case when f.step between 1 and 3 then 'open' end, m.owner, m.fallback, m.source,
    m.from_status is distinct from m.to_status
  from o.lead_move m left join lead_step f on f.status = m.from_status left join lead_step t on t.status = m.to_status
)
select record_type, pipeline, ts, o.bday(ts) as day, owner, fallback, source, 'in' as way, to_step as step_rank
from move where to_step is not null and is_move
union all
select record_type, pipeline, ts, o.bday(ts), owner, fallback, source, 'out', from_step + 1 from move where from_kind = 'open' and is_move`)}`);
}

const into = `count(*) filter (way = 'in')`;
const out = `count(*) filter (way = 'out')`;

/** Members of the view over \`o.flow\`, always asked for one pipeline and step. */
export const STAGE_FLOW: readonly Measure[] = [
  { member: 'entered_count', sql: into, needs: ['stage_change'] },
  { member: 'left_previous_count', sql: out, needs: ['stage_change'] },
  { member: 'flow_rate', sql: `${into}::double / nullif(${out}, 0)`, needs: ['stage_change'] },
  { member: 'last_event_at', sql: `o.moment(max(ts) filter (way = 'in'))`, needs: ['stage_change'] },
];
