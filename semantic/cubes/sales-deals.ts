import { measuresOf, type Measure } from '../declare/member.ts';

const deal = measuresOf(['opportunity']);
const cycle = measuresOf(['opportunity', 'opportunity.closed_at']);

/** Counts go whole to the main owner of a deal, amounts by share. */
function counted(condition: string): string {
  return `coalesce(sum({CUBE}.record_count) filter (where ${condition}), 0)::bigint`;
}

/** 0 where nothing happened; null where deals happened and nobody knows an amount of theirs. */
function amount(condition: string): string {
  return `case when count(*) filter (where ${condition}) = 0 then 0::decimal(18, 2)
    else sum({CUBE}.amount) filter (where ${condition}) end`;
}

const CREATED = "{CUBE}.event = 'created'";
const WON = "{CUBE}.event = 'won'";
const LOST = "{CUBE}.event = 'lost'";

export const DEAL_MEASURES: readonly Measure[] = [
  deal.count(
    'created_count',
    ['New opportunities', '新增商机'],
    ['Opportunities created on the date.', '当日创建的商机数。'],
    counted(CREATED),
    { unit: 'deals', lastAt: 'last_created_at' },
  ),
  deal.money(
    'created_amount',
    ['New opportunity amount', '新增商机金额'],
    ['Amount of the opportunities created on the date.', '当日创建商机的金额。'],
    amount(CREATED),
    { lastAt: 'last_created_at' },
  ),
  deal.count(
    'won_count',
    ['Deals won', '赢单数'],
    ['Deals closed as won on the date.', '当日关闭为赢单的商机数。'],
    counted(WON),
    { unit: 'deals', lastAt: 'last_won_at' },
  ),
  deal.money(
    'won_amount',
    ['Won amount', '赢单金额'],
    ['Amount of the deals closed as won on the date.', '当日关闭为赢单的商机金额。'],
    amount(WON),
    { lastAt: 'last_won_at' },
  ),
  deal.count(
    'lost_count',
    ['Deals lost', '丢单数'],
    [
      'Deals closed as lost on the date; disqualified and duplicate are not lost.',
      '当日关闭为丢单的商机数;无效与重复不算丢单。',
    ],
    counted(LOST),
    { unit: 'deals', good: 'down', lastAt: 'last_lost_at' },
  ),
  deal.money(
    'lost_amount',
    ['Lost amount', '丢单金额'],
    ['Amount of the deals closed as lost on the date.', '当日关闭为丢单的商机金额。'],
    amount(LOST),
    { good: 'down', lastAt: 'last_lost_at' },
  ),
  measuresOf(['opportunity', 'stage_change|record_change']).count(
    'reopened_count',
    ['Reopened deals', '重开商机数'],
    ['Closed deals opened again on the date.', '当日由关闭重新打开的商机数。'],
    counted("{CUBE}.event = 'reopened'"),
    { unit: 'deals', good: null },
  ),
  deal.count(
    'created_won_count',
    ['Won of those created', '新增中已赢单'],
    [
      'Of the opportunities created on the date, those that stand as won now.',
      '当日创建的商机中,目前为赢单的数量。',
    ],
    counted(`${CREATED} and {CUBE}.is_won_now`),
    { unit: 'deals' },
  ),
  deal.distinct(
    'won_customer_count',
    ['Customers won', '赢单客户数'],
    [
      'Distinct known customers with a deal won in the period; not additive over time.',
      '期间内有赢单的客户数(去重,不可跨期相加)。',
    ],
    `count(distinct {CUBE}.customer_key)
      filter (where ${WON} and {CUBE}.record_count > 0 and {CUBE}.customer_key <> 'unknown')`,
    { unit: 'customers', lastAt: 'last_won_at' },
  ),
  deal.rate(
    'win_rate',
    ['Win rate (closed in period)', '赢单率'],
    ['Won ÷ (won + lost), by close date.', '赢单数 ÷(赢单数 + 丢单数),按关闭日期。'],
    '{won_count} / nullif({won_count} + {lost_count}, 0)',
  ),
  deal.rate(
    'win_rate_amount',
    ['Win rate by amount', '赢单率(按金额)'],
    ['Won amount ÷ (won amount + lost amount).', '赢单金额 ÷(赢单金额 + 丢单金额)。'],
    '{won_amount} / nullif({won_amount} + {lost_amount}, 0)',
  ),
  deal.rate(
    'win_rate_cohort',
    ['Win rate of created cohort', '赢单率(按新增批次)'],
    [
      'Of those created in the period, won by now ÷ created; young periods look low.',
      '期间内新增商机中目前已赢单的占比;未成熟批次偏低。',
    ],
    '{created_won_count} / nullif({created_count}, 0)',
  ),
  measuresOf(['opportunity', 'opportunity.expected_close_on']).count(
    'overdue_open_count',
    ['Open past their expected close', '已过预计成交日未关闭'],
    [
      'Deals still open whose expected close lies in the period and in the past.',
      '预计成交日在期间内且已过、仍未关闭的商机数。',
    ],
    counted("{CUBE}.event = 'due' and {CUBE}.is_overdue"),
    { unit: 'deals', good: 'down' },
  ),
  measuresOf(['opportunity', 'opportunity.expected_close_on']).rate(
    'win_rate_strict',
    ['Strict win rate', '严格赢单率'],
    [
      'Won ÷ (won + lost + open past their expected close).',
      '赢单数 ÷(赢单数 + 丢单数 + 已过预计成交日仍未关闭)。',
    ],
    '{won_count} / nullif({won_count} + {lost_count} + {overdue_open_count}, 0)',
  ),
  deal.averageMoney(
    'avg_deal_size',
    ['Average deal size', '平均单额'],
    ['Won amount ÷ deals won.', '赢单金额 ÷ 赢单数。'],
    '{won_amount} / nullif({won_count}, 0)',
  ),
  cycle.days(
    'median_cycle_days',
    ['Sales cycle (median)', '成交周期(中位数)'],
    [
      'Median days from creation to close of the deals won on the date.',
      '当日赢单商机从创建到关闭天数的中位数。',
    ],
    `median({CUBE}.cycle_days) filter (where ${WON})`,
    { good: 'down' },
  ),
  cycle.days(
    'avg_cycle_days',
    ['Sales cycle (mean)', '平均成交周期'],
    [
      'Mean days from creation to close of the deals won on the date.',
      '当日赢单商机从创建到关闭的平均天数。',
    ],
    `avg({CUBE}.cycle_days) filter (where ${WON})`,
    { good: 'down' },
  ),
  cycle.days(
    'p90_cycle_days',
    ['Sales cycle (90th percentile)', '成交周期(90 分位)'],
    ['Nine in ten of the deals won took no longer.', '九成赢单不超过的天数。'],
    `quantile_cont({CUBE}.cycle_days, 0.9) filter (where ${WON})`,
    { good: 'down' },
  ),
  deal.lastMoment(
    'last_created_at',
    ['Last opportunity created', '最近新增商机'],
    `max({CUBE}.event_at_local) filter (where ${CREATED})`,
  ),
  deal.lastMoment(
    'last_won_at',
    ['Last deal won', '最近赢单'],
    `max({CUBE}.event_at_local) filter (where ${WON})`,
  ),
  deal.lastMoment(
    'last_lost_at',
    ['Last deal lost', '最近丢单'],
    `max({CUBE}.event_at_local) filter (where ${LOST})`,
  ),
];
