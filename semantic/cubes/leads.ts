import { column, lookup, measuresOf, type CubeDeclaration, type Measure } from '../declare/member.ts';
import { CUSTOMER_DIMENSIONS, PLACE, PLACE_DIMENSIONS } from '../declare/place.ts';
import { placed } from '../declare/placed-rows.ts';

const lead = measuresOf(['lead']);
const contact = measuresOf(['lead', 'activity']);
const buying = measuresOf(['lead', 'order']);
const converting = measuresOf(['lead', 'opportunity']);
const costing = measuresOf(['lead.campaign_id', 'campaign.cost']);

/** The lead's part of its campaign's cost; a campaign without leads has a row of its own. */
const COST = `case when {CUBE}.event = 'campaign' then {CUBE}.cost_amount else (
  select case when found.last_lead_id = {CUBE}.lead_id then found.last_lead_cost_amount else found.lead_cost_amount end
  from star.campaign_cost as found where found.campaign_id = {CUBE}.campaign_id and {CUBE}.event = 'lead') end`;

/** Whether a deal that the lead became has been won: looked up when asked, so that a won deal moves no lead. */
const IS_WON = lookup('lead_outcome', 'lead_id', 'is_won');

function counted(condition: string): string {
  return `count(*) filter (where ${condition})`;
}

const MEASURES: readonly Measure[] = [
  lead.count(
    'lead_count',
    ['Leads', '线索数'],
    ['Leads created on the date.', '当日创建的线索数。'],
    counted("{CUBE}.event = 'lead'"),
    { unit: 'leads', lastAt: 'last_event_at' },
  ),
  lead.count(
    'valid_count',
    ['Valid leads', '有效线索'],
    ['All leads less invalid and duplicate ones.', '全部线索减去无效与重复。'],
    counted('{CUBE}.is_valid'),
    { unit: 'leads', lastAt: 'last_event_at' },
  ),
  lead.count(
    'invalid_count',
    ['Invalid leads', '无效线索'],
    ['Leads found invalid, by reason.', '判为无效的线索数,可按原因分组。'],
    counted('{CUBE}.is_invalid'),
    { unit: 'leads', good: 'down' },
  ),
  lead.count(
    'duplicate_count',
    ['Duplicate leads', '重复线索'],
    ['Leads found to be duplicates.', '判为重复的线索数。'],
    counted('{CUBE}.is_duplicate'),
    { unit: 'leads', good: 'down' },
  ),
  measuresOf(['lead', 'lead.invalid_reason']).count(
    'existing_customer_count',
    ['Already customers', '已是客户'],
    ['Leads found invalid because the person is a customer already.', '因已是客户而无效的线索数。'],
    counted('{CUBE}.is_existing_customer'),
    { unit: 'leads', good: 'down' },
  ),
  lead.count(
    'contacted_count',
    ['Contacted leads', '已联系线索'],
    [
      'A connected call, a visit, a meeting or a message after creation, or that status or beyond.',
      '创建后有接通电话、拜访、会议或消息,或状态已至此及以后。',
    ],
    counted('{CUBE}.is_contacted'),
    { unit: 'leads' },
  ),
  contact.count(
    'called_count',
    ['Called leads', '已拨打线索'],
    ['Valid leads called at least once.', '至少拨打过一次的有效线索数。'],
    counted('{CUBE}.is_called and {CUBE}.is_valid'),
    { unit: 'leads' },
  ),
  contact.rate(
    'call_coverage',
    ['Call coverage', '拨打覆盖率'],
    ['Valid leads called at least once ÷ valid leads.', '至少拨打过一次的有效线索 ÷ 有效线索。'],
    '{called_count} / nullif({valid_count}, 0)',
  ),
  lead.count(
    'intent_count',
    ['Leads with intent', '意向线索'],
    ['Status intent, or ever an opportunity.', '状态为意向,或曾转为商机。'],
    counted('{CUBE}.is_intent'),
    { unit: 'leads' },
  ),
  lead.rate(
    'intent_rate',
    ['Intent rate', '意向率'],
    ['Leads with intent ÷ contacted leads.', '意向线索 ÷ 已联系线索。'],
    '{intent_count} / nullif({contacted_count}, 0)',
  ),
  converting.count(
    'converted_count',
    ['Converted leads', '转商机线索'],
    ['Leads that became an opportunity.', '转为商机的线索数。'],
    counted('{CUBE}.is_converted'),
    { unit: 'leads' },
  ),
  converting.rate(
    'lead_to_opportunity_rate',
    ['Lead → opportunity', '线索转商机率'],
    [
      'Valid leads created in the period that became an opportunity ÷ valid leads.',
      '期间内创建、已转商机的有效线索 ÷ 有效线索。',
    ],
    `${counted('{CUBE}.is_converted and {CUBE}.is_valid')} / nullif({valid_count}, 0)`,
  ),
  buying.count(
    'customer_count',
    ['Leads that bought', '成交线索'],
    ['Valid leads whose customer paid a first order since.', '之后有首个付款订单的有效线索数。'],
    counted('{CUBE}.is_customer and {CUBE}.is_valid'),
    { unit: 'leads' },
  ),
  buying.rate(
    'lead_to_customer_rate',
    ['Lead → customer', '线索成交率'],
    [
      'Valid leads created in the period with a first paid order ÷ valid leads.',
      '期间内创建、已有首个付款订单的有效线索 ÷ 有效线索。',
    ],
    '{customer_count} / nullif({valid_count}, 0)',
  ),
  converting.count(
    'won_count',
    ['Leads won', '赢单线索'],
    ['Leads of which a deal has been won.', '所转商机已赢单的线索数。'],
    counted(`{CUBE}.event = 'lead' and ${IS_WON}`),
    { unit: 'leads' },
  ),
  costing.money(
    'cost',
    ['Cost', '获客花费'],
    [
      'What the campaigns cost, spread over their leads; a campaign without leads counts on the day it began.',
      '市场活动花费,按活动分摊到各线索;没有线索的活动计在开始当日。',
    ],
    `case when count({CUBE}.campaign_id) filter (where {CUBE}.event <> 'received') = 0 then 0 else sum(${COST}) end`,
    { good: null },
  ),
  costing.averageMoney(
    'cost_per_lead',
    ['Cost per lead', '线索成本'],
    ['Cost ÷ leads.', '获客花费 ÷ 线索数。'],
    '{cost} / nullif({lead_count}, 0)',
    { good: 'down' },
  ),
  measuresOf(['lead.campaign_id', 'campaign.cost', 'opportunity']).averageMoney(
    'cost_per_won',
    ['Acquisition cost', '获客成本'],
    ['Cost ÷ leads of which a deal has been won.', '获客花费 ÷ 赢单线索。'],
    '{cost} / nullif({won_count}, 0)',
    { good: 'down' },
  ),
  lead.count(
    'received_count',
    ['Leads received', '接收线索'],
    [
      'Times that a lead came into the hands of somebody in the period: three owners are three. For boards of people.',
      '期间内线索到人的次数:经手三人计三次;用于个人榜。',
    ],
    counted("{CUBE}.event = 'received'"),
    { unit: 'leads' },
  ),
  converting.count(
    'cycle_converted_count',
    ['Converted in hand', '经手转商机'],
    [
      'Of the leads received, those that became an opportunity in the same hands.',
      '接收的线索中,由同一经手人转为商机的。',
    ],
    counted('{CUBE}.is_cycle_converted'),
    { unit: 'leads' },
  ),
  converting.rate(
    'cycle_conversion_rate',
    ['Conversion in hand', '经手转化率'],
    ['Converted in hand ÷ leads received.', '经手转商机 ÷ 接收线索。'],
    '{cycle_converted_count} / nullif({received_count}, 0)',
  ),
  contact.hours(
    'median_first_response_hours',
    ['Time to first contact', '首跟时长(中位数)'],
    ["Median hours from creation to the owner's first activity.", '从创建到负责人首次跟进的小时数中位数。'],
    'median({CUBE}.first_response_hours)',
    { good: 'down' },
  ),
  contact.count(
    'never_responded_count',
    ['Never contacted', '从未跟进'],
    ['Leads without any activity by their owner.', '负责人从未跟进的线索数。'],
    counted('{CUBE}.never_responded'),
    { unit: 'leads', good: 'down' },
  ),
  lead.lastMoment(
    'last_event_at',
    ['Last lead created', '最近线索'],
    "max({CUBE}.created_at_local) filter (where {CUBE}.event = 'lead')",
  ),
];

