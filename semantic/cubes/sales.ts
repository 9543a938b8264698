import { carriedColumns, type Extra } from '../declare/extra.ts';
import { column, lookup, type CubeDeclaration } from '../declare/member.ts';
import { CUSTOMER_DIMENSIONS, PLACE, PLACE_DIMENSIONS } from '../declare/place.ts';
import { placed } from '../declare/placed-rows.ts';
import { DEAL_MEASURES } from './sales-deals.ts';
import { ORDER_MEASURES } from './sales-orders.ts';
import { PAYMENT_MEASURES } from './sales-payments.ts';
import { PEOPLE_MEASURES } from './sales-people.ts';

/** Each branch is one kind of event; a person in post on a day is the event `duty`. */
function events(extras: readonly Extra[]): string {
  return `
  select
    event, event_date, event_at_local, opportunity_id as record_id, opportunity_name as record_name, record_count, share, amount, cycle_days,
    is_won_now, created_date, event = 'due' and event_date < (select as_of_date from star.publish) as is_overdue,
    stage_key, pipeline, customer_key, product_id, source, campaign_id, lost_reason, competitor, deal_size_band, currency,
    ${PLACE}
    ${carriedColumns(extras, { opportunity: '' })}
  from star.fct_opportunity_event
  union all by name
  select
    event, event_date, event_at_local, order_id as record_id, record_count, share, amount,
    is_first_order, is_validated_first_order, is_reactivation, customer_key, product_id, channel as sales_channel,
    currency, ${PLACE}
    ${carriedColumns(extras, { order: '', order_line: 'line_' })}
  from star.fct_order
  union all by name
  select
    'signed' as event, signed_date as event_date, event_at_local, contract_id as record_id, record_count, share, amount,
    has_order, has_order_30d, customer_key, currency, ${PLACE}
    ${carriedColumns(extras, { contract: '' })}
  from star.fct_contract
  union all by name
  select
    case event when 'due' then 'receivable' when 'payment' then 'collected' else 'repaid' end as event,
    event_date, event_at_local, payment_id as record_id, record_count, share, amount, settled_amount, customer_key,
    currency, ${PLACE}
  from star.fct_payment
  union all by name
  -- what is unpaid, for each day: a query takes that of the last day of each of its periods
  select
    'overdue' as event, day.date as event_date, payment_id as record_id, record_count, share, amount, customer_key,
    currency, ${PLACE}
  from star.fct_receivable as fact
  join star.dim_date as day on day.date >= fact.valid_from_date and day.date < fact.valid_to_date
  where day.date <= (select as_of_date from star.publish)
  union all by name
  select 'duty' as event, date as event_date, employee_id as record_id, ${PLACE}
  from star.fct_employee_day`;
}

/** An order or a contract has no source of its own: it came the way its customer came. */
const BY_CUSTOMER = ['paid', 'refund', 'signed', 'receivable', 'collected', 'repaid', 'overdue'];

function ownOrCustomers(attribute: 'source' | 'campaign_id'): string {
  const customers = lookup('dim_customer', 'customer_key', attribute);
  return `(case when {CUBE}.event in (${BY_CUSTOMER.map((event) => `'${event}'`).join(', ')}) then ${customers} else {CUBE}.${attribute} end)`;
}

/** An attribute of the campaign that an event came by. */
export function campaignOf(attribute: string): string {
  return `(select found.${attribute} from star.dim_campaign as found where found.campaign_id = ${ownOrCustomers('campaign_id')})`;
}

const FIRST_PAID = `(
  select min(paid.event_date) from star.fct_order as paid
  where paid.event = 'paid' and paid.customer_key = {CUBE}.customer_key
)`;

