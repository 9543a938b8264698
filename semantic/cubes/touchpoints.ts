import { column, lookup, measuresOf, type CubeDeclaration } from '../declare/member.ts';
import { CUSTOMER_DIMENSIONS, PLACE, PLACE_DIMENSIONS } from '../declare/place.ts';
import { placed } from '../declare/placed-rows.ts';

const touch = measuresOf(['touchpoint']);
const won = measuresOf(['touchpoint', 'opportunity']);

/** Every row stands under each way of giving out a deal, so that touches and money stand side by side under one. */
const ROWS = `
  select
    model, 'touch' as event, touchpoint_id, customer_key, lead_id, campaign_id, channel, type, cost_amount,
    date, touched_at_local as at_local, ${PLACE}
  from star.fct_touchpoint
  cross join (values ('first'), ('last'), ('linear'), ('position')) as way (model)
  union all by name
  select
    model, 'won' as event, touchpoint_id, opportunity_id, customer_key, campaign_id, channel, type,
    case model when 'first' then first_amount when 'last' then last_amount when 'linear' then linear_amount
      else position_amount end as won_amount,
    won_date as date, won_at_local as at_local, ${PLACE}
  from star.fct_attribution
  cross join (values ('first'), ('last'), ('linear'), ('position')) as way (model)`;

const TOUCH = "{CUBE}.event = 'touch'";
const WON = "{CUBE}.event = 'won'";

export const TOUCHPOINTS: CubeDeclaration = {
  name: 'touchpoints',
  title: { en: 'Touchpoints', zh: '营销触点' },
  description: {
    en: 'One row per time that marketing reached somebody, on that day, and one per deal won × touch before it, on the day it was won.',
    zh: '每次营销触达一行,记在触达当日;每个赢单与其之前的每次触达一行,记在赢单当日。',
  },
  sql: placed(ROWS),
  policy: 'place',
  fixed: ['model'],
  dimensions: [
    column('date', 'date', ['Date', '日期'], undefined, {
      description: [
        'Of a touch its day, of attributed money the day the deal was won.',
        '触达按触达日,归因金额按赢单日。',
      ],
    }),
    column('at', 'instant', ['Moment', '时刻'], '{CUBE}.at_local'),
    column('event', 'string', ['Event', '事件'], undefined, {
      description: ['touch or won', 'touch 触达,won 赢单'],
    }),
    column('model', 'string', ['Attribution', '归因模型'], undefined, {
      description: [
        'first touch, last touch, linear (equal parts), or position (40 % the first, 40 % the last, 20 % those between)',
        'first 首次触点,last 末次触点,linear 平均,position 位置(首 40%、末 40%、中间 20%)',
      ],
    }),
    column('channel', 'string', ['Channel', '渠道']),
    column('campaign', 'string', ['Campaign', '市场活动'], lookup('dim_campaign', 'campaign_id', 'name'), {
      needs: ['touchpoint.campaign_id'],
    }),
    column('campaign_id', 'string', ['Campaign id', '市场活动编号'], undefined, {
      needs: ['touchpoint.campaign_id'],
    }),
    column('touch_type', 'string', ['Type of touch', '触点类型'], '{CUBE}.type', {
      needs: ['touchpoint.type'],
    }),
    column('touchpoint_id', 'string', ['Touchpoint id', '触点编号']),
    column('opportunity_id', 'string', ['Opportunity id', '商机编号'], undefined, { needs: ['opportunity'] }),
    column('lead_id', 'string', ['Lead id', '线索编号'], undefined, { needs: ['touchpoint.lead_id'] }),
    ...CUSTOMER_DIMENSIONS,
    ...PLACE_DIMENSIONS,
  ],
  measures: [
    touch.count(
      'touch_count',
      ['Touches', '触达次数'],
      ['Times that somebody was reached.', '触达次数。'],
      `count(*) filter (where ${TOUCH})`,
      { unit: 'records', lastAt: 'last_event_at' },
    ),
    touch.distinct(
      'reach_count',
      ['Reached', '触达人数'],
      [
        'Distinct customers reached, and leads that are no known customer.',
        '触达的客户数(去重),未知客户的线索按线索计。',
      ],
      `count(distinct case when {CUBE}.customer_key <> 'unknown' then {CUBE}.customer_key
        else coalesce('lead|' || {CUBE}.lead_id, 'touch|' || {CUBE}.touchpoint_id) end) filter (where ${TOUCH})`,
      { unit: 'customers' },
    ),
    measuresOf(['touchpoint.cost']).money(
      'cost',
      ['Cost of touches', '触达花费'],
      ['What the touches cost.', '触达的花费。'],
      `case when count(*) filter (where ${TOUCH}) = 0 then 0 else sum({CUBE}.cost_amount) end`,
      { good: null },
    ),
    won.money(
      'attributed_won_amount',
      ['Attributed won amount', '归因赢单金额'],
      [
        'Won amount of deals whose customer was reached before, given to the touches under the model; all touches together are the won amount of these deals, to the cent.',
        '赢单前曾被触达的客户的赢单金额,按归因模型分给各触点;各触点合计等于这些商机的赢单金额,分毫不差。',
      ],
      `case when count(*) filter (where ${WON}) = 0 then 0 else sum({CUBE}.won_amount) end`,
      { lastAt: 'last_won_at' },
    ),
    won.distinct(
      'touched_won_count',
      ['Touched deals won', '触达后赢单数'],
      ['Distinct deals won whose customer was reached before.', '赢单前曾被触达的赢单数(去重)。'],
      `count(distinct {CUBE}.opportunity_id) filter (where ${WON})`,
      { unit: 'deals' },
    ),
    touch.lastMoment(
      'last_event_at',
      ['Last touch', '最近触达'],
      `max({CUBE}.at_local) filter (where ${TOUCH})`,
    ),
    won.lastMoment(
      'last_won_at',
      ['Last deal won', '最近赢单'],
      `max({CUBE}.at_local) filter (where ${WON})`,
    ),
  ],
};