const ROWS = `
  select 'lead' as event, null::decimal(18, 2) as cost_amount, * from star.fct_lead
  union all by name
  select
    'campaign' as event, campaign_id, cost_amount, date as created_date, channel,
    owner_id, fallback_org_id, org_then_key, org_then_id
  from star.fct_campaign_without_lead
  union all by name
  select
    'received' as event, lead_id, status, source, campaign_id, channel, assign_method, customer_key,
    is_converted as is_cycle_converted, started_date as created_date, started_at_local as created_at_local, ${PLACE}
  from star.fct_lead_cycle`;

export const LEADS: CubeDeclaration = {
  name: 'leads',
  title: { en: 'Leads', zh: '线索' },
  description: {
    en: 'One row per lead, on its creation date; one per campaign that brought none; and one each time that a lead came into the hands of somebody, on that day.',
    zh: '每条线索一行,记在创建日期;没有线索的市场活动另有一行;每次到人另有一行,记在到人当日。',
  },
  sql: placed(ROWS),
  policy: 'place',
  fixed: [],
  dimensions: [
    column('date', 'date', ['Date', '日期'], '{CUBE}.created_date', {
      description: ['The business date of creation.', '创建的业务日期。'],
    }),
    column('at', 'instant', ['Moment', '时刻'], '{CUBE}.created_at_local'),
    column('event', 'string', ['Event', '事件'], undefined, {
      description: [
        'lead; campaign (one without leads); received (a lead came to somebody)',
        'lead 线索,campaign 没有线索的市场活动,received 线索到人',
      ],
    }),
    column('lead_id', 'string', ['Lead id', '线索编号']),
    column('status', 'string', ['Status', '状态']),
    column('source', 'string', ['Source', '来源'], undefined, { needs: ['lead.source'] }),
    column('campaign', 'string', ['Campaign', '市场活动'], lookup('dim_campaign', 'campaign_id', 'name'), {
      needs: ['lead.campaign_id'],
    }),
    column('channel', 'string', ['Channel', '渠道'], undefined, { needs: ['campaign.channel'] }),
    column('invalid_reason', 'string', ['Reason of invalidity', '无效原因'], undefined, {
      needs: ['lead.invalid_reason'],
    }),
    column('assign_method', 'string', ['How it was given out', '分配方式'], undefined, {
      needs: ['pool_event.assign_method'],
      description: [
        'How it first came to somebody; of a lead received, how it came to them.',
        '首次分到人的方式;接收记录为该次的方式。',
      ],
    }),
    column('campaign_id', 'string', ['Campaign id', '市场活动编号'], undefined, {
      needs: ['lead.campaign_id'],
    }),
    column('score_band', 'string', ['Score', '评分区间'], undefined, { needs: ['lead.score'] }),
    ...CUSTOMER_DIMENSIONS,
    ...PLACE_DIMENSIONS,
  ],
  measures: MEASURES,
};
