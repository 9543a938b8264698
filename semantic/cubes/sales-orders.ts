import { measuresOf, type Measure } from '../declare/member.ts';

const order = measuresOf(['order']);
const refund = measuresOf(['order', 'order.refund_amount']);
const contract = measuresOf(['contract']);
const contractAndOrder = measuresOf(['contract', 'order']);

const PAID = "{CUBE}.event = 'paid'";
const SIGNED = "{CUBE}.event = 'signed'";

function amount(event: string): string {
  return `coalesce(sum({CUBE}.amount) filter (where ${event}), 0::decimal(18, 2))`;
}

/** Orders have one row per line: whole things are counted by their key, on the main owner's rows. */
function distinct(key: string, condition: string): string {
  return `count(distinct {CUBE}.${key}) filter (where ${condition} and {CUBE}.record_count > 0)`;
}

function contracts(condition: string): string {
  return `coalesce(sum({CUBE}.record_count) filter (where ${condition}), 0)::bigint`;
}

const KNOWN = "{CUBE}.customer_key <> 'unknown'";

const NOT_SUSPECTED =
  '{CUBE}.customer_key not in (select suspect.customer_key from star.suspect_customer as suspect)';

export const ORDER_MEASURES: readonly Measure[] = [
  order.distinct(
    'order_count',
    ['Orders', '订单数'],
    ['Paid orders, by payment date.', '已付款订单数,按付款日期。'],
    distinct('record_id', PAID),
    { unit: 'orders', lastAt: 'last_order_at' },
  ),
  order.money(
    'revenue',
    ['Sales (paid)', '销售额'],
    ['Amount of paid orders, by payment date.', '已付款订单金额,按付款日期。'],
    amount(PAID),
    { lastAt: 'last_order_at' },
  ),
  refund.money(
    'refund_amount',
    ['Refunds', '退款额'],
    ['Refunded amount, by refund date.', '退款金额,按退款日期。'],
    amount("{CUBE}.event = 'refund'"),
    { good: 'down', lastAt: 'last_refund_at' },
  ),
  refund.money(
    'net_revenue',
    ['Net sales', '净销售额'],
    ['Sales less refunds, each on its own date.', '销售额减退款额,各按自己的日期。'],
    '({revenue} - {refund_amount})',
    { lastAt: 'last_order_at' },
  ),
  order.averageMoney(
    'avg_order_value',
    ['Average order value', '笔单价'],
    ['Sales ÷ paid orders.', '销售额 ÷ 订单数。'],
    '{revenue} / nullif({order_count}, 0)',
  ),
  order.distinct(
    'paying_customer_count',
    ['Paying customers', '付款客户数'],
    ['Distinct known customers with a paid order in the period.', '期间内有已付款订单的客户数(去重)。'],
    `count(distinct {CUBE}.customer_key) filter (where ${PAID} and ${KNOWN})`,
    { unit: 'customers' },
  ),
  order.averageMoney(
    'revenue_per_customer',
    ['Revenue per customer', '客单价'],
    ['Sales ÷ paying customers.', '销售额 ÷ 付款客户数。'],
    '{revenue} / nullif({paying_customer_count}, 0)',
  ),
  order.distinct(
    'new_customer_count',
    ['New customers (first order)', '开新数'],
    [
      'Customers whose first-ever paid order is on the date; the signature does not count.',
      '首次付款订单在当日的客户数;按首次消费,不按签约。',
    ],
    distinct('customer_key', `${PAID} and {CUBE}.is_first_order and ${KNOWN}`),
    { unit: 'customers', lastAt: 'last_new_customer_at' },
  ),
  measuresOf(['order', 'order.refund_amount']).distinct(
    'validated_new_customer_count',
    ['Validated new customers', '有效开新'],
    [
      'New customers whose first order was not refunded in full within 30 days and is worth at least new_customer.min_amount, and who neither look like a customer entered before nor buy for an employee (see risk).',
      '首单未在 30 天内全额退款、金额不低于 new_customer.min_amount,且不疑似重复登记、也不疑似员工自买的新客户数(见 risk)。',
    ],
    distinct('customer_key', `${PAID} and {CUBE}.is_validated_first_order and ${KNOWN} and ${NOT_SUSPECTED}`),
    { unit: 'customers', lastAt: 'last_new_customer_at' },
  ),
  order.distinct(
    'reactivated_count',
    ['Reactivated customers', '唤回客户数'],
    [
      'First paid order after more than 365 days without one; never "new".',
      '超过 365 天未下单后再次付款的客户数;不算开新。',
    ],
    distinct('customer_key', `${PAID} and {CUBE}.is_reactivation and ${KNOWN}`),
    { unit: 'customers' },
  ),
  contract.count(
    'signed_count',
    ['Contracts signed', '签约数'],
    [
      'Contracts signed on the date; drafts and cancelled ones are left out.',
      '当日签订的合同数,不含草稿与作废。',
    ],
    contracts(SIGNED),
    { unit: 'contracts', lastAt: 'last_signed_at' },
  ),
  contract.money(
    'signed_amount',
    ['Signed amount', '签约金额'],
    ['Amount of the contracts signed on the date.', '当日签订合同的金额。'],
    amount(SIGNED),
    { lastAt: 'last_signed_at' },
  ),
  contractAndOrder.count(
    'signed_not_ordered_count',
    ['Signed, no order yet', '签约未首单'],
    [
      'Contracts signed on the date without a first paid order by now.',
      '当日签订、至今没有首个付款订单的合同数。',
    ],
    contracts(`${SIGNED} and not {CUBE}.has_order`),
    { unit: 'contracts', good: 'down' },
  ),
  contractAndOrder.count(
    'signed_ordered_30d_count',
    ['Signed with an order within 30 days', '签约 30 天内首单'],
    [
      'Contracts signed on the date with a first paid order within 30 days.',
      '当日签订、30 天内有首个付款订单的合同数。',
    ],
    contracts(`${SIGNED} and {CUBE}.has_order_30d`),
    { unit: 'contracts' },
  ),
  contractAndOrder.rate(
    'first_order_rate',
    ['First-order rate', '首单激活率'],
    [
      'Contracts signed in the period with a first paid order within 30 days ÷ contracts signed.',
      '期间内签约合同中 30 天内首单的占比。',
    ],
    '{signed_ordered_30d_count} / nullif({signed_count}, 0)',
  ),
  order.lastMoment(
    'last_order_at',
    ['Last paid order', '最近付款订单'],
    `max({CUBE}.event_at_local) filter (where ${PAID})`,
  ),
  order.lastMoment(
    'last_new_customer_at',
    ['Last new customer', '最近开新'],
    `max({CUBE}.event_at_local) filter (where ${PAID} and {CUBE}.is_first_order)`,
  ),
  refund.lastMoment(
    'last_refund_at',
    ['Last refund', '最近退款'],
    "max({CUBE}.event_at_local) filter (where {CUBE}.event = 'refund')",
  ),
  contract.lastMoment(
    'last_signed_at',
    ['Last contract signed', '最近签约'],
    `max({CUBE}.event_at_local) filter (where ${SIGNED})`,
  ),
];
