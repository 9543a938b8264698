import type { Measure } from './measure.ts';
import type { OracleDb } from './oracle-db.ts';
import { withPlace } from './org-paths.ts';

/**
 * Tasks (metrics.md §11), one row each on the business date it was given out.
 *
 * Readings:
 * - a control group is kept back: it counts in the control members alone.
 * - looked at from the giving out to the due moment (the task's, else its batch's, else thirty days), both included.
 * - contacted: a connected call, a visit, a meeting or a message with the task's (merged) customer or lead, by anybody.
 * - converted: the customer paid an order or a deal with it was won; the lead became an opportunity.
 * - due: there is a due moment, and it is over or the task is done. Nobody's task hangs on the unit that issued it.
 * - a goal is met when what was reached is at least the sum over the tasks of their batches' goals.
 * - lift is a difference of rates.
 */
export async function buildTasks(db: OracleDb): Promise<void> {
  await db.run(`
create or replace table o.tasks as ${withPlace(`
with whole as (
  select t.task, t.batch, t.type, t.lead, t.person as owner, t.ts, o.bday(t.ts) as day, t.done_at, t.is_control, b.origin, b.cover_goal, b.conv_goal,
    coalesce(t.due_at, b.due_at) as due_at, coalesce(t.due_at, b.due_at, t.ts + interval 30 day) as until, g.grp,
    coalesce(b.unit, o.territory_on(t.customer, o.bday(t.ts))) as fallback
  from o.task t left join o.batch b using (batch) left join o.customer_group g using (customer)
), contact as (
  select a.ts, a.lead, g.grp from o.activity a left join o.customer_group g using (customer)
  where a.type in ('visit', 'meeting', 'message') and a.outcome is distinct from 'cancelled' or a.type = 'call' and a.outcome = 'connected'
), bought as (
  select customer as grp, paid_at as ts from o.paid_order
  union all select g.grp, d.closed_at from o.opp d join o.stage s using (pipeline, stage) join o.customer_group g using (customer) where s.kind = 'won'
), became as (
  select lead, ts from o.lead_status where status = 'converted'
)
select w.*, exists (from contact c where (c.grp = w.grp or c.lead = w.lead) and c.ts between w.ts and w.until) as is_contacted,
  exists (from bought p where p.grp = w.grp and p.ts between w.ts and w.until)
    or exists (from became p join o.lead l using (lead) where p.lead = w.lead and l.status = 'converted' and p.ts between w.ts and w.until) as is_converted
from whole w`)}`);
}

const of = (what: string): string => `count(*) filter (not is_control and ${what})`;
const control = (what: string): string => `count(*) filter (is_control and ${what})`;
const rate = (above: string, below: string): string => `${above}::double / nullif(${below}, 0)`;
const now = '(select as_of from o.setting)';
const due = of(`due_at is not null and (done_at is not null or due_at <= ${now})`);
const conversion = rate(of('is_converted'), of('true'));
const controlled = rate(control('is_converted'), control('true'));
const reaches = (goal: string, what: string): string =>
  `coalesce(${of(`${goal} is not null and ${what}`)} >= sum(${goal}) filter (not is_control), true)`;

/** Members of the view over \`o.tasks\`. */
export const TASKS: readonly Measure[] = [
  { member: 'assigned_count', sql: of('true'), needs: ['task'] },
  { member: 'done_count', sql: of('done_at is not null'), needs: ['task'] },
  { member: 'due_count', sql: due, needs: ['task'] },
  { member: 'on_time_count', sql: of('done_at <= due_at'), needs: ['task'] },
  { member: 'on_time_rate', sql: rate(of('done_at <= due_at'), due), needs: ['task'] },
  { member: 'overdue_count', sql: of(`done_at is null and due_at <= ${now}`), needs: ['task'] },
  { member: 'contacted_count', sql: of('is_contacted'), needs: ['task', 'activity'] },
  { member: 'contact_coverage', sql: rate(of('is_contacted'), of('true')), needs: ['task', 'activity'] },
  { member: 'converted_count', sql: of('is_converted'), needs: ['task', 'order'] },
  { member: 'conversion_rate', sql: conversion, needs: ['task', 'order'] },
  {
    member: 'goal_met',
    sql: `case when count(cover_goal) + count(conv_goal) > 0 then
      (${reaches('cover_goal', 'is_contacted')} and ${reaches('conv_goal', 'is_converted')}) end`,
    needs: ['task', 'order', 'activity'],
  },
  { member: 'control_count', sql: control('true'), needs: ['task'] },
  { member: 'control_converted_count', sql: control('is_converted'), needs: ['task', 'order'] },
  { member: 'control_conversion_rate', sql: controlled, needs: ['task', 'order'] },
  { member: 'lift', sql: `${conversion} - ${controlled}`, needs: ['task', 'order'] },
  { member: 'last_event_at', sql: 'o.moment(max(ts) filter (not is_control))', needs: ['task'] },
];
