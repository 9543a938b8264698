import { column, measuresOf, type CubeDeclaration, type Measure } from '../declare/member.ts';
import { PLACE } from '../declare/place.ts';
import { placed } from '../declare/placed-rows.ts';
import { DEAL_COLUMNS, DEAL_DIMENSIONS } from './deal-dimensions.ts';

const TRAILING_DAYS = 90;

/** Each branch is one kind of row; `date` is the month begun, the day due, the day of the target or the last of 90. */
const ROWS = `
  select 'start' as kind, month_start as date, record_count, ${DEAL_COLUMNS}, is_slipped
  from star.fct_pipeline_period
  where month_start <= (select as_of_date from star.publish)
  union all by name
  select 'open' as kind, expected_close_date as date, record_count, ${DEAL_COLUMNS}
  from star.fct_pipeline
  cross join star.publish
  where state = 'open' and valid_from_date <= publish.as_of_date and valid_to_date > publish.as_of_date
  union all by name
  select kind, date, coalesce(target, actual) as amount, ${PLACE}
  from star.fct_target_actual_day
  where metric = 'won_amount' and kind in ('target', 'actual')
  union all by name
  select
    'trailing' as kind, day.date as date, event, cycle_days, record_count, amount, opportunity_id, opportunity_name,
    stage_key, pipeline, customer_key, product_id, campaign_id, source, deal_size_band, created_date, ${PLACE}
  from star.fct_opportunity_event as happened
  join star.dim_date as day
    on day.date >= happened.event_date and day.date < happened.event_date + ${TRAILING_DAYS}
  where event in ('created', 'won', 'lost') and day.date <= (select as_of_date from star.publish)`;

const due = measuresOf(['opportunity', 'opportunity.expected_close_on']);
const covered = measuresOf(['opportunity', 'opportunity.expected_close_on', 'target']);
const deal = measuresOf(['opportunity']);
const paced = measuresOf(['opportunity', 'opportunity.closed_at']);

const START = "{CUBE}.kind = 'start'";
const SLIPPED = `${START} and {CUBE}.is_slipped`;
const OPEN = "{CUBE}.kind = 'open'";
const WON = "{CUBE}.kind = 'trailing' and {CUBE}.event = 'won'";

function counted(condition: string): string {
  return `coalesce(sum({CUBE}.record_count) filter (where ${condition}), 0)::bigint`;
}

function amount(condition: string): string {
  return `case when count(*) filter (where ${condition}) = 0 then 0::decimal(18, 2)
    else sum({CUBE}.amount) filter (where ${condition}) end`;
}

/** Where nothing happened in 90 days there is no pace. */
function inTrailing(event: string): string {
  return counted(`{CUBE}.kind = 'trailing' and {CUBE}.event = '${event}'`);
}

