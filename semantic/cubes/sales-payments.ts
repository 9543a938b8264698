import { measuresOf, type Measure } from '../declare/member.ts';

// a source without payments tells of them by its paid and refunded orders; what is due, only payments tell
const payment = measuresOf(['payment|order']);
const repayment = measuresOf(['payment|order.refund_amount']);
const due = measuresOf(['payment']);

function sum(event: string, column = 'amount'): string {
  return `coalesce(sum({CUBE}.${column}) filter (where {CUBE}.event = '${event}'), 0::decimal(18, 2))`;
}

export const PAYMENT_MEASURES: readonly Measure[] = [
  payment.money(
    'collected_amount',
    ['Cash collected', '回款额'],
    [
      'Payments received, by the day they came; what went back stands beside it.',
      '实际收到的款项,按到账日期;退回的款项另计。',
    ],
    sum('collected'),
    { lastAt: 'last_collected_at' },
  ),
  payment.count(
    'collected_count',
    ['Payments received', '回款笔数'],
    ['Payments received, by the day they came.', '实际收到款项的笔数,按到账日期。'],
    "coalesce(sum({CUBE}.record_count) filter (where {CUBE}.event = 'collected'), 0)::bigint",
    { unit: 'records', lastAt: 'last_collected_at' },
  ),
  repayment.money(
    'repaid_amount',
    ['Paid back', '退回款项'],
    ['Payments given back, by the day they went.', '退还给客户的款项,按退款日期。'],
    sum('repaid'),
    { good: 'down' },
  ),
  due.money(
    'due_amount',
    ['Receivables due', '到期应收'],
    ['Amounts that fall due in the period, paid or not.', '期间内到期的应收款,无论是否已收。'],
    sum('receivable'),
    { good: null },
  ),
  due.money(
    'due_collected_amount',
    ['Collected of what was due', '到期应收中已回款'],
    [
      'Of the amounts due in the period, what has been collected by now: the earliest due of a contract first.',
      '期间内到期应收中,截至目前已收回的部分:同一合同先到期的先核销。',
    ],
    sum('receivable', 'settled_amount'),
  ),
  due.rate(
    'collection_rate',
    ['Collection rate', '回款率'],
    ['Collected of what was due ÷ due.', '到期应收中已回款 ÷ 到期应收。'],
    '{due_collected_amount} / nullif({due_amount}, 0)',
  ),
  due.averageMoney(
    'overdue_amount',
    ['Overdue receivables', '逾期应收'],
    [
      'Due and unpaid at the end of the period, whenever it fell due; never summed over days.',
      '期末已到期而未收回的款项,不论何时到期;不跨日累加。',
    ],
    sum('overdue'),
    { good: 'down' },
  ),
  due.distinct(
    'overdue_count',
    ['Overdue instalments', '逾期笔数'],
    ['Instalments due and not paid in full at the end of the period.', '期末已到期而未收齐的应收笔数。'],
    "coalesce(sum({CUBE}.record_count) filter (where {CUBE}.event = 'overdue'), 0)::bigint",
    { unit: 'records', good: 'down' },
  ),
  payment.lastMoment(
    'last_collected_at',
    ['Last payment received', '最近回款'],
    "max({CUBE}.event_at_local) filter (where {CUBE}.event = 'collected')",
  ),
];
