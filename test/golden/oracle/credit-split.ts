/**
 * Shared credit (metrics.md §2): where credit rows exist, amounts go by share to each person and the count goes
 * whole to the owner of the event, who stands there with 0 when not credited.
 *
 * Readings:
 * - a share that nobody else was given is the owner's, credited or not.
 * - cents lost in rounding the shares stay with the owner where that is a share, else with the largest one, so that
 *   the parts of an event add up to it.
 *
 * `events` is a table with eid, record, owner, amount; answers SQL for eid, owner, amount, n.
 */
export function splitCredit(events: string, recordType: 'opportunity' | 'order' | 'contract'): string {
  return `
with others as (
  select e.eid, e.amount, c.person as owner, c.share, 0 as n
  from ${events} e join o.credit c on c.record_type = '${recordType}' and c.record = e.record
  where c.person is distinct from e.owner
), shares as (
  select * from others
  union all
  select e.eid, e.amount, e.owner, 1 - coalesce((select sum(share) from others where others.eid = e.eid), 0), 1
  from ${events} e
), rounded as (
  select *, round(amount * share, 2)::decimal(18,2) as part,
    row_number() over (partition by eid order by (n = 1 and share <> 0) desc, share desc, owner) as nth
  from shares
)
select eid, owner,
  case when nth = 1 then (amount - (sum(part) over (partition by eid) - part))::decimal(18,2) else part end as amount, n
from rounded`;
}