const MEASURES: readonly Measure[] = [
  due.count(
    'due_count',
    ['Due at the beginning', '期初到期商机数'],
    ['Deals open when their month began and due in it.', '月初在跟且预计当月成交的商机数。'],
    counted(START),
    { unit: 'deals', good: null },
  ),
  due.money(
    'due_amount',
    ['Amount due at the beginning', '期初到期金额'],
    ['Amount of the deals open when their month began and due in it.', '月初在跟且预计当月成交的金额。'],
    amount(START),
    { good: null },
  ),
  due.count(
    'slipped_count',
    ['Slipped', '延期商机数'],
    [
      'Of those due at the beginning, still open at the end with a later expected close.',
      '期初到期商机中,期末仍在跟且预计成交日已推后的数量。',
    ],
    counted(SLIPPED),
    { unit: 'deals', good: 'down' },
  ),
  due.money(
    'slipped_amount',
    ['Slipped amount', '延期金额'],
    ['Amount, as the month began, of the deals that slipped.', '延期商机的月初金额。'],
    amount(SLIPPED),
    { good: 'down' },
  ),
  due.rate(
    'slip_rate',
    ['Slip rate', '延期率'],
    ['Slipped ÷ due at the beginning.', '延期商机数 ÷ 期初到期商机数。'],
    '{slipped_count} / nullif({due_count}, 0)',
    { good: 'down' },
  ),
  due.rate(
    'slip_rate_amount',
    ['Slip rate by amount', '延期率(按金额)'],
    ['Slipped amount ÷ amount due at the beginning.', '延期金额 ÷ 期初到期金额。'],
    '{slipped_amount} / nullif({due_amount}, 0)',
    { good: 'down' },
  ),
  due.count(
    'open_due_count',
    ['Open and due', '到期在跟商机数'],
    ['Deals open now whose expected close lies in the period.', '目前在跟、预计成交日在期间内的商机数。'],
    counted(OPEN),
    { unit: 'deals' },
  ),
  due.money(
    'open_due_amount',
    ['Open amount due', '到期在跟金额'],
    ['Amount of the deals open now and due in the period.', '目前在跟、预计成交日在期间内的金额。'],
    amount(OPEN),
  ),
  covered.money(
    'target',
    ['Target', '目标'],
    ['Target of won amount in the period; null where none is set.', '期间赢单金额目标;未设目标为空。'],
    "nullif(sum({CUBE}.amount) filter (where {CUBE}.kind = 'target'), 0)",
    { good: null },
  ),
  deal.money(
    'attained',
    ['Attained', '完成'],
    ['Amount won in the period.', '期间已赢单金额。'],
    "coalesce(sum({CUBE}.amount) filter (where {CUBE}.kind = 'actual'), 0::decimal(18, 2))",
  ),
  covered.ratio(
    'coverage',
    ['Coverage', '商机覆盖倍数'],
    [
      'Open amount due in the period ÷ (target − attained); null once nothing is left.',
      '到期在跟金额 ÷(目标 − 完成);已达标为空。',
    ],
    '{open_due_amount} / nullif(greatest({target} - {attained}, 0), 0)',
  ),
  covered.isTrue(
    'target_met',
    ['Target met', '已达标'],
    ['Nothing of the target is left; null where none is set.', '目标已完成;未设目标为空。'],
    '({target} <= {attained})',
  ),
  deal.distinct(
    'trailing_created_count',
    ['Created in 90 days', '近 90 天新增商机'],
    ['Deals created in the 90 days up to the end of the period.', '截至期末 90 天内创建的商机数。'],
    inTrailing('created'),
    { unit: 'deals' },
  ),
  deal.rate(
    'trailing_win_rate',
    ['Win rate over 90 days', '近 90 天赢单率'],
    [
      'Won ÷ (won + lost) in the 90 days up to the end of the period.',
      '截至期末 90 天内赢单数 ÷(赢单数 + 丢单数)。',
    ],
    `${inTrailing('won')} / nullif(${inTrailing('won')} + ${inTrailing('lost')}, 0)`,
  ),
  deal.averageMoney(
    'trailing_avg_deal_size',
    ['Average deal size over 90 days', '近 90 天平均单额'],
    [
      'Won amount ÷ deals won in the 90 days up to the end of the period.',
      '截至期末 90 天内赢单金额 ÷ 赢单数。',
    ],
    `sum({CUBE}.amount) filter (where ${WON}) / nullif(${inTrailing('won')}, 0)`,
  ),
  paced.days(
    'trailing_avg_cycle_days',
    ['Sales cycle over 90 days (mean)', '近 90 天平均成交周期'],
    [
      'Mean days from creation to close of the deals won in the 90 days up to the end of the period.',
      '截至期末 90 天内赢单商机从创建到关闭的平均天数。',
    ],
    `avg({CUBE}.cycle_days) filter (where ${WON})`,
    { good: 'down' },
  ),
  paced.averageMoney(
    'velocity_per_day',
    ['Sales velocity per day', '每日商机流速'],
    [
      'Created × win rate × average deal size ÷ mean cycle, all over the same 90 days.',
      '新增商机 × 赢单率 × 平均单额 ÷ 平均成交周期,均取同一 90 天。',
    ],
    '{trailing_created_count} * {trailing_win_rate} * {trailing_avg_deal_size} / nullif({trailing_avg_cycle_days}, 0)',
  ),
];

export const PIPELINE_PERIOD: CubeDeclaration = {
  name: 'pipeline_period',
  title: { en: 'Pipeline and period', zh: '商机与期间' },
  description: {
    en: 'What was due in a period: how much slipped, whether what is open covers the rest of the target, and how fast it flows.',
    zh: '期间到期的商机:延期多少、在跟商机够不够打目标余额、流速如何。',
  },
  sql: placed(ROWS),
  policy: 'place',
  fixed: [],
  state: { date: 'date', rows: { member: 'kind', value: 'trailing' }, at: 'end' },
  dimensions: [
    column('date', 'date', ['Date', '日期'], undefined, {
      description: [
        'Of what was due: the first of its month; of open deals: the expected close; of target and attained: the day; of the velocity: the last of the 90 days.',
        '到期:所属月首日;在跟:预计成交日;目标与完成:当日;流速:90 天的最后一日。',
      ],
    }),
    column('kind', 'string', ['Kind of row', '行类型'], undefined, {
      description: [
        'start (due when its month began), open (open now), target, actual, trailing (happened in the 90 days)',
        'start 月初到期、open 目前在跟、target 目标、actual 完成、trailing 90 天内发生',
      ],
    }),
    column('is_slipped', 'boolean', ['Slipped', '延期']),
    ...DEAL_DIMENSIONS,
  ],
  measures: MEASURES,
};
