import { column, measuresOf, type CubeDeclaration } from '../declare/member.ts';
import { PLACE_DIMENSIONS } from '../declare/place.ts';
import { placed } from '../declare/placed-rows.ts';
import { WHOLE_CUSTOMER_DIMENSIONS } from './customer-dimensions.ts';

const order = measuresOf(['order']);

export const COHORTS: CubeDeclaration = {
  name: 'cohorts',
  title: { en: 'Retention', zh: '新客留存' },
  description: {
    en: 'One row per customer and calendar month from the first paid order on; the cohort hangs where that order hangs.',
    zh: '每个客户自首次付款当月起每月一行;批次归属首单的组织与负责人。',
  },
  sql: placed('select * from star.fct_cohort_month'),
  policy: 'place',
  fixed: ['month_no'],
  dimensions: [
    column('date', 'date', ['First paid order', '首次付款日期'], '{CUBE}.cohort_date', {
      description: ['By month: the cohort.', '按月即为批次。'],
    }),
    column('month_no', 'number', ['Months since', '第几月'], undefined, {
      description: ['0 is the month of the first paid order.', '0 为首次付款当月。'],
    }),
    column('month', 'date', ['Month', '月份'], undefined, {
      description: ['The calendar month looked at, by its first day.', '所看的自然月(以当月第一天表示)。'],
    }),
    column('is_finished', 'boolean', ['Finished month', '已满月'], undefined, {
      description: [
        'False in the month that is not over: its retention can only grow.',
        '未结束的月份为否,其留存只会上升。',
      ],
    }),
    ...WHOLE_CUSTOMER_DIMENSIONS,
    ...PLACE_DIMENSIONS,
  ],
  measures: [
    order.count(
      'cohort_size',
      ['Customers of the cohort', '批次客户数'],
      ['Customers whose first paid order is of the cohort.', '首次付款属于该批次的客户数。'],
      'count(*)',
      { unit: 'customers' },
    ),
    order.count(
      'retained_count',
      ['Retained customers', '留存客户数'],
      ['Customers of the cohort with a paid order in the month.', '该批次中当月有已付款订单的客户数。'],
      'count(*) filter (where {CUBE}.is_retained)',
      { unit: 'customers' },
    ),
    order.rate(
      'retention_rate',
      ['Retention', '留存率'],
      ['Retained customers ÷ customers of the cohort.', '留存客户 ÷ 批次客户。'],
      '{retained_count} / nullif({cohort_size}, 0)',
    ),
    order.count(
      'order_count',
      ['Orders', '订单数'],
      ['Paid orders of the cohort in the month.', '该批次当月已付款订单数。'],
      'coalesce(sum({CUBE}.order_count), 0)::bigint',
      { unit: 'orders' },
    ),
    order.money(
      'revenue',
      ['Sales (paid)', '销售额'],
      ['Amount of paid orders of the cohort in the month.', '该批次当月已付款订单金额。'],
      'coalesce(sum({CUBE}.revenue), 0::decimal(18, 2))',
    ),
  ],
};
