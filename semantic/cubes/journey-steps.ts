import { column, lookup, measuresOf, type CubeDeclaration } from '../declare/member.ts';
import { CUSTOMER_DIMENSIONS, PLACE, PLACE_DIMENSIONS } from '../declare/place.ts';
import { placed } from '../declare/placed-rows.ts';
import { isMapped, type Coverage } from '../schema/coverage.ts';

/** The way from a lead to a second order. What a source does not give is no step: nobody is counted there. */
const STEPS = [
  { rank: 1, step: 'lead', needs: 'lead' },
  { rank: 2, step: 'valid', needs: 'lead' },
  { rank: 3, step: 'contacted', needs: 'lead' },
  { rank: 4, step: 'intent', needs: 'lead|opportunity' },
  { rank: 5, step: 'signed', needs: 'contract' },
  { rank: 6, step: 'first_order', needs: 'order' },
  { rank: 7, step: 'second_order', needs: 'order' },
] as const;

const FIRST_PAID = `
  select
    customer_key, arg_min(order_id, (event_at, order_id)) as order_id, min(event_at) as first_paid_at
  from star.fct_order where event = 'paid' and customer_key <> 'unknown' group by customer_key`;

const SECOND_PAID = `
  select customer_key, event_at as second_paid_at
  from (select distinct customer_key, order_id, event_at from star.fct_order where event = 'paid' and customer_key <> 'unknown')
  qualify row_number() over (partition by customer_key order by event_at, order_id) = 2`;

const days = (from: string, to: string): string => `date_diff('microsecond', ${from}, ${to}) / 86400e6`;

/** Without leads a journey begins with each opportunity; its steps are worked out when asked. */
const OPPORTUNITIES = `
  select
    record.opportunity_id as record_id, record.created_date, star_created.event_at_local as created_at_local,
    record.customer_key, record.campaign_id, record.source, record.owner_id, record.fallback_org_id, record.org_then_key,
    record.org_then_id, record.owner_tenure_band,
    case when second_paid_at >= record.created_at and first_paid_at >= record.created_at then 7
      when first_paid_at >= record.created_at then 6 when signed_at is not null then 5 else 4 end as reached_step,
    0.0::double as days_to_4,
    ${days('record.created_at', 'least(signed_at, case when first_paid_at >= record.created_at then first_paid_at end)')} as days_to_5,
    case when first_paid_at >= record.created_at then ${days('record.created_at', 'first_paid_at')} end as days_to_6,
    case when first_paid_at >= record.created_at then ${days('record.created_at', 'second_paid_at')} end as days_to_7
  from star.fct_opportunity as record
  join star.fct_opportunity_event as star_created
    on star_created.opportunity_id = record.opportunity_id and star_created.event = 'created' and star_created.record_count = 1
  left join (
    select record.opportunity_id, min(contract.signed_at) as signed_at
    from star.fct_opportunity as record
    join star.fct_contract as contract on contract.customer_key = record.customer_key and contract.signed_at >= record.created_at
    where record.customer_key <> 'unknown' group by record.opportunity_id
  ) as signature on signature.opportunity_id = record.opportunity_id
  left join (${FIRST_PAID}) as first_paid on first_paid.customer_key = record.customer_key
  left join (${SECOND_PAID}) as second_paid on second_paid.customer_key = record.customer_key`;

/** Without opportunities either: with each customer's first contract, or first order. */
const CONTRACTS = `
  select
    record.contract_id as record_id, record.signed_date as created_date, record.event_at_local as created_at_local,
    record.customer_key, record.owner_id, record.fallback_org_id, record.org_then_key, record.org_then_id, record.owner_tenure_band,
    case when first_paid_at >= record.signed_at and second_paid_at is not null then 7
      when first_paid_at >= record.signed_at then 6 else 5 end as reached_step,
    0.0::double as days_to_5,
    case when first_paid_at >= record.signed_at then ${days('record.signed_at', 'first_paid_at')} end as days_to_6,
    case when first_paid_at >= record.signed_at then ${days('record.signed_at', 'second_paid_at')} end as days_to_7
  from star.fct_contract as record
  left join (${FIRST_PAID}) as first_paid on first_paid.customer_key = record.customer_key
  left join (${SECOND_PAID}) as second_paid on second_paid.customer_key = record.customer_key
  where record.record_count = 1
  qualify record.customer_key = 'unknown'
    or row_number() over (partition by record.customer_key order by record.signed_at, record.contract_id) = 1`;

const ORDERS = `
  select
    record.order_id as record_id, record.event_date as created_date, record.event_at_local as created_at_local,
    record.customer_key, record.owner_id, record.fallback_org_id, record.org_then_key, record.org_then_id, record.owner_tenure_band,
    case when second_paid_at is not null then 7 else 6 end as reached_step,
    0.0::double as days_to_6, ${days('record.event_at', 'second_paid_at')} as days_to_7
  from star.fct_order as record
  left join (${SECOND_PAID}) as second_paid on second_paid.customer_key = record.customer_key
  where record.event = 'paid' and record.record_count = 1 and record.is_first_order
  qualify row_number() over (partition by record.order_id order by record.line_id) = 1`;

interface Start {
  readonly entity: string;
  /** The first step there is. */
  readonly rank: number;
  readonly rows: string;
}

const LEADS: Start = {
  entity: 'lead',
  rank: 1,
  rows: `select lead_id as record_id, created_date, created_at_local, customer_key, campaign_id, source, ${PLACE},
    reached_step, days_to_3, days_to_4, days_to_5, days_to_6, days_to_7 from star.fct_journey`,
};

