import { measuresOf, type Measure } from '../declare/member.ts';
import { isMapped, type Coverage } from '../schema/coverage.ts';

const target = measuresOf(['target']);
const always = measuresOf([]);

/** Targets and actuals are amounts or counts, whichever the metric is: two decimals serve both. */
function sum(column: string, condition?: string): string {
  const filter = condition === undefined ? '' : ` filter (where ${condition})`;
  return `coalesce(sum({CUBE}.${column})${filter}, 0::decimal(18, 2))`;
}

/** A part of the target: null where none is set (or it is zero), 0 where none of it falls under the condition. */
function partOfTarget(condition: string): string {
  return `case when {target} is not null then ${sum('target', condition)} end`;
}

/** One figure of the people with a target, each with the sums of their own rows; see hit_rate. */
function ofPeople(figure: string): string {
  const person = 'struct_pack(owner_id := {CUBE}.owner_id, target := {CUBE}.target, actual := {CUBE}.actual)';
  const counts = "{CUBE}.kind in ('target', 'actual') and {CUBE}.owner_id <> 'unassigned'";
  return `(select ${figure} from (
    select sum(one.target) as target, coalesce(sum(one.actual), 0) as actual
    from unnest(list(${person}) filter (where ${counts})) as listed (one)
    group by one.owner_id having sum(one.target) <> 0
  ) as people)`;
}

/** Four in five times the open deals bring no less and no more than so many standard deviations about the forecast. */
const SPREAD = `(1.2815515655446004 * sqrt(coalesce(sum({CUBE}.variance) filter (where {CUBE}.kind = 'open'), 0)))`;

/** Rows of targets reach to the end of their period, so their days are the days of the period. */
function targetDays(condition: string): string {
  return `count(distinct {CUBE}.date) filter (where {CUBE}.kind = 'target' and {CUBE}.is_working_day and ${condition})`;
}

/** Which entities a targeted metric is counted from: where they are not mapped, its actual is unknown, not 0. */
const TARGETED_METRICS: Readonly<Record<string, readonly string[]>> = {
  won_amount: ['opportunity'],
  won_count: ['opportunity'],
  lost_amount: ['opportunity'],
  lost_count: ['opportunity'],
  created_count: ['opportunity'],
  created_amount: ['opportunity'],
  revenue: ['order'],
  net_revenue: ['order', 'order.refund_amount'],
  order_count: ['order'],
  new_customer_count: ['order'],
  signed_count: ['contract'],
  signed_amount: ['contract'],
  lead_count: ['lead'],
  call_count: ['activity'],
  connected_call_count: ['activity', 'activity.outcome'],
  visit_count: ['activity'],
  verified_visit_count: ['activity.lat'],
  meeting_count: ['activity'],
};

function actual(coverage: Coverage): string {
  const unknown = Object.entries(TARGETED_METRICS).filter(([, needs]) => !isMapped(needs, coverage));
  if (unknown.length === 0) return sum('actual');
  const names = unknown.map(([metric]) => `'${metric}'`).join(', ');
  return `(case when bool_and({CUBE}.metric in (${names})) then null else ${sum('actual')} end)`;
}

