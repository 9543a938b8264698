import type { Measure } from './measure.ts';
import type { OracleDb } from './oracle-db.ts';

/**
 * The ledger of the pipeline (metrics.md §5), read from the question's side: of every deal and day, what of it lay in
 * the set asked for when the day before ended, and what of it does when the day ends.
 *
 * Readings:
 * - a set is what all conditions of the question hold, the unit and the dates of expected close among them. What moved
 *   inside the set neither left nor joined it: only its change of amount counts.
 * - a change is taken in steps: first what it is (owner, place, stage, size), then when it is due, then its amount. The
 *   step that brings it into the set or out of it is the reason, at the amount it had; the rest of its new amount is
 *   an increase or decrease in the set. Where the deal's own amount is what it was, a part that grew or shrank is a
 *   share of it that changed hands: joined or left; so is a part that begins or ends while the deal goes on.
 * - a deal that closes goes with the attributes of that day: one that also changed hands leaves its old set, joins the
 *   new one and closes there. Disqualified and duplicate leave by scope.
 * - a deal that came and closed between two ends of days never stood in the ledger. An unknown amount moves no money.
 */
export async function buildPipelineChanges(db: OracleDb): Promise<void> {
  await db.run(`
create or replace table o.deal_side as
with day_row as (
  select *, case n when 1 then '' else owner end as part, coalesce(amount, 0) as worth
  from o.deal_day
), paired as (
  select *, day + 1 as step, 'before' as side from day_row where state = 'open' and day < (select today from o.setting)
  union all
  select *, day, case state when 'open' then 'after' else 'close' end from day_row
), judged as (
  select *, count(*) over w = 2 as goes_on,
    min(worth) filter (side = 'before') over w as worth_before,
    min(due) filter (side = 'before') over w as due_before,
    sum(worth) filter (side = 'before') over deal is distinct from sum(worth) filter (side <> 'before') over deal
      as is_revalued,
    bool_or(side = 'before') over deal as deal_was, bool_or(side <> 'before') over deal as deal_stays
  from paired window w as (partition by record, part, step), deal as (partition by record, step)
), stepped as (
  select * from judged
  union all
  select * replace (due_before as due, 'between' as side) from judged where goes_on and side <> 'before'
)
select record, part, step as day, side, is_path, then_path, owner, source, pipeline, band, due, n, worth, worth_before,
  goes_on, state, is_old, is_revalued,
  deal_was, deal_stays
from stepped`);
}

/** What each deal's part did on each day inside the set. */
function moves(where: string, unit: string): string {
  return `
select unit, record, part, day, any_value(worth_before) as worth_before, bool_or(goes_on) as goes_on,
  bool_or(is_revalued) as is_revalued, bool_or(deal_was) as deal_was, bool_or(deal_stays) as deal_stays,
  bool_or(side = 'before') as was, bool_or(side = 'between') as passed, bool_or(side in ('after', 'close')) as stands,
  max(worth) filter (side in ('after', 'close')) as worth, max(n) as n,
  max(state) filter (side = 'close') as close, bool_or(is_old) filter (side in ('after', 'close')) as is_old
from (select *, ${unit} as unit from o.deal_side where ${where}) group by unit, record, part, day`;
}

/** The set asked for, as rows of reason and amount, with the opening of the first day. */
export function ledger(where: string, opening: string, unit: string): string {
  return `(
with m as (${moves(where, unit)})
select unit, 'opening' as reason, coalesce(amount, 0) as v, n from (select *, ${unit} as unit from o.deal_day where state = 'open' and ${opening})
union all
select unit, case when is_old then 'reopened' else 'created' end, worth, n from m
  where not goes_on and stands and not deal_was
union all
select unit, 'joined_scope', worth, n from m where not goes_on and stands and deal_was
union all
select unit, 'left_scope', worth_before, n from m where not goes_on and was and deal_stays
union all
select unit, 'joined_scope', worth_before, n from m where goes_on and not was and passed
union all
select unit, 'left_scope', worth_before, n from m where goes_on and was and not passed
union all
select unit, 'pulled_in', worth_before, n from m where goes_on and not passed and stands
union all
select unit, 'pushed_out', worth_before, n from m where goes_on and passed and not stands
union all
select unit, case when is_revalued then case when worth > worth_before then 'increased' else 'decreased' end
    when worth > worth_before then 'joined_scope' else 'left_scope' end, abs(worth - worth_before), 0 from m
  where goes_on and stands and worth <> worth_before
union all
select unit, case when close in ('won', 'lost') then close else 'left_scope' end, worth, n from m where close is not null)`;
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