function startOf(coverage: Coverage): Start {
  const others: readonly Start[] = [
    { entity: 'opportunity', rank: 4, rows: OPPORTUNITIES },
    { entity: 'contract', rank: 5, rows: CONTRACTS },
    { entity: 'order', rank: 6, rows: ORDERS },
  ];
  return [LEADS, ...others].find(({ entity }) => coverage.has(entity)) ?? LEADS;
}

/** Each journey beside each of its steps. */
function longForm({ rank: first, rows, entity }: Start, coverage: Coverage): string {
  const steps = STEPS.filter(({ rank, needs }) => rank >= first && isMapped([needs], coverage));
  const listed = steps
    .map(({ rank, step }, at) => `(${String(rank)}, '${step}', ${String(steps[at - 1]?.rank ?? rank)})`)
    .join(', ');
  return `
  select
    journey.*, '${entity}' as starts_with, step.step_rank, step.step,
    journey.reached_step >= step.step_rank as is_reached,
    journey.reached_step >= step.previous_rank as is_previous_reached,
    case step.step_rank when ${String(first)} then 0.0 ${first === 1 ? 'when 2 then case when journey.reached_step >= 2 then 0.0 end' : ''}
      ${[3, 4, 5, 6, 7]
        .filter((rank) => rank > first)
        .map((rank) => `when ${String(rank)} then days_to_${String(rank)}`)
        .join(' ')}
    end as days_to_step
  from (${rows}) as journey
  cross join (values ${listed === '' ? "(1, 'lead', 1)" : listed}) as step (step_rank, step, previous_rank)`;
}

const journey = measuresOf(['lead|opportunity|contract|order']);

export function journeySteps(coverage: Coverage): CubeDeclaration {
  const start = startOf(coverage);
  return {
    name: 'journey_steps',
    title: { en: 'From lead to second order', zh: '全程转化' },
    description: {
      en: 'One cohort of leads across leads, deals, contracts and orders: lead, valid, contacted, intent or opportunity, signed, first paid order, second order. One row per journey and step; it starts at the first step that the sources give, which `starts_with` names.',
      zh: '同一批线索的全程:线索 → 有效 → 已联系 → 有意向或转商机 → 签约 → 首单 → 二单。每条路径、每个环节一行;从数据源已提供的第一个环节算起,见 starts_with。',
    },
    sql: placed(longForm(start, coverage)),
    policy: 'place',
    fixed: ['step|step_rank'],
    dimensions: [
      column('date', 'date', ['Date', '日期'], '{CUBE}.created_date', {
        description: ['The business date on which the journey began.', '路径开始的业务日期。'],
      }),
      column('at', 'instant', ['Moment', '时刻'], '{CUBE}.created_at_local'),
      column('record_id', 'string', ['Record id', '记录编号']),
      column('starts_with', 'string', ['Starts with', '起点'], undefined, {
        description: [
          'What a journey begins with: lead, opportunity, contract or order, the first that is mapped.',
          '路径的起点:lead 线索、opportunity 商机、contract 合同或 order 订单,取已接入的第一个。',
        ],
      }),
      column('step_rank', 'number', ['Step number', '环节序号'], undefined, {
        description: [
          '1 lead to 7 second order; steps that no source gives are left out.',
          '1 线索至 7 二单;未接入的环节不列出。',
        ],
      }),
      column('step', 'string', ['Step', '环节'], undefined, {
        description: [
          'lead, valid, contacted, intent (or an opportunity), signed, first_order, second_order',
          'lead 线索,valid 有效,contacted 已联系,intent 有意向或转商机,signed 签约,first_order 首单,second_order 二单',
        ],
      }),
      ...(coverage.has('lead') || coverage.has('opportunity')
        ? [
            column('source', 'string', ['Source', '来源'], undefined, {
              needs: ['lead.source|opportunity.source'],
            }),
            column(
              'campaign',
              'string',
              ['Campaign', '市场活动'],
              lookup('dim_campaign', 'campaign_id', 'name'),
              {
                needs: ['campaign.name'],
              },
            ),
          ]
        : []),
      ...CUSTOMER_DIMENSIONS,
      ...PLACE_DIMENSIONS,
    ],
    measures: [
      journey.count(
        'count',
        ['Reached', '到达数'],
        ['Journeys that reached the step, or a later one.', '到达该环节或之后环节的路径数。'],
        'count(*) filter (where {CUBE}.is_reached)',
        { unit: 'records' },
      ),
      journey.rate(
        'step_rate',
        ['Step conversion', '环节转化率'],
        ['Reached the step ÷ reached the step before it.', '到达该环节 ÷ 到达上一环节。'],
        'count(*) filter (where {CUBE}.is_reached) / nullif(count(*) filter (where {CUBE}.is_previous_reached), 0)',
      ),
      journey.rate(
        'cumulative_rate',
        ['Cumulative conversion', '累计转化率'],
        ['Reached the step ÷ all journeys begun.', '到达该环节 ÷ 全部路径。'],
        'count(*) filter (where {CUBE}.is_reached) / nullif(count(*), 0)',
      ),
      journey.days(
        'median_days',
        ['Days to the step (median)', '到达天数(中位数)'],
        [
          'Median days from the beginning to the first time at the step or later, where the moment is known.',
          '从开始到首次到达该环节或之后的天数中位数(仅计时刻已知的)。',
        ],
        'median({CUBE}.days_to_step)',
        { good: 'down' },
      ),
    ],
  };
}