export function targetMeasures(coverage: Coverage): readonly Measure[] {
  return [
    target.money(
      'target',
      ['Target', '目标'],
      ['Sum of the day targets; null where none is set.', '每日目标之和;未设目标为空。'],
      `nullif(${sum('target')}, 0)`,
      { good: null },
    ),
    always.money(
      'actual',
      ['Actual', '完成'],
      ['What was attained of the metric.', '该指标的完成值。'],
      actual(coverage),
      { lastAt: 'last_event_at' },
    ),
    target.rate(
      'attainment',
      ['Attainment', '达成率'],
      ['Actual ÷ target.', '完成 ÷ 目标。'],
      '{actual} / {target}',
      { lastAt: 'last_event_at' },
    ),
    target.money(
      'gap',
      ['Gap to target', '还差'],
      ['Target − actual; negative is ahead.', '目标 − 完成;负数为超额。'],
      '({target} - {actual})',
      { good: 'down' },
    ),
    target.distinct(
      'working_days',
      ['Working days', '工作日数'],
      ['Working days of the period that have a target.', '期间内有目标的工作日数。'],
      targetDays('true'),
      { unit: 'days', good: null },
    ),
    target.distinct(
      'working_days_closed',
      ['Working days closed', '已过工作日'],
      ['Working days before today.', '今日之前的工作日数。'],
      targetDays('{CUBE}.is_closed_day'),
      { unit: 'days', good: null },
    ),
    target.distinct(
      'working_days_left',
      ['Working days left', '剩余工作日'],
      ['Working days from today on.', '含今日在内的剩余工作日数。'],
      targetDays('not {CUBE}.is_closed_day'),
      { unit: 'days', good: null },
    ),
    target.rate(
      'time_progress',
      ['Time elapsed', '时间进度'],
      ['Working days closed ÷ working days.', '已过工作日 ÷ 工作日数。'],
      '{working_days_closed} / nullif({working_days}, 0)',
      { good: null },
    ),
    target.rate(
      'progress_gap',
      ['Ahead / behind', '进度差'],
      ['Attainment − time elapsed, in percentage points.', '达成率 − 时间进度,单位为百分点。'],
      '({attainment} - {time_progress})',
    ),
    target.money(
      'target_to_date',
      ['Target to date', '应完成'],
      [
        'The target of the days closed; today counts only on live boards.',
        '已过日期的目标;今日仅在实时看板计入。',
      ],
      partOfTarget('{CUBE}.is_closed_day'),
      { good: null },
    ),
    target.money(
      'target_to_date_live',
      ['Target to date, today included', '应完成(含今日)'],
      ['The target of the days up to today.', '截至今日(含)的目标。'],
      partOfTarget('{CUBE}.is_begun_day'),
      { good: null },
    ),
    target.ratio(
      'pace',
      ['Pace', '进度比'],
      ['Actual ÷ target to date.', '完成 ÷ 应完成。'],
      '{actual} / nullif({target_to_date}, 0)',
    ),
    target.ratio(
      'pace_live',
      ['Pace, today included', '进度比(含今日)'],
      ['Actual ÷ target to date with today.', '完成 ÷ 应完成(含今日)。'],
      '{actual} / nullif({target_to_date_live}, 0)',
    ),
    target.averageMoney(
      'run_rate_projection',
      ['At this pace', '按当前速度预计'],
      ['Actual ÷ time elapsed.', '完成 ÷ 时间进度。'],
      '{actual} / nullif({time_progress}, 0)',
    ),
    target.averageMoney(
      'required_per_working_day',
      ['Needed per working day', '日均需完成'],
      [
        'Gap ÷ working days left, today included; null when none is left.',
        '还差 ÷ 剩余工作日(含今日);无剩余为空。',
      ],
      '{gap} / nullif({working_days_left}, 0)',
      { good: 'down' },
    ),
    measuresOf(['opportunity', 'opportunity.expected_close_on']).money(
      'forecast',
      ['Forecast', '预计完成'],
      [
        'Actual + open deals due in the period × the historical win rate of their stage; for won_amount and won_count.',
        '完成 + 期间内预计成交的在跟商机 × 阶段历史赢单率;仅限赢单金额与赢单数。',
      ],
      `(case when bool_and({CUBE}.metric in ('won_amount', 'won_count')) filter (where {CUBE}.kind <> 'plan') then {actual} + ${sum('forecast')} end)`,
    ),
    measuresOf(['target', 'opportunity', 'opportunity.expected_close_on']).rate(
      'forecast_attainment',
      ['Forecast attainment', '预计达成率'],
      ['Forecast ÷ target.', '预计完成 ÷ 目标。'],
      '{forecast} / {target}',
    ),
    measuresOf(['target', 'opportunity', 'opportunity.expected_close_on']).word(
      'will_attain',
      ['Will it be attained', '能否完成'],
      [
        'yes, at_risk or no: the interval that holds the forecast four times in five lies above the target, around it or below it.',
        'yes 能完成、at_risk 有风险、no 完不成:以八成把握的预计区间与目标相比。',
      ],
      `(case
        when {forecast} is null or {target} is null then null
        when {forecast}::double - ${SPREAD} >= {target}::double then 'yes'
        when {forecast}::double + ${SPREAD} < {target}::double then 'no'
        else 'at_risk'
      end)`,
    ),
    target.distinct(
      'targeted_people_count',
      ['People with a target', '有目标人数'],
      ['People with a target in the period.', '期间内设有目标的人数。'],
      ofPeople('count(*)'),
      { unit: 'people', good: null },
    ),
    target.distinct(
      'hit_people_count',
      ['People on target', '达标人数'],
      ['People at or above their target.', '达到或超过目标的人数。'],
      ofPeople('count(*) filter (where people.actual >= people.target)'),
      { unit: 'people' },
    ),
    target.rate(
      'hit_rate',
      ['Share on target', '达标率'],
      ['People at or above target ÷ people with a target.', '达标人数 ÷ 有目标人数。'],
      '{hit_people_count}::double / nullif({targeted_people_count}, 0)',
    ),
    target.money(
      'unallocated',
      ['Unallocated', '未分解'],
      [
        "The part of units' own targets that their children do not carry; may be negative.",
        '组织自身目标中未分到下级的部分,可为负。',
      ],
      partOfTarget('{CUBE}.is_remainder'),
      { good: null },
    ),
    always.lastMoment(
      'last_event_at',
      ['Last change of the actual', '完成最近变动'],
      "max({CUBE}.event_at_local) filter (where {CUBE}.kind = 'actual')",
    ),
  ];
}
