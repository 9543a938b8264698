import { column, measuresOf, type CubeDeclaration } from '../declare/member.ts';
import { CUSTOMER_DIMENSIONS, PLACE, PLACE_DIMENSIONS } from '../declare/place.ts';
import { placed } from '../declare/placed-rows.ts';

const use = measuresOf(['usage_event']);

/**
 * Each use; and each day of a customer beside every feature there is, so that the adoption of one feature is measured
 * against everybody who used anything.
 */
const ROWS = `
  select 'used' as event, usage_event_id as record_id, feature, page, platform, customer_key, date, at_local, ${PLACE}
  from star.fct_usage
  union all by name
  select 'active' as event, known.feature, day.*
  from (
    select distinct customer_key, date, ${PLACE} from star.fct_usage where customer_key <> 'unknown'
  ) as day
  cross join star.dim_feature as known`;

const USED = "{CUBE}.event = 'used'";

export const USAGE: CubeDeclaration = {
  name: 'usage',
  title: { en: 'Usage', zh: '产品使用' },
  description: {
    en: 'What customers do with the product: one row per use of a feature, on its day; it counts for who held the customer then.',
    zh: '客户使用产品的情况:每次使用一行,记在使用当日,归当时的客户负责人。',
  },
  sql: placed(ROWS),
  policy: 'place',
  fixed: [],
  events: { member: 'event', presence: null },
  dimensions: [
    column('date', 'date', ['Date', '日期']),
    column('at', 'instant', ['Moment', '时刻'], '{CUBE}.at_local'),
    column('event', 'string', ['Event', '事件'], undefined, {
      description: [
        'used, or active (a day on which the customer used anything, beside each feature)',
        'used 使用,active 客户当日有使用(每个功能一行)',
      ],
    }),
    column('record_id', 'string', ['Record id', '记录编号']),
    column('feature', 'string', ['Feature', '功能'], undefined, {
      description: ['A log-in is the feature "login".', '登录为 login。'],
    }),
    column('page', 'string', ['Page', '页面'], undefined, { needs: ['usage_event.page'] }),
    column('platform', 'string', ['Platform', '终端'], undefined, { needs: ['usage_event.platform'] }),
    ...CUSTOMER_DIMENSIONS,
    ...PLACE_DIMENSIONS,
  ],
  measures: [
    use.count(
      'use_count',
      ['Uses', '使用次数'],
      ['Uses of any feature.', '各功能使用次数。'],
      `count(*) filter (where ${USED})`,
      { unit: 'records', lastAt: 'last_event_at' },
    ),
    use.count(
      'login_count',
      ['Log-ins', '登录次数'],
      ['Uses of the feature login.', '登录次数。'],
      `count(*) filter (where ${USED} and {CUBE}.feature = 'login')`,
      { unit: 'records' },
    ),
    use.distinct(
      'active_days',
      ['Active days', '活跃天数'],
      [
        'Days on which a known customer used the product, counted per customer.',
        '已知客户有使用的天数(按客户分别计)。',
      ],
      `count(distinct ({CUBE}.customer_key, {CUBE}.date)) filter (where ${USED} and {CUBE}.customer_key <> 'unknown')`,
      { unit: 'days' },
    ),
    use.distinct(
      'active_customer_count',
      ['Active customers', '活跃客户数'],
      ['Distinct customers who used anything in the period.', '期间内有使用的客户数(去重)。'],
      `count(distinct {CUBE}.customer_key) filter (where ${USED} and {CUBE}.customer_key <> 'unknown')`,
      { unit: 'customers' },
    ),
    use.distinct(
      'adopter_count',
      ['Adopters', '功能使用客户数'],
      [
        'Distinct pairs of customer and feature used; of one feature its users.',
        '客户与所用功能的组合数(去重);筛选一个功能时即其使用客户数。',
      ],
      `count(distinct ({CUBE}.customer_key, {CUBE}.feature)) filter (where ${USED} and {CUBE}.customer_key <> 'unknown')`,
      { unit: 'customers' },
    ),
    use.rate(
      'feature_adoption',
      ['Feature adoption', '功能采用率'],
      [
        'Of the customers who used anything those who used the feature; over several features their mean.',
        '使用过该功能的客户 ÷ 活跃客户;多个功能时取平均。',
      ],
      "{adopter_count} / nullif(count(distinct ({CUBE}.customer_key, {CUBE}.feature)) filter (where {CUBE}.event = 'active'), 0)",
    ),
    use.lastMoment('last_event_at', ['Last use', '最近使用'], `max({CUBE}.at_local) filter (where ${USED})`),
  ],
};
