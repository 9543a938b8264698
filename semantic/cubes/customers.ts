import { column, measuresOf, type CubeDeclaration, type Dimension, type Measure } from '../declare/member.ts';
import { PLACE_DIMENSIONS } from '../declare/place.ts';
import { placed } from '../declare/placed-rows.ts';
import { buyerMeasures } from './buyer-measures.ts';
import { CONTACT_DIMENSIONS, quadrant, WHOLE_CUSTOMER_DIMENSIONS } from './customer-dimensions.ts';

const customer = measuresOf(['customer']);
const order = measuresOf(['order']);

/** What is known of one customer at once, with what ranks all customers once a day. */
const ROWS = `
  select
    customer.*, rfm.recency_days, rfm.monetary, rfm.frequency as scored_frequency, rfm.r_score, rfm.f_score, rfm.m_score,
    rfm.rfm_segment, rfm.analysis_date, class.revenue_abc, class.abc_class,
    value.p_alive, value.expected_orders_90d, value.p_order_365d, value.clv_12m, value.churn_risk
  from star.fct_customer as customer
  left join star.rfm_score as rfm on rfm.customer_key = customer.customer_key
  left join star.revenue_class as class on class.customer_key = customer.customer_key
  left join star.customer_value as value on value.customer_key = customer.customer_key`;

const WINDOW = {
  ...{ en: 'in the window (`rfm.window_days`, 365 days unless told)', zh: '窗口期内(默认近 365 天)' },
  ...{ previousEn: 'in the window before it', previousZh: '上一窗口期' },
};

const SCORED = { needs: ['order'] };

function score(name: string, en: string, zh: string, valueEn: string, valueZh: string): Dimension {
  return column(name, 'number', [en, zh], undefined, {
    ...SCORED,
    description: [
      `${valueEn}, scored 1 to 5 over all buyers of the window, 5 is best; equal values score equal.`,
      `${valueZh},在窗口期全部付款客户中评 1 至 5 分,5 分最好;值相同则分相同。`,
    ],
  });
}

const CLASSES: readonly Dimension[] = [
  score('r_score', 'R score', 'R 分', 'Days since the last paid order', '距最近付款的天数'),
  score('f_score', 'F score', 'F 分', 'Paid orders', '付款订单数'),
  score('m_score', 'M score', 'M 分', 'Net sales', '净销售额'),
  column('rfm_segment', 'string', ['RFM segment', 'RFM 分层'], undefined, {
    ...SCORED,
    description: [
      'Each score strictly above the mean or not: M gives important or general; R and F give value (both), develop (R), keep (F), retain (neither).',
      '各分是否高于平均分:important_value 重要价值、important_develop 重要发展、important_keep 重要保持、important_retain 重要挽留、general_value 一般价值、general_develop 一般发展、general_keep 一般保持、general_retain 一般挽留。',
    ],
  }),
  column('customer_stage', 'string', ['Customer class', '客户活跃分类'], undefined, {
    ...SCORED,
    description: [
      'strong_active, recent (both paid within 90 days), strong_intent (paid before), no_intent (last answer a refusal), weak_intent (two-way contact within 90 days), untouched (no answer known).',
      'strong_active 强活跃、recent 近期成交(均为近 90 天付款)、strong_intent 强意向(此前付过款)、no_intent 无意向(最近一次答复为拒绝)、weak_intent 弱意向(近 90 天有双向联系)、untouched 未触达。',
    ],
  }),
  quadrant('quadrant', ['Customer group A–E', '客户群 A–E']),
  column('lifecycle_stage', 'string', ['Life cycle', '生命周期'], undefined, {
    ...SCORED,
    description: [
      'acquisition, growth, maturity, decline, lost (no order for 365 days).',
      'acquisition 获客期、growth 成长期、maturity 成熟期、decline 衰退期、lost 流失(365 天未下单)。',
    ],
  }),
  column('abc_class', 'string', ['ABC class', 'ABC 分级'], undefined, {
    needs: ['customer.level|order'],
    description: [
      'The CRM’s own grade where it is mapped, else the revenue class × potential.',
      '接入了 CRM 自己的等级则取之,否则为销售额 ABC × 潜力。',
    ],
  }),
  column('revenue_abc', 'string', ['Revenue class', '销售额 ABC'], undefined, {
    ...SCORED,
    description: [
      'By net sales of the window, by the share that stands before: A below 80 %, B below 95 %, C the rest.',
      '按窗口期净销售额从高到低,之前累计占比不足 80% 为 A,不足 95% 为 B,其余为 C。',
    ],
  }),
  column('churn_risk', 'string', ['Churn risk', '流失风险'], undefined, {
    ...SCORED,
    description: [
      'By the chance of another order within 365 days: high below 30 %, medium below 70 %, low. Null when refused, see forecast_refusal.',
      '按 365 天内再下单的概率:低于 30% 为 high 高,低于 70% 为 medium 中,其余 low 低。样本不足时为空,见 forecast_refusal。',
    ],
  }),
  column(
    'forecast_refusal',
    'string',
    ['Why there is no forecast', '无预测的原因'],
    '(select reason from star.customer_fit)',
    {
      ...SCORED,
      description: [
        'few_buyers (fewer than 500), short_history (less than 180 days), few_orders (nobody with three); null when there is one.',
        'few_buyers 付款客户不足 500、short_history 历史不足 180 天、few_orders 无人下过三单;有预测时为空。',
      ],
    },
  ),
];

