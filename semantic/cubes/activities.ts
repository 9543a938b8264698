import type { Extra } from '../declare/extra.ts';
import { column, measuresOf, type CubeDeclaration, type Measure } from '../declare/member.ts';
import { CUSTOMER_DIMENSIONS, PLACE_DIMENSIONS } from '../declare/place.ts';
import { placed } from '../declare/placed-rows.ts';
import type { Coverage } from '../schema/coverage.ts';
import { activityRows } from './activity-rows.ts';
import { ATTENDANCE, PLANS } from './presence-measures.ts';

const activity = measuresOf(['activity|activity_day']);
const visit = measuresOf(['activity']);
const located = measuresOf(['activity', 'activity.lat']);
const perRep = measuresOf(['activity|activity_day', 'employee']);

const SINGLE = "{CUBE}.event = 'activity'";
/** What was done: single activities, and what a source counts by the day. */
const DONE = "{CUBE}.event in ('activity', 'total')";

/** How many, of activities of one type or of all; what no source counts by itself is not known to be 0. */
function counted(type: string | null, coverage: Coverage): string {
  // a day's total of minutes or of answered calls is no number of activities
  const counts = `${DONE} and {CUBE}.quantity is not null`;
  const what = type === null ? counts : `${counts} and {CUBE}.type = '${type}'`;
  return `coalesce(sum({CUBE}.quantity) filter (where ${what}), ${coverage.has('activity') ? '0' : 'null'})`;
}

function visits(condition: string): string {
  return `count(*) filter (where ${SINGLE} and ${condition})`;
}

const CALL = "{CUBE}.type = 'call'";
/** The ringing of a call that nobody took is no talk. */
const TALK = `${DONE} and ${CALL} and ({CUBE}.outcome is null or {CUBE}.outcome in ('connected', 'done'))`;
const measures = (coverage: Coverage): readonly Measure[] => [
  activity.count(
    'activity_count',
    ['Activities', '跟进次数'],
    ['Activities of any type.', '各类跟进次数。'],
    counted(null, coverage),
    { unit: 'activities', lastAt: 'last_event_at' },
  ),
  activity.count(
    'call_count',
    ['Calls', '电话量'],
    ['Calls made.', '拨打电话次数。'],
    counted('call', coverage),
    { unit: 'activities', lastAt: 'last_call_at' },
  ),
  measuresOf(['activity.outcome|activity_day']).count(
    'connected_call_count',
    ['Connected calls', '接通量'],
    ['Calls that were answered.', '接通的电话次数。'],
    `coalesce(sum({CUBE}.connected) filter (where ${DONE} and {CUBE}.connected > 0), ${coverage.has('activity') ? '0' : 'null'})`,
    { unit: 'activities', lastAt: 'last_call_at' },
  ),
  measuresOf(['activity.duration_s|activity_day']).minutes(
    'talk_minutes',
    ['Talk time', '通话时长'],
    ['Minutes of calls that were answered.', '接通电话的通话分钟数。'],
    `coalesce(sum({CUBE}.duration_s) filter (where ${TALK}), ${coverage.has('activity') ? '0' : 'null'}) / 60`,
    { lastAt: 'last_call_at' },
  ),
  activity.count(
    'visit_count',
    ['Visits', '拜访量'],
    ['Visits paid.', '拜访次数。'],
    counted('visit', coverage),
    { unit: 'activities', lastAt: 'last_visit_at' },
  ),
  located.count(
    'verified_visit_count',
    ['Verified visits', '有效拜访'],
    [
      "Visits recorded at the customer's place inside working hours.",
      '在客户处且在工作时段内定位的拜访次数。',
    ],
    visits("{CUBE}.visit_state = 'verified'"),
    { unit: 'activities', lastAt: 'last_visit_at' },
  ),
  located.count(
    'no_signal_visit_count',
    ['Visits without a position', '无信号拜访'],
    [
      'Visits for which no position was sent, or whose customer has none: no suspicion.',
      '没有定位(或客户无坐标)的拜访次数,不作怀疑。',
    ],
    visits("{CUBE}.visit_state = 'no_signal'"),
    { unit: 'activities', good: null },
  ),
  located.count(
    'off_site_visit_count',
    ['Visits elsewhere', '不在现场拜访'],
    ["Visits recorded away from the customer's place.", '定位不在客户处的拜访次数。'],
    visits("{CUBE}.visit_state = 'off_site'"),
    { unit: 'activities', good: 'down' },
  ),
  activity.count(
    'meeting_count',
    ['Meetings', '会议数'],
    ['Meetings held.', '会议次数。'],
    counted('meeting', coverage),
    { unit: 'activities' },
  ),
  activity.count(
    'message_count',
    ['Messages', '消息数'],
    ['Messages sent.', '发送消息数。'],
    counted('message', coverage),
    { unit: 'activities' },
  ),
  activity.count(
    'friend_added_count',
    ['New WeChat friends', '新增好友'],
    ['Friends added.', '新增好友数。'],
    counted('friend_added', coverage),
    { unit: 'activities' },
  ),
  measuresOf(['activity_day', 'employee']).distinct(
    'friend_count',
    ['WeChat friends', '好友数'],
    [
      "Friends at the end of the period's last day, of people in post: a stock, never summed over days.",
      '期末最后一天在职人员的好友数;存量,不按天累加。',
    ],
    "coalesce(sum({CUBE}.friend_count) filter (where {CUBE}.event = 'friends'), 0)",
    { unit: 'people' },
  ),
  activity.count(
    'moment_post_count',
    ['Moments posts', '朋友圈发文'],
    ['Posts published.', '朋友圈发文数。'],
    counted('moment_post', coverage),
    { unit: 'activities' },
  ),
  activity.distinct(
    'active_rep_count',
    ['Active reps', '活跃人数'],
    ['Distinct people with an activity in the period.', '期间内有跟进的人数(去重)。'],
    `count(distinct {CUBE}.owner_id) filter (where ${DONE} and {CUBE}.quantity > 0 and {CUBE}.owner_id <> 'unassigned')`,
    { unit: 'people' },
  ),
  visit.distinct(
    'touched_customer_count',
    ['Customers touched', '触达客户数'],
    ['Distinct known customers with an activity in the period.', '期间内有跟进的客户数(去重)。'],
    `count(distinct {CUBE}.customer_key) filter (where ${SINGLE} and {CUBE}.customer_key <> 'unknown')`,
    { unit: 'customers' },
  ),
  perRep.distinct(
    'rep_working_day_count',
    ['Person-days on duty', '在岗工作日人天'],
    [
      "People in post × working days; a person's own follow the attendance book where there is one.",
      '在岗人数 × 工作日;有考勤的按本人考勤。',
    ],
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
    `count(*) filter (where ${SINGLE} and {CUBE}.is_late_entry)
      / nullif(count(*) filter (where ${SINGLE} and {CUBE}.is_late_entry is not null), 0)`,
    { good: 'down' },
  ),
  ...ATTENDANCE,
  ...PLANS,
  visit.lastMoment(
    'last_event_at',
    ['Last activity', '最近跟进'],
    `max({CUBE}.at_local) filter (where ${SINGLE})`,
  ),
  visit.lastMoment(
    'last_call_at',
    ['Last call', '最近电话'],
    `max({CUBE}.at_local) filter (where ${SINGLE} and ${CALL})`,
  ),
  visit.lastMoment(
    'last_visit_at',
    ['Last visit', '最近拜访'],
    `max({CUBE}.at_local) filter (where ${SINGLE} and {CUBE}.type = 'visit')`,
  ),
];

