import type { OracleDb } from './oracle-db.ts';

/**
 * Where everybody sat, day by day: written out for every day rather than as intervals, so that no interval
 * arithmetic can be wrong in the same way twice. A few hundred people over two years are a few 100,000 rows.
 *
 * Readings of metrics.md §2:
 * - in force on a day = of the versions covering it the one with the latest valid_from; where none covers it the
 *   last one that began before (who left counts where they last sat); before the first, the first.
 * - the tree of a day is made of the parents in force on that day; the root has depth 1; a unit whose parent does
 *   not exist, or that sits in a cycle, hangs under 'unassigned', which itself hangs under the root.
 * - in post: from the day of hiring (unknown: from the first deal, lead or activity) to the last day in post, both included, up to today.
 * - "as is" is the tree and the seat of today (the business date of as_of).
 */
export async function buildOrgPaths(db: OracleDb): Promise<void> {
  await db.run(`
create or replace table o.unit_day as
select day, unit, name, type, parent from (
  select d.day, v.*, row_number() over (
    partition by d.day, v.unit order by
      case when coalesce(v.valid_from, date '0001-01-01') <= d.day
            and coalesce(v.valid_to, date '9999-12-31') > d.day then 0
           when coalesce(v.valid_from, date '0001-01-01') <= d.day then 1 else 2 end,
      case when coalesce(v.valid_from, date '0001-01-01') <= d.day
           then - (coalesce(v.valid_from, date '0001-01-01') - date '0001-01-01')
           else v.valid_from - date '0001-01-01' end) as nth
  from o.day d cross join o.unit_version v) where nth = 1;

create or replace table o.path_day as
with recursive roots as (
  select day, min(unit) as root, count(*) as n from o.unit_day where parent is null group by day
), walk as (
  select u.day, u.unit, [u.unit] as path from o.unit_day u where u.parent is null
  union all
  select u.day, u.unit, list_append(w.path, u.unit) from walk w join o.unit_day u on u.day = w.day and u.parent = w.unit
)
select day, unit, path from walk
union all select day, 'unassigned', [root, 'unassigned'] from roots;

create or replace table o.seat_day as
select day, person, unit from (
  select d.day, s.*, row_number() over (
    partition by d.day, s.person order by
      case when coalesce(s.valid_from, date '0001-01-01') <= d.day
            and coalesce(s.valid_to, date '9999-12-31') > d.day then 0
           when coalesce(s.valid_from, date '0001-01-01') <= d.day then 1 else 2 end,
      case when coalesce(s.valid_from, date '0001-01-01') <= d.day
           then - (coalesce(s.valid_from, date '0001-01-01') - date '0001-01-01')
           else s.valid_from - date '0001-01-01' end) as nth
  from o.day d cross join o.seat s where s.unit is not null) where nth = 1;

create or replace table o.unit_now as
select p.unit, p.path, len(p.path) as depth, coalesce(u.name, 'unassigned') as name, u.type
from o.path_day p join o.setting on p.day = today left join o.unit_day u on u.day = p.day and u.unit = p.unit;

create or replace table o.seat_now as
select s.person, s.unit from o.seat_day s join o.setting on s.day = today;
`);
}

/** Who was in post on which day. */
export async function buildPostDays(db: OracleDb): Promise<void> {
  await db.run(`
create or replace temp view first_seen as
select owner, day from o.deal_event where event = 'created' union all select owner, day from o.order_event
union all select owner, o.bday(created_at) from o.lead union all select owner, o.bday(ts) from o.activity;
create or replace table o.post_day as
select p.person, d.day, d.is_working from o.person p
left join (select owner as person, min(day) as day from first_seen group by owner) f using (person)
join o.day d on d.day >= coalesce(p.hired, f.day) and d.day <= coalesce(p.left_on, date '9999-12-31')
where d.day <= (select today from o.setting);
`);
}

/**
 * SQL that gives a fact table its place: expects columns owner, fallback (unit or null), day.
 * Adds \`is_path\` and \`then_path\` (lists of unit ids from the root), is_unit, then_unit.
 * An owner nobody knows is no owner: the fact hangs on the fallback, else on 'unassigned'.
 */
export function withPlace(factSql: string): string {
  return `
with fact as (${factSql})
select fact.*, n.path as is_path, n.unit as is_unit, p.path as then_path, p.unit as then_unit
from fact
left join o.seat_now sn on sn.person = fact.owner
left join o.seat_day sd on sd.person = fact.owner and sd.day = fact.day
left join o.unit_now known on known.unit = fact.fallback
join o.unit_now n on n.unit = coalesce(case when sn.unit in (select unit from o.unit_now) then sn.unit end, known.unit, 'unassigned')
join o.path_day p on p.day = fact.day
  and p.unit = coalesce(case when sd.unit in (select unit from o.unit_now) then sd.unit end, known.unit, 'unassigned')`;
}
