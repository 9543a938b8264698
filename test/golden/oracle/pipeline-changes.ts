import type { Measure } from './measure.ts';
import type { OracleDb } from './oracle-db.ts';

/**
 * The ledger of the pipeline (metrics.md §5), read from the question's side: of every deal and day, what of it lay in
 * the set asked for when the day before ended, and what of it does when the day ends.
 *
 * Readings:
 * - a set is what all conditions of the question hold, the unit and the dates of expected close among them. What moved
 *   inside the set neither left nor joined it: only its change of amount counts.
 * - what left or joined the set did so by scope when any attribute but the expected close changed, else by date.
 * - it joins at the amount it had, and the rest of its new amount is an increase or decrease in the set.
 * - a deal that closes goes with the attributes of that day: one that also changed hands leaves its old set, joins the
 *   new one and closes there. Disqualified and duplicate leave by scope.
 * - a deal that came and closed between two ends of days never stood in the ledger. An unknown amount moves no money.
 */
export async function buildPipelineChanges(db: OracleDb): Promise<void> {
  await db.run(`
create or replace table o.deal_side as
with day_row as (
  select *, case n when 1 then '' else owner end as part, coalesce(amount, 0) as worth,
    {'owner': owner, 'fallback': case when owner is null then fallback end, 'path': then_path, 'stage': stage,
     'band': band}::varchar as looks
  from o.deal_day
), paired as (
  select *, day + 1 as step, 'before' as side from day_row where state = 'open' and day < (select today from o.setting)
  union all
  select *, day, case state when 'open' then 'after' else 'close' end from day_row
), judged as (
  select *, count(*) over w = 2 as goes_on,
    min(worth) filter (side = 'before') over w as worth_before,
    min(looks) over w <> max(looks) over w as is_changed
  from paired window w as (partition by record, part, step)
)
select record, part, step as day, side, is_path, then_path, owner, source, pipeline, band, due, n, worth, worth_before,
  goes_on, is_changed, state, is_old
from judged`);
}

/** What each deal's part did on each day inside the set. */
function moves(where: string, unit: string): string {
  return `
select unit, record, part, day, any_value(worth_before) as worth_before, bool_or(goes_on) as goes_on,
  bool_or(is_changed) as is_changed,
  max(worth) filter (side = 'before') as before, max(worth) filter (side <> 'before') as after,
  max(n) as n, max(state) filter (side = 'close') as close, bool_or(is_old) filter (side <> 'before') as is_old
from (select *, ${unit} as unit from o.deal_side where ${where}) group by unit, record, part, day`;
}

/** The set asked for, as rows of reason and amount, with the opening of the first day. */
export function ledger(where: string, opening: string, unit: string): string {
  return `(
with m as (${moves(where, unit)})
select unit, 'opening' as reason, coalesce(amount, 0) as v, n from (select *, ${unit} as unit from o.deal_day where state = 'open' and ${opening})
union all
select unit, case when is_old then 'reopened' else 'created' end, after, n from m where not goes_on and after is not null
union all
select unit, case when is_changed then 'joined_scope' else 'pulled_in' end, worth_before, n from m
  where goes_on and before is null
union all
select unit, case when is_changed then 'left_scope' else 'pushed_out' end, before, n from m where goes_on and after is null
union all
select unit, case when after > worth_before then 'increased' else 'decreased' end, abs(after - worth_before), 0 from m
  where goes_on and after is not null and after <> worth_before
union all
select unit, case when close in ('won', 'lost') then close else 'left_scope' end, after, n from m where close is not null)`;
}

const flow = (reason: string): string => `coalesce(sum(v) filter (reason = '${reason}'), 0)::decimal(18,2)`;
const COMES = `reason in ('opening', 'created', 'reopened', 'joined_scope', 'pulled_in', 'increased')`;

/** Members over \`ledger\`. */
export const PIPELINE_CHANGES: readonly Measure[] = [
  ...[
    ...['opening', 'created', 'reopened', 'joined_scope', 'increased', 'decreased', 'left_scope'],
    ...['won', 'lost', 'deleted'],
  ].map((reason): Measure => ({ member: reason, sql: flow(reason), needs: ['opportunity'] })),
  { member: 'pulled_in', sql: flow('pulled_in'), needs: ['expected_close_on'] },
  { member: 'pushed_out', sql: flow('pushed_out'), needs: ['expected_close_on'] },
  {
    member: 'closing',
    sql: `coalesce(sum(case when ${COMES} then v else -v end), 0)::decimal(18,2)`,
    needs: ['opportunity'],
  },
  {
    member: 'opening_count',
    sql: `coalesce(sum(n) filter (reason = 'opening'), 0)`,
    needs: ['opportunity'],
  },
  {
    member: 'closing_count',
    sql: `coalesce(sum(case when ${COMES} then n else -n end), 0)`,
    needs: ['opportunity'],
  },
];
