import {
  column,
  lookup,
  measuresOf,
  type CubeDeclaration,
  type Dimension,
  type Measure,
} from '../declare/member.ts';
import { CUSTOMER_DIMENSIONS, PLACE_DIMENSIONS } from '../declare/place.ts';
import { placed } from '../declare/placed-rows.ts';

const STEPS = [1, 2, 3, 4, 5, 6, 7, 8] as const;
const attempt = measuresOf(['lead|opportunity']);

/** Attributes of an attempt, the same on the wide and on the long view. */
export const ATTEMPT_DIMENSIONS: readonly Dimension[] = [
  column('date', 'date', ['Date', '日期'], '{CUBE}.cohort_date', {
    description: ['The business date on which the attempt began.', '该次推进开始的业务日期。'],
  }),
  column('at', 'instant', ['Moment', '时刻'], '{CUBE}.cohort_at_local'),
  column('record_type', 'string', ['Record type', '记录类型'], undefined, {
    description: ['lead or opportunity', 'lead 线索,opportunity 商机'],
  }),
  column('record_id', 'string', ['Record id', '记录编号']),
  column('attempt_no', 'number', ['Attempt', '第几次推进']),
  column('pipeline', 'string', ['Pipeline', '销售流程'], undefined, {
    description: ['Leads are the pipeline "lead".', '线索的流程为 lead。'],
  }),
  column('source', 'string', ['Source', '来源']),
  column('campaign', 'string', ['Campaign', '市场活动'], lookup('dim_campaign', 'campaign_id', 'name'), {
    needs: ['campaign.name'],
  }),
  column('product', 'string', ['Product', '产品'], lookup('dim_product', 'product_id', 'name'), {
    needs: ['product.name'],
  }),
  column(
    'product_category',
    'string',
    ['Product line', '产品线'],
    lookup('dim_product', 'product_id', 'category'),
    {
      needs: ['product.category'],
    },
  ),
  column('deal_size_band', 'string', ['Deal size', '单额区间']),
  column(
    'is_mature',
    'boolean',
    ['Mature cohort', '已成熟'],
    `(date_diff('day', {CUBE}.cohort_date, (select as_of_date from star.publish)) > (
      select found.p90_cycle_days from star.pipeline_maturity as found
      where found.record_type = {CUBE}.record_type and found.pipeline = {CUBE}.pipeline
    ))`,
    {
      description: [
        'Begun longer ago than nine in ten wins of the pipeline took.',
        '开始至今已超过该流程九成赢单所需的周期。',
      ],
    },
  ),
  ...CUSTOMER_DIMENSIONS,
  ...PLACE_DIMENSIONS,
];

/** A pipeline of five steps has no sixth: null there, not 0. */
function inPipeline(step: number, sql: string): string {
  return `(case when coalesce(max({CUBE}.step_count), ${step}) >= ${step} then ${sql} end)`;
}

const REACHED: readonly Measure[] = STEPS.map((step) =>
  attempt.count(
    `reached_${step}_count`,
    [`Reached step ${step}`, `到达第 ${step} 步`],
    [`Attempts that ever stood in step ${step} or a later one.`, `曾处于第 ${step} 步或之后的推进数。`],
    inPipeline(step, `count(*) filter (where {CUBE}.reached_step >= ${step})`),
    { unit: 'records' },
  ),
);

const RATES: readonly Measure[] = STEPS.slice(1).map((step) =>
  attempt.rate(
    `step_${step}_rate`,
    [`Conversion to step ${step}`, `第 ${step} 步转化率`],
    [`Reached step ${step} ÷ reached step ${step - 1}.`, `到达第 ${step} 步 ÷ 到达第 ${step - 1} 步。`],
    `{reached_${step}_count} / nullif({reached_${step - 1}_count}, 0)`,
  ),
);

const DAYS: readonly Measure[] = STEPS.map((step) =>
  attempt.days(
    `median_days_to_${step}`,
    [`Days to step ${step} (median)`, `到第 ${step} 步天数(中位数)`],
    [
      `Median days from the beginning to the first time at step ${step} or later.`,
      `从开始到首次处于第 ${step} 步或之后的天数中位数。`,
    ],
    `median({CUBE}.days_to_${step})`,
    { good: 'down' },
  ),
);

export const FUNNEL: CubeDeclaration = {
  name: 'funnel',
  title: { en: 'Funnel', zh: '销售漏斗' },
  description: {
    en: 'Conversion of a cohort: one row per attempt of a lead or an opportunity, on the day it began.',
    zh: '同批转化:线索或商机的每次推进一行,记在开始当日。',
  },
  sql: placed('select * from star.fct_funnel'),
  policy: 'place',
  fixed: ['pipeline'],
  dimensions: ATTEMPT_DIMENSIONS,
  measures: [
    attempt.count(
      'cohort_count',
      ['Cohort', '批次数量'],
      ['Attempts begun on the date.', '当日开始的推进数。'],
      'count(*)',
      { unit: 'records', lastAt: 'last_event_at' },
    ),
    ...REACHED,
    ...RATES,
    attempt.count(
      'won_count',
      ['Won', '赢单'],
      ['Attempts that ended as won.', '以赢单结束的推进数。'],
      'count(*) filter (where {CUBE}.is_won)',
      { unit: 'records' },
    ),
    attempt.rate(
      'overall_rate',
      ['Overall conversion', '总转化率'],
      ['Won ÷ cohort.', '赢单 ÷ 批次数量。'],
      '{won_count} / nullif({cohort_count}, 0)',
    ),
    ...DAYS,
    attempt.count(
      'still_open_count',
      ['Still open', '仍在推进'],
      ['Attempts neither won nor lost yet.', '尚未赢单或丢单的推进数。'],
      'count(*) filter (where {CUBE}.is_open)',
      { unit: 'records', good: null },
    ),
    attempt.lastMoment('last_event_at', ['Last attempt begun', '最近开始'], 'max({CUBE}.cohort_at_local)'),
  ],
};
