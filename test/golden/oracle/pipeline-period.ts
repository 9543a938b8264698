import type { Measure } from './measure.ts';
import type { OracleDb } from './oracle-db.ts';

/**
 * Slips, coverage and velocity (metrics.md §5). Readings:
 * - a month begins with what was open when the day before ended; of a month that has not ended the end is today.
 * - slipped: still open at the end, with a later expected close than it had at the beginning.
 * - coverage: what is open now and due in the period, against what is left of the target of won amount.
 * - the 90 days end with the period, or today when the period has not ended.
 */
export async function buildPipelinePeriod(db: OracleDb): Promise<void> {
  await db.run(`
create or replace table o.pipeline_period as
select 'start' as kind, date_trunc('month', s.due)::date as day, s.is_path, s.then_path, s.owner, s.source, s.pipeline, s.amount as v, s.n,
  exists (from o.deal_day e where e.record = s.record and e.n = 1 and e.state = 'open' and e.due > s.due
    and e.day = least(last_day(s.due), (select today from o.setting))) as is_slipped
from o.deal_day s where s.state = 'open' and s.day = date_trunc('month', s.due)::date - 1
  and date_trunc('month', s.due)::date <= (select today from o.setting)
union all
select 'open', due, is_path, then_path, owner, source, pipeline, amount, n, null from o.deal_day
where state = 'open' and day = (select today from o.setting) and due is not null
union all
select kind, day, is_path, then_path, owner, null, null, value, null, null from o.targets
where metric = 'won_amount' and kind in ('target', 'actual')`);
}

/** The set asked for, with what happened in the 90 days up to its end. */
export function periodRows(where: string, trailing: string, unit: string): string {
  return `(
select ${unit} as unit, kind, v, n, is_slipped, null as event, null as cycle_days from o.pipeline_period where ${where}
union all
select ${unit}, 'trailing', amount, n, null, event, cycle_days from o.sales
where event in ('created', 'won', 'lost') and ${trailing})`;
}

const counted = (what: string): string => `coalesce(sum(n) filter (${what}), 0)`;
const money = (what: string): string =>
  `case when count(*) filter (${what}) = 0 then 0::decimal(18,2) else sum(v) filter (${what}) end`;
const start = `kind = 'start'`;
const slipped = `${start} and is_slipped`;
const open = `kind = 'open'`;
const target = `nullif(sum(v) filter (kind = 'target'), 0)`;
const attained = `coalesce(sum(v) filter (kind = 'actual'), 0)`;
const happened = (event: string): string => `coalesce(sum(n) filter (event = '${event}'), 0)`;
const winRate = `(${happened('won')})::double / nullif(${happened('won')} + ${happened('lost')}, 0)`;
const dealSize = `(sum(v) filter (event = 'won'))::double / nullif(${happened('won')}, 0)`;
const cycle = `avg(cycle_days) filter (event = 'won' and n = 1)`;

/** Members over \`periodRows\`. */
export const PIPELINE_PERIOD: readonly Measure[] = [
  { member: 'due_count', sql: counted(start), needs: ['expected_close_on'] },
  { member: 'due_amount', sql: money(start), needs: ['expected_close_on'] },
  { member: 'slipped_count', sql: counted(slipped), needs: ['expected_close_on'] },
  { member: 'slipped_amount', sql: money(slipped), needs: ['expected_close_on'] },
  {
    member: 'slip_rate',
    sql: `(${counted(slipped)})::double / nullif(${counted(start)}, 0)`,
    needs: ['expected_close_on'],
  },
  {
    member: 'slip_rate_amount',
    sql: `(${money(slipped)})::double / nullif(${money(start)}, 0)`,
    needs: ['expected_close_on'],
  },
  { member: 'open_due_count', sql: counted(open), needs: ['expected_close_on'] },
  { member: 'open_due_amount', sql: money(open), needs: ['expected_close_on'] },
  { member: 'target', sql: target, needs: ['target'] },
  { member: 'attained', sql: attained, needs: ['opportunity'] },
  {
    member: 'coverage',
    sql: `case when ${target} > ${attained} then (${money(open)})::double / (${target} - ${attained}) end`,
    needs: ['target', 'expected_close_on'],
  },
  { member: 'target_met', sql: `${attained} >= ${target}`, needs: ['target', 'expected_close_on'] },
  { member: 'trailing_created_count', sql: happened('created'), needs: ['opportunity'] },
  { member: 'trailing_win_rate', sql: winRate, needs: ['opportunity'] },
  { member: 'trailing_avg_deal_size', sql: dealSize, needs: ['opportunity'] },
  { member: 'trailing_avg_cycle_days', sql: cycle, needs: ['opportunity'] },
  {
    member: 'velocity_per_day',
    sql: `${happened('created')} * (${winRate}) * (${dealSize}) / nullif(${cycle}, 0)`,
    needs: ['opportunity'],
  },
];
