import { carriedColumns, type Extra } from '../declare/extra.ts';
import { column, measuresOf, type CubeDeclaration, type Measure } from '../declare/member.ts';
import { CUSTOMER_DIMENSIONS, PLACE, placed, PLACE_DIMENSIONS } from '../declare/place.ts';

const activity = measuresOf(['activity']);
const located = measuresOf(['activity', 'activity.lat']);
const perRep = measuresOf(['activity', 'employee']);

const TYPES = [
  'call',
  'visit',
  'meeting',
  'email',
  'message',
  'friend_added',
  'moment_post',
  'other',
] as const;

/** A day in post is there once per type, so that "per rep and day" stands beside any filter on the type. */
const rows = (extras: readonly Extra[]): string => `
  select
    'activity' as event, activity_id as record_id, type, outcome, channel, visit_state, is_connected, is_late_entry,
    duration_s, date, at_local, customer_key, lead_id, opportunity_id, ${PLACE}
    ${carriedColumns(extras, { activity: '' })}
  from star.fct_activity
  union all by name
  select
    'duty' as event, employee_id as record_id, duty_type.type, is_working_day, date, ${PLACE}
  from star.fct_employee_day
  cross join (select unnest([${TYPES.map((type) => `'${type}'`).join(', ')}]) as type) as duty_type`;

function counted(condition: string): string {
  return `count(*) filter (where {CUBE}.event = 'activity' and ${condition})`;
}

const CALL = "{CUBE}.type = 'call'";

const MEASURES: readonly Measure[] = [
  activity.count(
    'activity_count',
    ['Activities', '跟进次数'],
    ['Activities of any type.', '各类跟进次数。'],
    counted('true'),
    { unit: 'activities', lastAt: 'last_event_at' },
  ),
  activity.count('call_count', ['Calls', '电话量'], ['Calls made.', '拨打电话次数。'], counted(CALL), {
    unit: 'activities',
    lastAt: 'last_call_at',
  }),
  measuresOf(['activity', 'activity.outcome']).count(
    'connected_call_count',
    ['Connected calls', '接通量'],
    ['Calls that were answered.', '接通的电话次数。'],
    counted(`${CALL} and {CUBE}.is_connected`),
    { unit: 'activities', lastAt: 'last_call_at' },
  ),
  measuresOf(['activity', 'activity.duration_s']).minutes(
    'talk_minutes',
    ['Talk time', '通话时长'],
    ['Minutes of calls.', '通话分钟数。'],
    `coalesce(sum({CUBE}.duration_s) filter (where {CUBE}.event = 'activity' and ${CALL}), 0) / 60`,
    { lastAt: 'last_call_at' },
  ),
  activity.count(
    'visit_count',
    ['Visits', '拜访量'],
    ['Visits paid.', '拜访次数。'],
    counted("{CUBE}.type = 'visit'"),
    { unit: 'activities', lastAt: 'last_visit_at' },
  ),
  located.count(
    'verified_visit_count',
    ['Verified visits', '有效拜访'],
    [
      "Visits recorded at the customer's place inside working hours.",
      '在客户处且在工作时段内定位的拜访次数。',
    ],
    counted("{CUBE}.visit_state = 'verified'"),
    { unit: 'activities', lastAt: 'last_visit_at' },
  ),
  located.count(
    'no_signal_visit_count',
    ['Visits without a position', '无信号拜访'],
    ['Visits for which no position was sent: no suspicion.', '没有定位的拜访次数,不作怀疑。'],
    counted("{CUBE}.visit_state = 'no_signal'"),
    { unit: 'activities', good: null },
  ),
  located.count(
    'off_site_visit_count',
    ['Visits elsewhere', '不在现场拜访'],
    ["Visits recorded away from the customer's place.", '定位不在客户处的拜访次数。'],
    counted("{CUBE}.visit_state = 'off_site'"),
    { unit: 'activities', good: 'down' },
  ),
  activity.count(
    'meeting_count',
    ['Meetings', '会议数'],
    ['Meetings held.', '会议次数。'],
    counted("{CUBE}.type = 'meeting'"),
    { unit: 'activities' },
  ),
  activity.count(
    'friend_added_count',
    ['New WeChat friends', '新增好友'],
    ['Friends added.', '新增好友数。'],
    counted("{CUBE}.type = 'friend_added'"),
    { unit: 'activities' },
  ),
  activity.count(
    'moment_post_count',
    ['Moments posts', '朋友圈发文'],
    ['Posts published.', '朋友圈发文数。'],
    counted("{CUBE}.type = 'moment_post'"),
    { unit: 'activities' },
  ),
  activity.distinct(
    'active_rep_count',
    ['Active reps', '活跃人数'],
    ['Distinct people with an activity in the period.', '期间内有跟进的人数(去重)。'],
    "count(distinct {CUBE}.owner_id) filter (where {CUBE}.event = 'activity' and {CUBE}.owner_id <> 'unassigned')",
    { unit: 'people' },
  ),
  activity.distinct(
    'touched_customer_count',
    ['Customers touched', '触达客户数'],
    ['Distinct known customers with an activity in the period.', '期间内有跟进的客户数(去重)。'],
    "count(distinct {CUBE}.customer_key) filter (where {CUBE}.event = 'activity' and {CUBE}.customer_key <> 'unknown')",
    { unit: 'customers' },
  ),
  perRep.distinct(
    'rep_working_day_count',
    ['Person-days on duty', '在岗工作日人天'],
    ['People in post × working days.', '在岗人数 × 工作日。'],
    `count(distinct ({CUBE}.owner_id, {CUBE}.date)) filter (where {CUBE}.event = 'duty' and {CUBE}.is_working_day)`,
    { unit: 'people', good: null },
  ),
  perRep.ratio(
    'per_rep_per_working_day',
    ['Per rep and day', '人均日跟进'],
    [
      'Activities ÷ (people in post × working days); filter the type for calls or visits.',
      '跟进次数 ÷(在岗人数 × 工作日);可按类型筛选。',
    ],
    '{activity_count} / nullif({rep_working_day_count}, 0)',
  ),
  perRep.ratio(
    'calls_per_rep_per_working_day',
    ['Calls per rep and day', '人均日电话'],
    ['Calls ÷ (people in post × working days).', '电话量 ÷(在岗人数 × 工作日)。'],
    '{call_count} / nullif({rep_working_day_count}, 0)',
  ),
  perRep.ratio(
    'visits_per_rep_per_working_day',
    ['Visits per rep and day', '人均日拜访'],
    ['Visits ÷ (people in post × working days).', '拜访量 ÷(在岗人数 × 工作日)。'],
    '{visit_count} / nullif({rep_working_day_count}, 0)',
  ),
  measuresOf(['activity', 'activity.recorded_at']).rate(
    'late_entry_rate',
    ['Late entries', '补录率'],
    [
      'Activities recorded more than 24 hours after ÷ activities whose recording time is known.',
      '超过 24 小时才录入的占比(仅计已知录入时间的跟进)。',
    ],
    'count(*) filter (where {CUBE}.is_late_entry) / nullif(count({CUBE}.is_late_entry), 0)',
    { good: 'down' },
  ),
  activity.lastMoment('last_event_at', ['Last activity', '最近跟进'], 'max({CUBE}.at_local)'),
  activity.lastMoment(
    'last_call_at',
    ['Last call', '最近电话'],
    `max({CUBE}.at_local) filter (where ${CALL})`,
  ),
  activity.lastMoment(
    'last_visit_at',
    ['Last visit', '最近拜访'],
    "max({CUBE}.at_local) filter (where {CUBE}.type = 'visit')",
  ),
];

