import { measuresOf, type Measure } from '../declare/member.ts';

const deal = measuresOf(['opportunity']);
const lead = measuresOf(['lead']);

function suspicions(kind: string): string {
  return `count(*) filter (where {CUBE}.kind = '${kind}' and {CUBE}.side = 'main')`;
}

function distinct(what: string, kind: string): string {
  return `count(distinct {CUBE}.${what}) filter (where {CUBE}.kind = '${kind}')`;
}

const DOWN = { good: 'down' } as const;
const LIKENESS = ['customer.phone|customer.registration_no|customer.address|identity'];

const VALIDATED: readonly Measure[] = [
  deal.count(
    'won_count',
    ['Deals won', '赢单数'],
    ['Closed as won on the date, as recorded.', '当日赢单数,按记录。'],
    "coalesce(sum({CUBE}.record_count) filter (where {CUBE}.event = 'won'), 0)::bigint",
    { unit: 'deals' },
  ),
  deal.count(
    'validated_won_count',
    ['Validated wins', '有效赢单'],
    [
      'Deals won that are neither backdated, undone after a month’s end, ordered by an employee nor a duplicate customer’s.',
      '剔除倒签、月底冲单后撤回、员工自买与重复客户后的赢单数。',
    ],
    "coalesce(sum({CUBE}.record_count) filter (where {CUBE}.event = 'won' and {CUBE}.is_validated), 0)::bigint",
    { unit: 'deals' },
  ),
  deal.count(
    'suspect_won_count',
    ['Wins under suspicion', '存疑赢单'],
    ['Deals won less validated wins.', '赢单数减去有效赢单。'],
    "coalesce(sum({CUBE}.record_count) filter (where {CUBE}.event = 'won' and not {CUBE}.is_validated), 0)::bigint",
    { unit: 'deals', good: 'down' },
  ),
  lead.count(
    'lead_count',
    ['Leads', '线索数'],
    ['Leads created on the date, as recorded.', '当日创建的线索数,按记录。'],
    "count(*) filter (where {CUBE}.event = 'lead')",
    { unit: 'leads' },
  ),
  lead.distinct(
    'distinct_lead_count',
    ['Distinct leads', '去重线索'],
    [
      'One per phone, else per company and name; not additive over time or units.',
      '按手机号去重,无手机号按公司与姓名;跨期、跨组织不可相加。',
    ],
    'count(distinct {CUBE}.identity)',
    { unit: 'leads' },
  ),
];

const CUSTOMER_SUSPICIONS: readonly Measure[] = [
  measuresOf(LIKENESS).count(
    'duplicate_customer_count',
    ['Duplicate customers', '疑似重复客户'],
    [
      'Registrations that look like an earlier one: same registration number, phone, or name and place (legal forms and place names left out, within 100 m). Counted for who entered the later one.',
      '与更早登记相似的客户:证照号、电话相同,或去掉公司后缀与地名后名称相同且相距 100 米内。计在后登记者名下。',
    ],
    suspicions('duplicate_customer'),
    { unit: 'customers', good: 'down' },
  ),
  measuresOf([...LIKENESS, 'order']).count(
    'reregistered_count',
    ['Re-registered buyers', '老客户重新注册'],
    [
      'Registrations that look like somebody who had paid an order before.',
      '与此前已有付款订单的老客户相似的新登记。',
    ],
    suspicions('reregistered'),
    { unit: 'customers', good: 'down' },
  ),
  measuresOf(['activity|opportunity', 'customer']).distinct(
    'contested_customer_count',
    ['Contested customers', '撞单客户'],
    [
      'Merged customers on which people of different units were active within 30 days.',
      '30 天内有不同组织的人员同时跟进的客户(合并后)。',
    ],
    distinct('customer_key', 'contested_customer'),
    { unit: 'customers', good: 'down' },
  ),
];