export const activities = (coverage: Coverage, extras: readonly Extra[]): CubeDeclaration => ({
  name: 'activities',
  title: { en: 'Activities', zh: '跟进' },
  description: {
    en: 'Calls, visits, meetings and other contacts, one row each; what a source counts by the day, who was there, and what was planned.',
    zh: '电话、拜访、会议等跟进,每次一行;另含按天统计的数据、出勤与拜访计划。',
  },
  sql: placed(activityRows(extras)),
  policy: 'place',
  fixed: [],
  state: {
    date: 'date',
    rows: { member: 'event', value: 'friends' },
    at: 'end',
    of: ['friend_count'],
  },
  events: { member: 'event', presence: 'duty' },
  dimensions: [
    column('date', 'date', ['Date', '日期']),
    column('at', 'instant', ['Moment', '时刻'], '{CUBE}.at_local'),
    column('event', 'string', ['Event', '事件'], undefined, {
      description: [
        'activity; total (counted by the day); duty (a person in post); friends (a stock); attendance; plan (a planned visit)',
        'activity 跟进,total 按天统计,duty 在岗,friends 好友存量,attendance 考勤,plan 拜访计划',
      ],
    }),
    column('record_id', 'string', ['Record id', '记录编号']),
    column('activity_type', 'string', ['Type of activity', '跟进类型'], '{CUBE}.type'),
    column('outcome', 'string', ['Outcome', '结果'], undefined, { needs: ['activity.outcome'] }),
    column('channel', 'string', ['Channel', '渠道'], undefined, { needs: ['activity.channel'] }),
    column('visit_state', 'string', ['State of a visit', '拜访状态'], undefined, { needs: ['activity.lat'] }),
    column('attendance_status', 'string', ['Attendance', '出勤状态'], undefined, {
      needs: ['attendance_day.status'],
      description: ['work, leave, rest or absent', 'work 出勤,leave 请假,rest 休息,absent 缺勤'],
    }),
    column('purpose', 'string', ['Purpose of the planned visit', '拜访目的'], undefined, {
      needs: ['visit_plan.purpose'],
    }),
    column('lead_id', 'string', ['Lead id', '线索编号']),
    column('opportunity_id', 'string', ['Opportunity id', '商机编号']),
    ...CUSTOMER_DIMENSIONS,
    ...PLACE_DIMENSIONS,
  ],
  measures: measures(coverage),
});