export const sales = (extras: readonly Extra[]): CubeDeclaration => ({
  name: 'sales',
  title: { en: 'Sales', zh: '销售' },
  description: {
    en: 'What happened in a period: one row per event, on the event’s own date.',
    zh: '期间内发生的事:每个事件一行,记在事件自己的日期上。',
  },
  sql: placed(events(extras)),
  policy: 'place',
  fixed: [],
  state: {
    date: 'date',
    rows: { member: 'event', value: 'overdue' },
    at: 'end',
    of: ['overdue_amount', 'overdue_count'],
  },
  events: { member: 'event', presence: 'duty' },
  dimensions: [
    column('date', 'date', ['Date', '日期'], '{CUBE}.event_date', {
      description: ['The business date of the event itself.', '事件自己的业务日期。'],
    }),
    column('at', 'instant', ['Moment', '时刻'], '{CUBE}.event_at_local', {
      description: ["The instant in the calendar's time zone.", '公司时区的时刻。'],
    }),
    column('event', 'string', ['Event', '事件'], undefined, {
      description: [
        'created, won, lost, reopened, due (open, at its expected close), paid, refund, signed, receivable (an amount falls due), collected (money came), repaid (money went back), overdue (due and unpaid on that day), duty (a person in post).',
        'created 创建、won 赢单、lost 丢单、reopened 重开、due 预计成交、paid 付款、refund 退款、signed 签约、receivable 应收到期、collected 回款、repaid 退回款项、overdue 当日逾期未收、duty 在岗。',
      ],
    }),
    column('record_id', 'string', ['Record id', '记录编号'], undefined, {
      description: [
        'Opportunity, order, contract, payment or employee.',
        '商机、订单、合同、回款或员工的编号。',
      ],
    }),
    column('record_name', 'string', ['Record', '记录名称'], undefined, {
      needs: ['opportunity.name'],
      description: ['Of an opportunity its name.', '商机的名称。'],
    }),
    column('pipeline', 'string', ['Pipeline', '销售流程']),
    column('stage', 'string', ['Stage', '阶段'], lookup('dim_stage', 'stage_key', 'name'), {
      description: ['The present stage of the deal.', '商机当前阶段。'],
    }),
    ...CUSTOMER_DIMENSIONS,
    column('product_id', 'string', ['Product id', '产品编号']),
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
    column('source', 'string', ['Source', '来源'], ownOrCustomers('source'), {
      without: { events: BY_CUSTOMER, sql: '{CUBE}.source' },
      needs: ['opportunity.source|customer.source'],
      description: [
        'The deal’s own; of an order, a contract or a payment, its customer’s.',
        '商机自己的来源;订单、合同与回款取客户的来源。',
      ],
    }),
    column('campaign', 'string', ['Campaign', '市场活动'], campaignOf('name'), {
      without: { events: BY_CUSTOMER, sql: lookup('dim_campaign', 'campaign_id', 'name') },
      needs: ['campaign.name'],
    }),
    column('sales_channel', 'string', ['Sales channel', '销售渠道'], undefined, { needs: ['order.channel'] }),
    column('lost_reason', 'string', ['Lost reason', '丢单原因'], undefined, {
      needs: ['opportunity.lost_reason'],
    }),
    column('competitor', 'string', ['Competitor', '竞品'], undefined, { needs: ['opportunity.competitor'] }),
    column('deal_size_band', 'string', ['Deal size', '单额区间']),
    column('currency', 'string', ['Currency', '币种'], undefined, {
      description: [
        'In which the source states the amount; figures are in the reporting currency.',
        '来源中金额的币种;指标均已折算为报告币种。',
      ],
    }),
    column(
      'is_new_customer',
      'boolean',
      ['New customer', '新客户'],
      `(case when {CUBE}.customer_key <> 'unknown' then coalesce({CUBE}.event_date <= ${FIRST_PAID}, true) end)`,
      {
        needs: ['order'],
        description: [
          'On the date the customer had no earlier paid order.',
          '当日之前该客户没有已付款订单。',
        ],
      },
    ),
    column(
      'is_mature',
      'boolean',
      ['Mature cohort', '已成熟'],
      `(date_diff('day', {CUBE}.created_date, (select as_of_date from star.publish)) > (
        select found.p90_cycle_days from star.pipeline_maturity as found
        where found.record_type = 'opportunity' and found.pipeline = {CUBE}.pipeline
      ))`,
      {
        description: [
          'Created longer ago than nine in ten won deals of the pipeline took.',
          '创建至今已超过该流程九成赢单所需的周期。',
        ],
      },
    ),
    ...PLACE_DIMENSIONS,
  ],
  measures: [...DEAL_MEASURES, ...ORDER_MEASURES, ...PAYMENT_MEASURES, ...PEOPLE_MEASURES],
});
