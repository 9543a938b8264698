import { carriedColumns, type Extra } from '../declare/extra.ts';
import { column, measuresOf, type CubeDeclaration, type Measure } from '../declare/member.ts';
import { placed } from '../declare/placed-rows.ts';
import { DEAL_COLUMNS, DEAL_DIMENSIONS } from './deal-dimensions.ts';

/** One set of open deals for every day up to the publish: a query takes those of one day in each of its periods. */
const openDeals = (extras: readonly Extra[]): string => `
  select
    ${DEAL_COLUMNS}, record_count, is_stalled, push_count, day.date as as_of,
    date_diff('day', created_date, day.date) as age_days,
    expected_close_date < day.date as is_overdue,
    -- today's probability of the stage then, to the cent
    round(amount::decimal(26, 2) * stage.probability::decimal(11, 10), 2)::decimal(18, 2) as weighted_amount
    ${carriedColumns(extras, { opportunity: '' })}
  from star.fct_pipeline as fact
  join star.dim_date as day on day.date >= fact.valid_from_date and day.date < fact.valid_to_date
  left join (select stage_key, probability from star.dim_stage) as stage using (stage_key)
  where fact.state = 'open' and day.date <= (select as_of_date from star.publish)`;

const open = measuresOf(['opportunity']);
const due = measuresOf(['opportunity', 'opportunity.expected_close_on']);

function counted(condition: string): string {
  return `coalesce(sum({CUBE}.record_count) filter (where ${condition}), 0)::bigint`;
}

/** 0 where no deal is open; null where deals are and nobody knows an amount of theirs. */
function sum(amount: string, condition = 'true'): string {
  return `case when count(*) filter (where ${condition}) = 0 then 0::decimal(18, 2)
    else sum({CUBE}.${amount}) filter (where ${condition}) end`;
}

const MEASURES: readonly Measure[] = [
  open.count(
    'open_count',
    ['Open deals', '在跟商机数'],
    ['Deals open at the end of the day.', '当日结束时在跟的商机数。'],
    counted('true'),
    { unit: 'deals' },
  ),
  open.money(
    'open_amount',
    ['Open pipeline', '在跟商机金额'],
    [
      'Amount of the deals open at the end of the day, at the rate of their last change of amount.',
      '当日结束时在跟商机的金额,按最近一次改金额之日的汇率折算。',
    ],
    sum('amount'),
  ),
  measuresOf(['opportunity', 'pipeline_stage.probability']).money(
    'weighted_amount',
    ['Weighted pipeline', '加权金额'],
    [
      'Amount × today’s probability of the stage then, each deal to the cent.',
      '金额 × 当时所处阶段的现行赢率,逐单计到分。',
    ],
    sum('weighted_amount'),
  ),
  measuresOf(['opportunity', 'activity.opportunity_id']).count(
    'stalled_count',
    ['Stalled', '停滞商机'],
    [
      'Open deals without an activity for pipeline.stalled_days days, counted from their creation at the earliest.',
      '超过 pipeline.stalled_days 天没动静的在跟商机数,最早自创建起算。',
    ],
    counted('{CUBE}.is_stalled'),
    { unit: 'deals', good: 'down' },
  ),
  measuresOf(['opportunity', 'activity.opportunity_id']).money(
    'stalled_amount',
    ['Stalled amount', '停滞商机金额'],
    ['Amount of the stalled deals.', '停滞商机的金额。'],
    sum('amount', '{CUBE}.is_stalled'),
    { good: 'down' },
  ),
  due.count(
    'overdue_count',
    ['Overdue close', '已过预计成交日'],
    ['Open deals whose expected close lies before the day.', '预计成交日早于当日的在跟商机数。'],
    counted('{CUBE}.is_overdue'),
    { unit: 'deals', good: 'down' },
  ),
  due.money(
    'overdue_amount',
    ['Overdue amount', '已过预计成交日金额'],
    ['Amount of the deals past their expected close.', '已过预计成交日商机的金额。'],
    sum('amount', '{CUBE}.is_overdue'),
    { good: 'down' },
  ),
  open.days(
    'avg_age_days',
    ['Average age', '平均商机龄'],
    ['Mean days from creation to the day.', '自创建至当日的平均天数。'],
    'avg({CUBE}.age_days) filter (where {CUBE}.record_count = 1)',
    { good: 'down' },
  ),
  due.count(
    'push_count',
    ['Times pushed out', '推迟次数'],
    [
      'How often the expected close of the open deals was moved later.',
      '在跟商机的预计成交日被推后的次数合计。',
    ],
    'coalesce(sum({CUBE}.push_count) filter (where {CUBE}.record_count = 1), 0)::bigint',
    { unit: 'times', good: 'down' },
  ),
];

export const pipeline = (extras: readonly Extra[]): CubeDeclaration => ({
  name: 'pipeline',
  title: { en: 'Pipeline', zh: '商机' },
  description: {
    en: 'What is open, now or at the end of any past day: one row per open deal.',
    zh: '目前或任一过往日结束时在跟的商机:每个商机一行。',
  },
  sql: placed(openDeals(extras)),
  policy: 'place',
  fixed: [],
  state: { date: 'as_of', rows: null, at: 'end' },
  dimensions: [
    column('as_of', 'date', ['As of', '截至日期'], undefined, {
      description: [
        'The day whose end is shown: today unless named; of a coarser grain the last day of each period.',
        '所看的是哪一日结束时:默认今日;按周、月等分组时取各期最后一日。',
      ],
    }),
    column('is_stalled', 'boolean', ['Stalled', '停滞'], undefined, { needs: ['activity.opportunity_id'] }),
    column('is_overdue', 'boolean', ['Past its expected close', '已过预计成交日'], undefined, {
      needs: ['opportunity.expected_close_on'],
    }),
    ...DEAL_DIMENSIONS,
  ],
  measures: MEASURES,
});