const DEAL_SUSPICIONS: readonly Measure[] = [
  measuresOf(['opportunity.closed_at', 'stage_change|opportunity.recorded_at']).count(
    'backdated_close_count',
    ['Backdated closes', '倒签'],
    [
      'Won and lost deals whose close date lies more than risk.backdate_days days before the change that recorded it.',
      '关闭日期早于录入该变更 risk.backdate_days 天以上的赢单与丢单。',
    ],
    suspicions('backdated_close'),
    { unit: 'deals', good: 'down' },
  ),
  measuresOf(['stage_change']).count(
    'month_end_reversal_count',
    ['Month-end reversals', '月底冲单后撤回'],
    [
      'Won in the last three days of a month, undone in the first ten of the next; by the day on which it was undone.',
      '月底最后三天赢单、次月前十天撤回,按撤回日计。',
    ],
    suspicions('month_end_reversal'),
    { unit: 'deals', good: 'down' },
  ),
  measuresOf(['opportunity', 'territory', 'customer.city|customer.province|customer.district']).count(
    'cross_region_deal_count',
    ['Out-of-territory deals', '跨区成交'],
    [
      'Deals won with customers outside every territory of the owner’s unit and of the units above it, in force on that date.',
      '客户所在地不在负责人组织及其上级当日辖区内的赢单。',
    ],
    suspicions('cross_region_deal'),
    { unit: 'deals', good: 'down' },
  ),
  measuresOf(['lead', 'territory', 'lead.address|lead.customer_id']).count(
    'cross_region_lead_count',
    ['Out-of-territory leads', '跨区线索'],
    [
      'Leads from a place outside the owner’s territories on that date; the place is the customer’s, else what the address says.',
      '来自负责人当日辖区之外的线索;地点取客户所在地,否则取地址。',
    ],
    suspicions('cross_region_lead'),
    { unit: 'leads', good: 'down' },
  ),
  measuresOf(['order', 'employee.phone|activity.device_id']).count(
    'self_order_suspect_count',
    ['Orders of employees', '疑似员工自买'],
    [
      'Paid orders on an employee’s phone, or from a device that an employee works with.',
      '电话为员工电话,或由员工办公设备下单的已付款订单。',
    ],
    suspicions('self_order'),
    { unit: 'orders', good: 'down' },
  ),
  measuresOf(['order.phone']).distinct(
    'shared_phone_count',
    ['Shared phones', '共用电话'],
    ['Phones on paid orders of more than one customer.', '出现在多个客户付款订单上的电话数。'],
    distinct('suspicion_id', 'shared_phone'),
    DOWN,
  ),
  measuresOf(['order.device_id|activity.device_id']).distinct(
    'shared_device_count',
    ['Shared devices', '共用设备'],
    [
      'Devices from which more than one customer ordered, or more than one person recorded activities.',
      '多个客户下单或多名人员记录跟进所用的同一设备数。',
    ],
    distinct('suspicion_id', 'shared_device'),
    DOWN,
  ),
];

const VISIT_SUSPICIONS: readonly Measure[] = [
  measuresOf(['activity', 'territory', 'customer.city|customer.province|customer.district']).count(
    'cross_region_visit_count',
    ['Out-of-territory visits', '跨区拜访'],
    [
      'Visits to customers outside the owner’s territories on that date.',
      '客户所在地不在负责人当日辖区内的拜访。',
    ],
    suspicions('cross_region_visit'),
    { unit: 'activities', good: 'down' },
  ),
  measuresOf(['activity.recorded_at']).count(
    'batch_entry_suspect_count',
    ['Visits entered in a batch', '疑似批量补录拜访'],
    ['Visits of one person entered ten or more within ten minutes.', '同一人十分钟内录入十次及以上的拜访。'],
    suspicions('batch_entry'),
    { unit: 'activities', good: 'down' },
  ),
  measuresOf(['activity.lat']).count(
    'same_spot_suspect_count',
    ['Visits from one spot', '疑似同地打卡'],
    [
      'Off-site visits sent within 50 metres of visits to two or more other customers by the same person on the same day.',
      '同一人同日在 50 米内为三个及以上客户打卡、且不在客户现场的拜访。',
    ],
    suspicions('same_spot'),
    { unit: 'activities', good: 'down' },
  ),
  measuresOf(['activity.lat']).count(
    'impossible_speed_count',
    ['Impossible speed', '移动速度异常'],
    [
      'Activities whose position cannot be reached from the person’s one before: over 1 km faster than 150 km/h.',
      '与本人上一次位置相距 1 公里以上、时速超过 150 公里的跟进。',
    ],
    suspicions('impossible_speed'),
    { unit: 'activities', good: 'down' },
  ),
];

const AUDITED: readonly Measure[] = [
  measuresOf(['customer']).distinct(
    'suspicion_count',
    ['Suspicions', '疑点数'],
    ['Suspicions of any kind, however many people they concern.', '各类疑点数,无论涉及几人只计一次。'],
    'count(distinct {CUBE}.suspicion_id)',
    { good: 'down' },
  ),
  measuresOf(['customer.audit_status']).count(
    'cleared_count',
    ['Cleared', '已排除疑点'],
    [
      'Duplicate and re-registered customers whose registration the CRM’s audit let pass.',
      '登记已通过 CRM 审核的疑似重复与重新注册客户。',
    ],
    "count(*) filter (where {CUBE}.side = 'main' and {CUBE}.is_cleared)",
    { unit: 'customers' },
  ),
  measuresOf(['customer.audit_status']).rate(
    'suspicion_cleared_rate',
    ['Suspicions cleared', '疑点排除率'],
    [
      'Cleared ÷ duplicate and re-registered customers: only these are audited by a CRM.',
      '已排除 ÷ 疑似重复与重新注册客户(CRM 只审核此类)。',
    ],
    '{cleared_count} / nullif({duplicate_customer_count} + {reregistered_count}, 0)',
  ),
];

export const RISK_MEASURES: readonly Measure[] = [
  ...VALIDATED,
  ...CUSTOMER_SUSPICIONS,
  ...DEAL_SUSPICIONS,
  ...VISIT_SUSPICIONS,
  ...AUDITED,
];