const FORECASTS: readonly Measure[] = [
  {
    ...order.ratio(
      'expected_orders_90d',
      ['Expected orders, 90 days', '未来 90 天预计订单'],
      [
        'Days with an order to be expected in the next 90 days (BG/NBD).',
        '未来 90 天预计的下单天数(BG/NBD 模型)。',
      ],
      'sum({CUBE}.expected_orders_90d)',
    ),
    format: 'number',
  },
  order.rate(
    'p_alive',
    ['Probability of being active', '仍活跃的概率'],
    [
      'Mean chance that a buyer has not left (BG/NBD). Who ordered once counts as 1: see p_order_12m.',
      '付款客户尚未离开的平均概率(BG/NBD 模型)。只下过一单者计为 1,参见 p_order_12m。',
    ],
    'avg({CUBE}.p_alive)',
  ),
  order.rate(
    'p_order_12m',
    ['Probability of an order, 12 months', '未来 12 个月下单概率'],
    [
      'Mean chance that a buyer orders again within 365 days (BG/NBD).',
      '付款客户 365 天内再下单的平均概率(BG/NBD 模型)。',
    ],
    'avg({CUBE}.p_order_365d)',
  ),
  order.averageMoney(
    'clv_12m',
    ['Lifetime value, 12 months', '未来 12 个月价值'],
    [
      'Expected orders of the next 365 days × expected value of an order (BG/NBD with Gamma-Gamma), not discounted.',
      '未来 365 天预计订单 × 预计每单金额(BG/NBD 与 Gamma-Gamma 模型),不折现。',
    ],
    'sum({CUBE}.clv_12m)',
  ),
];

const MEASURES: readonly Measure[] = [
  customer.count(
    'customer_count',
    ['Customers', '客户数'],
    ['Customers, registrations of one buyer merged.', '客户数,同一客户的多个登记合并计一。'],
    'count(*)',
    { unit: 'customers' },
  ),
  ...buyerMeasures({
    ...WINDOW,
    counted: (condition) => `count(*) filter (where ${condition})`,
  }),
  order.days(
    'avg_recency_days',
    ['Recency (mean)', '最近付款天数(平均)'],
    ['Mean days since the last paid order, over scored buyers.', '距最近付款的平均天数,限已评分的付款客户。'],
    'avg({CUBE}.recency_days)',
    { good: 'down' },
  ),
  {
    ...order.ratio(
      'avg_frequency',
      ['Frequency (mean)', '付款频次(平均)'],
      [
        'Mean paid orders in the window as scored; orders of one day are one unless told otherwise.',
        '评分时窗口期内的平均付款订单数;除另有设定,同一天的订单计为一单。',
      ],
      'avg({CUBE}.scored_frequency)',
    ),
    format: 'number',
  },
  order.averageMoney(
    'avg_monetary',
    ['Monetary (mean)', '消费金额(平均)'],
    ['Mean net sales in the window as scored.', '评分时窗口期内的平均净销售额。'],
    'avg({CUBE}.monetary)',
  ),
  ...FORECASTS,
];

export const CUSTOMERS: CubeDeclaration = {
  name: 'customers',
  title: { en: 'Customers', zh: '客户' },
  description: {
    en: 'One row per merged customer, as of the last publish; scores, revenue classes and forecasts as of the turn of the business day.',
    zh: '每个合并后的客户一行,截至最近一次发布;评分、销售额分级与预测截至当日开始时。',
  },
  sql: placed(ROWS),
  policy: 'place',
  fixed: [],
  dimensions: [
    column('date', 'date', ['Date', '日期'], undefined, {
      description: [
        'The business day of the publish: how customers stand now.',
        '发布当日的业务日期,即客户当前状态。',
      ],
    }),
    ...WHOLE_CUSTOMER_DIMENSIONS,
    ...CONTACT_DIMENSIONS,
    ...CLASSES,
    column('created_date', 'date', ['Registered', '登记日期'], undefined, { needs: ['customer.created_at'] }),
    column('first_paid_date', 'date', ['First paid order', '首次付款日期'], undefined, SCORED),
    column('last_paid_date', 'date', ['Last paid order', '最近付款日期'], undefined, SCORED),
    column('last_contact_date', 'date', ['Last two-way contact', '最近双向联系日期'], undefined, {
      needs: ['activity'],
    }),
    column('scored_date', 'date', ['Scored on', '评分日期'], '{CUBE}.analysis_date', SCORED),
    ...PLACE_DIMENSIONS,
  ],
  measures: MEASURES,
};
