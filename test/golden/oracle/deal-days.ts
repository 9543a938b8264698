import { splitCredit } from './credit-split.ts';
import type { OracleDb } from './oracle-db.ts';
import { withPlace } from './org-paths.ts';

/**
 * Every open deal on every day (metrics.md §5), and the day on which it closed: \`o.deal_day\`, one row per deal, day
 * and credited person, with \`state\` open, or what it closed as.
 *
 * Readings:
 * - a day is shown as it ended. An amount, an owner or an expected close is what the last change up to then made it,
 *   before the first change what that change replaced, and without any change what it is now.
 * - a deal is open from its creation to its close, by the system's own moment of closing; a close that was taken back
 *   is one from the change that made it to the change that undid it.
 * - the amount is at the rate of the day of its last change, at first of its creation.
 * - on the day of its close a deal has the owner and the amount of that day, and the stage and expected close of before.
 * - a deal that nobody owns hangs on its pool, else on the unit whose territory holds its customer that day.
 * - stalled: 14 days and more since its last activity that was not cancelled, or since its creation.
 */
export async function buildDealDays(db: OracleDb): Promise<void> {
  const asOf = (field: string, present: string, parsed: (text: string) => string): string => `case
    when not exists (from o.opp_change c where c.opp = e.opp and c.field = '${field}') then ${present}
    when exists (from o.opp_change c where c.opp = e.opp and c.field = '${field}' and o.bday(c.ts) <= e.day)
      then (select arg_max({'v': ${parsed('c.new_value')}}, c.ts) from o.opp_change c
        where c.opp = e.opp and c.field = '${field}' and o.bday(c.ts) <= e.day).v
    else (select arg_min({'v': ${parsed('c.old_value')}}, c.ts) from o.opp_change c where c.opp = e.opp and c.field = '${field}').v
  end`;
  await db.run(`
create or replace table o.deal_stage_day as
select d.opp, y.day, arg_max(c.to_stage, c.ts) as moved_to
from o.opp d join o.day y on y.day >= o.bday(d.created_at) and y.day <= (select today from o.setting)
left join o.stage_change c on c.opp = d.opp and o.bday(c.ts) <= y.day
group by d.opp, y.day;

create or replace table o.deal_state as
select m.opp, m.day, d.pipeline,
  case
    when n.kind <> 'open' and o.bday(d.closed_at) <= m.day then n.kind
    else coalesce(moved.kind, 'open')
  end as state,
  coalesce(m.moved_to, case when n.kind = 'open' then d.stage end) as stage
from o.deal_stage_day m join o.opp d using (opp)
join o.stage n on n.pipeline = d.pipeline and n.stage = d.stage
left join o.stage moved on moved.pipeline = d.pipeline and moved.stage = m.moved_to;

create or replace table o.deal_turn as
select *, coalesce(lag(state) over w, 'none') as state_before, lag(stage) over w as stage_before,
  count(*) filter (state <> 'none') over w > 1 as is_old
from o.deal_state window w as (partition by opp order by day);

create or replace table o.deal_day_whole as
with e as (
  select opp, day, pipeline, state, case state when 'open' then stage else stage_before end as stage,
    state_before, is_old, case state when 'open' then day else day - 1 end as due_day
  from o.deal_turn where state = 'open' or state_before = 'open'
), known as (
  select e.* exclude (due_day), d.customer, d.product, d.source, d.created_at, d.pool_unit,
    ${asOf('amount', 'd.amount', (text) => `${text}::decimal(18,2)`)} as amount,
    ${asOf('owner', 'd.owner', (text) => text)} as owner,
    ${asOf('expected_close', 'd.expected_close_on', (text) => `${text}::date`).replaceAll('e.day', 'e.due_day')} as due,
    coalesce((select max(o.bday(c.ts)) from o.opp_change c where c.opp = e.opp and c.field = 'amount' and o.bday(c.ts) <= e.day),
      o.bday(d.created_at)) as valued_on,
    d.currency,
    (select count(*) from o.opp_change c where c.opp = e.opp and c.field = 'expected_close' and o.bday(c.ts) <= e.day
      and c.new_value::date > c.old_value::date) as pushes,
    (select max(o.bday(a.ts)) from o.activity a where a.opp = e.opp and a.outcome is distinct from 'cancelled'
      and o.bday(a.ts) <= e.day) as touched_on
  from e join o.opp d using (opp)
)
select row_number() over () as eid, opp as record, * exclude (opp, amount, currency, touched_on, pool_unit),
  o.cents(amount, currency, valued_on) as amount,
  day - greatest(coalesce(touched_on, date '0001-01-01'), o.bday(created_at)) >= 14 as is_stalled,
  coalesce(pool_unit, o.territory_on(customer, day)) as fallback
from known;

create or replace table o.deal_day_split as ${splitCredit('o.deal_day_whole', 'opportunity')};

create or replace table o.deal_day as ${withPlace(`
select w.* exclude (owner, amount),
  case when w.amount < 10000 then '1: < 10K' when w.amount < 50000 then '2: 10K-50K' when w.amount < 200000 then '3: 50K-200K'
    when w.amount < 1000000 then '4: 200K-1M' when w.amount is not null then '5: >= 1M' end as band, s.owner, s.amount, s.n, t.probability
from o.deal_day_whole w join o.deal_day_split s using (eid)
left join o.stage t on t.pipeline = w.pipeline and t.stage = w.stage`)}`);
}
