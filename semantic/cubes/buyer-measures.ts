import { measuresOf, type Measure } from '../declare/member.ts';

const order = measuresOf(['order']);
const refund = measuresOf(['order', 'order.refund_amount']);

/** How a row's customers are counted, and which words name the stretch of time that the row looks at. */
interface Stretch {
  /** SQL that counts customers under a condition. */
  readonly counted: (condition: string) => string;
  readonly en: string;
  readonly zh: string;
  readonly previousEn: string;
  readonly previousZh: string;
}

function sum(columnName: string): string {
  return `coalesce(sum({CUBE}.${columnName}), 0::decimal(18, 2))`;
}

/** Buying and buying again, over rows with `is_buyer`, `is_repeat_buyer`, `was_buyer` and `has_bought_before`. */
export function buyerMeasures(stretch: Stretch): readonly Measure[] {
  const { counted, en, zh, previousEn, previousZh } = stretch;
  return [
    order.count(
      'buyer_count',
      ['Buyers', '付款客户数'],
      [`Customers with a paid order ${en}.`, `${zh}有已付款订单的客户数。`],
      counted('{CUBE}.is_buyer'),
      { unit: 'customers' },
    ),
    order.count(
      'repeat_buyer_count',
      ['Repeat buyers', '复购客户数'],
      [`Customers with two or more paid orders ${en}.`, `${zh}有两单及以上已付款订单的客户数。`],
      counted('{CUBE}.is_repeat_buyer'),
      { unit: 'customers' },
    ),
    order.rate(
      'repurchase_rate',
      ['Repeat purchase rate', '复购率'],
      [
        `Customers with two or more paid orders ÷ customers with at least one, both ${en}.`,
        `${zh}下单两次及以上的客户 ÷ 下过单的客户。`,
      ],
      '{repeat_buyer_count} / nullif({buyer_count}, 0)',
    ),
    order.count(
      'previous_buyer_count',
      ['Buyers of the previous period', '上期付款客户数'],
      [`Customers with a paid order ${previousEn}.`, `${previousZh}有已付款订单的客户数。`],
      counted('{CUBE}.was_buyer'),
      { unit: 'customers' },
    ),
    order.count(
      'retained_buyer_count',
      ['Buyers who bought again', '回购客户数'],
      [`Buyers ${previousEn} who bought ${en} too.`, `${previousZh}付款、${zh}又付款的客户数。`],
      counted('{CUBE}.was_buyer and {CUBE}.is_buyer'),
      { unit: 'customers' },
    ),
    order.rate(
      'next_period_repurchase_rate',
      ['Bought again next period', '回购率'],
      [
        `Buyers ${previousEn} who bought ${en} too ÷ buyers ${previousEn}.`,
        `${previousZh}付款、${zh}又付款的客户 ÷ ${previousZh}付款的客户。`,
      ],
      '{retained_buyer_count} / nullif({previous_buyer_count}, 0)',
    ),
    order.count(
      'returning_buyer_count',
      ['Returning buyers', '老客付款客户数'],
      [`Buyers ${en} who had bought before.`, `${zh}付款、此前也付过款的客户数。`],
      counted('{CUBE}.is_buyer and {CUBE}.has_bought_before'),
      { unit: 'customers' },
    ),
    order.rate(
      'returning_rate',
      ['Share of returning buyers', '老客占比'],
      [`Buyers ${en} who had bought before ÷ buyers ${en}.`, `${zh}付款的老客 ÷ ${zh}付款的客户。`],
      '{returning_buyer_count} / nullif({buyer_count}, 0)',
    ),
    order.count(
      'order_count',
      ['Orders', '订单数'],
      [`Paid orders ${en}.`, `${zh}已付款订单数。`],
      'coalesce(sum({CUBE}.order_count), 0)::bigint',
      { unit: 'orders' },
    ),
    order.money(
      'revenue',
      ['Sales (paid)', '销售额'],
      [`Amount of paid orders ${en}.`, `${zh}已付款订单金额。`],
      sum('revenue'),
    ),
    refund.money(
      'refund_amount',
      ['Refunds', '退款额'],
      [`Amount refunded ${en}.`, `${zh}退款金额。`],
      sum('refund_amount'),
      { good: 'down' },
    ),
    refund.money(
      'net_revenue',
      ['Net sales', '净销售额'],
      ['Sales less refunds, each on its own date.', '销售额减退款额,各按自己的日期。'],
      '({revenue} - {refund_amount})',
    ),
    order.averageMoney(
      'revenue_per_customer',
      ['Revenue per customer', '客单价'],
      ['Sales ÷ buyers.', '销售额 ÷ 付款客户数。'],
      '{revenue} / nullif({buyer_count}, 0)',
    ),
  ];
}