export const activities = (extras: readonly Extra[]): CubeDeclaration => ({
  name: 'activities',
  title: { en: 'Activities', zh: '跟进' },
  description: {
    en: 'Calls, visits, meetings and other contacts: one row per activity.',
    zh: '电话、拜访、会议等跟进:每次一行。',
  },
  sql: placed(rows(extras)),
  policy: 'place',
  fixed: [],
  dimensions: [
    column('date', 'date', ['Date', '日期']),
    column('at', 'instant', ['Moment', '时刻'], '{CUBE}.at_local'),
    column('event', 'string', ['Event', '事件'], undefined, {
      description: ['activity, or duty (a person in post)', 'activity 跟进,duty 在岗'],
    }),
    column('record_id', 'string', ['Record id', '记录编号']),
    column('activity_type', 'string', ['Type of activity', '跟进类型'], '{CUBE}.type'),
    column('outcome', 'string', ['Outcome', '结果'], undefined, { needs: ['activity.outcome'] }),
    column('channel', 'string', ['Channel', '渠道'], undefined, { needs: ['activity.channel'] }),
    column('visit_state', 'string', ['State of a visit', '拜访状态'], undefined, { needs: ['activity.lat'] }),
    column('lead_id', 'string', ['Lead id', '线索编号']),
    column('opportunity_id', 'string', ['Opportunity id', '商机编号']),
    ...CUSTOMER_DIMENSIONS,
    ...PLACE_DIMENSIONS,
  ],
  measures: MEASURES,
});
