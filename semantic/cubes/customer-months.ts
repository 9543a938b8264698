import { column, measuresOf, type CubeDeclaration, type Measure } from '../declare/member.ts';
import { PLACE_DIMENSIONS } from '../declare/place.ts';
import { placed } from '../declare/placed-rows.ts';
import { buyerMeasures } from './buyer-measures.ts';
import { quadrant, WHOLE_CUSTOMER_DIMENSIONS } from './customer-dimensions.ts';

const customer = measuresOf(['customer']);
const order = measuresOf(['order']);

/** A customer stands in as many rows as months are asked for. */
function months(condition: string): string {
  return `count(*) filter (where ${condition})`;
}

const NOW = '{CUBE}.quadrant';
const BEFORE = '{CUBE}.previous_quadrant';

const MIGRATION: readonly Measure[] = [
  order.count(
    'moved_count',
    ['Changed group', '客户群变动数'],
    ['Customers in another group than a month before.', '与上月末不同客户群的客户数。'],
    months(`${NOW} <> ${BEFORE}`),
    { unit: 'customers', good: null },
  ),
  order.count(
    'previous_a_count',
    ['In A a month before', '上月末 A 群客户数'],
    ['Customers in group A a month before.', '上月末在 A 群的客户数。'],
    months(`${BEFORE} = 'A'`),
    { unit: 'customers', good: null },
  ),
  order.count(
    'a_to_b_count',
    ['From A to B', 'A 转 B 客户数'],
    ['Customers who came from group A to group B.', '由 A 群转入 B 群的客户数。'],
    months(`${BEFORE} = 'A' and ${NOW} = 'B'`),
    { unit: 'customers' },
  ),
  order.rate(
    'a_to_b_rate',
    ['A → B', 'A 转 B 率'],
    ['From A to B ÷ in A a month before.', '由 A 转 B 的客户 ÷ 上月末 A 群客户。'],
    '{a_to_b_count} / nullif({previous_a_count}, 0)',
  ),
  order.count(
    'to_e_count',
    ['New in E', '新进 E 群客户数'],
    ['Customers in group E who were not a month before.', '本月末在 E 群、上月末不在的客户数。'],
    months(`${NOW} = 'E' and ${BEFORE} is distinct from 'E'`),
    { unit: 'customers' },
  ),
  order.count(
    'previous_e_count',
    ['In E a month before', '上月末 E 群客户数'],
    ['Customers in group E a month before.', '上月末在 E 群的客户数。'],
    months(`${BEFORE} = 'E'`),
    { unit: 'customers', good: null },
  ),
  order.count(
    'stayed_in_e_count',
    ['Stayed in E', '留在 E 群客户数'],
    ['Customers in group E, as a month before.', '上月末与本月末都在 E 群的客户数。'],
    months(`${BEFORE} = 'E' and ${NOW} = 'E'`),
    { unit: 'customers' },
  ),
  order.rate(
    'stay_in_e_rate',
    ['Stay in E', 'E 群留存率'],
    ['Stayed in E ÷ in E a month before.', '留在 E 群的客户 ÷ 上月末 E 群客户。'],
    '{stayed_in_e_count} / nullif({previous_e_count}, 0)',
  ),
];

export const CUSTOMER_MONTHS: CubeDeclaration = {
  name: 'customer_months',
  title: { en: 'Customers, month by month', zh: '客户逐月' },
  description: {
    en: 'One row per customer and calendar month since it was first known, dated at the month’s end, today in the month that is not over: previous_quadrant × quadrant is the migration matrix.',
    zh: '每个客户自首次登记起每月一行,日期为月末(未满月为今日);previous_quadrant × quadrant 即迁移矩阵。',
  },
  sql: placed('select * from star.fct_customer_month'),
  policy: 'place',
  fixed: [],
  dimensions: [
    column('date', 'date', ['Date', '日期'], undefined, {
      description: ['The last day of the month, or today.', '该月最后一天,或今日。'],
    }),
    column('is_finished', 'boolean', ['Finished month', '已满月'], undefined, {
      description: ['False in the month that is not over.', '未结束的月份为否。'],
    }),
    quadrant('quadrant', ['Customer group A–E', '客户群 A–E']),
    quadrant('previous_quadrant', ['Group a month before', '上月末客户群']),
    ...WHOLE_CUSTOMER_DIMENSIONS,
    ...PLACE_DIMENSIONS,
  ],
  measures: [
    customer.distinct(
      'customer_count',
      ['Customers', '客户数'],
      ['Distinct customers known in the months asked for.', '所选月份内已知的客户数(去重)。'],
      'count(distinct {CUBE}.customer_key)',
      { unit: 'customers' },
    ),
    ...buyerMeasures({
      ...{ counted: months, en: 'in the month', zh: '当月' },
      ...{ previousEn: 'in the month before', previousZh: '上月' },
    }),
    ...MIGRATION,
  ],
};
