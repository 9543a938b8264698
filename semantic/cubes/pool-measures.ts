import { measuresOf, type Measure } from '../declare/member.ts';

const record = measuresOf(['lead|opportunity|customer']);
const log = measuresOf(['pool_event']);
const touched = measuresOf(['lead|opportunity|customer', 'activity']);
const droppedTouched = measuresOf(['pool_event', 'activity']);
const held = measuresOf(['pool_rule.hold_days']);
const capacity = measuresOf(['pool_rule.capacity']);
const probation = measuresOf(['probation']);

const STANDING = "{CUBE}.event = 'standing' and {CUBE}.kind = 'pursuit'";
const STARTED = "{CUBE}.event = 'started'";
const ENDED = "{CUBE}.event = 'ended' and {CUBE}.kind = 'pursuit'";
const DROPPED = `${ENDED} and {CUBE}.end_reason = 'auto_dropped'`;
const WON = `${ENDED} and {CUBE}.end_reason = 'won'`;

function counted(condition: string): string {
  return `count(*) filter (where ${condition})`;
}

export const POOL_MEASURES: readonly Measure[] = [
  record.count(
    'public_count',
    ['Public pool', '公海'],
    [
      'Records that nobody holds at the end of the day, before they are won or closed.',
      '当日结束时无人持有、尚未成交或关闭的记录数。',
    ],
    counted(`${STANDING} and not {CUBE}.is_private`),
    { unit: 'records', good: 'down' },
  ),
  record.count(
    'private_count',
    ['Private pool', '私海'],
    [
      'Records in somebody’s hands at the end of the day; leads until they are converted or closed, deals while they are open.',
      '当日结束时在个人名下的记录数;线索计至转化或关闭,商机计至关闭。',
    ],
    counted(`${STANDING} and {CUBE}.is_private`),
    { unit: 'records', good: null },
  ),
  capacity.count(
    'private_capacity',
    ['Capacity', '库容'],
    [
      'How many records the people in post may hold, by the rule nearest to each.',
      '在岗人员可持有的记录数上限,取最贴近其本人的规则。',
    ],
    "coalesce(sum({CUBE}.capacity) filter (where {CUBE}.kind = 'capacity'), 0)::bigint",
    { unit: 'records', good: null },
  ),
  capacity.rate(
    'occupancy',
    ['Occupancy', '库容占用率'],
    ['Private pool ÷ capacity.', '私海 ÷ 库容。'],
    '{private_count} / nullif({private_capacity}, 0)',
    { good: null },
  ),
  held.count(
    'due_to_drop_count',
    ['About to drop', '即将掉公海'],
    [
      'Held records whose holding period ends on the day or within the next 3 days.',
      '保护期在当日或未来 3 天内到期的私海记录数。',
    ],
    counted(`${STANDING} and {CUBE}.is_private and {CUBE}.due_date between {CUBE}.date and {CUBE}.date + 3`),
    { unit: 'records', good: 'down' },
  ),
  held.count(
    'overdue_to_drop_count',
    ['Past due, not dropped', '超期未掉公海'],
    ['Held records whose holding period ended before the day.', '保护期已过、仍在私海的记录数。'],
    counted(`${STANDING} and {CUBE}.is_private and {CUBE}.due_date < {CUBE}.date`),
    { unit: 'records', good: 'down' },
  ),
  touched.count(
    'idle_private_count',
    ['Idle in private hands', '私海闲置'],
    [
      'Held records that their holder has not touched for pipeline.stalled_days days.',
      '持有人超过 pipeline.stalled_days 天没动静的私海记录数。',
    ],
    counted(`${STANDING} and {CUBE}.is_private and {CUBE}.is_idle`),
    { unit: 'records', good: 'down' },
  ),
  log.count(
    'claimed_count',
    ['Claimed', '领取'],
    ['Records that people took from the public pool themselves.', '自行从公海领取的次数。'],
    counted(`${STARTED} and {CUBE}.start_event = 'claim'`),
    { unit: 'records' },
  ),
  log.count(
    'assigned_count',
    ['Assigned', '分配'],
    ['Records that were given to people.', '分配给个人的次数。'],
    counted(`${STARTED} and {CUBE}.start_event = 'assign'`),
    { unit: 'records', good: null },
  ),
  record.count(
    'released_count',
    ['Given back', '退回公海'],
    ['Cycles that ended because the holder gave the record back.', '持有人主动退回公海的次数。'],
    counted(`${ENDED} and {CUBE}.end_reason = 'released'`),
    { unit: 'records', good: 'down' },
  ),
  log.count(
    'auto_dropped_count',
    ['Dropped', '掉公海'],
    ['Cycles that the system ended.', '系统自动回收的次数。'],
    counted(DROPPED),
    { unit: 'records', good: 'down' },
  ),
  record.count(
    'ended_pursuit_count',
    ['Cycles ended', '结束的跟进周期'],
    ['Pursuit cycles that ended, for any reason.', '因任何原因结束的跟进周期数。'],
    counted(ENDED),
    { unit: 'records', good: null },
  ),
  log.rate(
    'drop_rate',
    ['Drop rate', '掉公海率'],
    ['Dropped ÷ pursuit cycles ended.', '掉公海 ÷ 结束的跟进周期。'],
    '{auto_dropped_count} / nullif({ended_pursuit_count}, 0)',
    { good: 'down' },
  ),
  touched.hours(
    'median_hours_to_first_touch',
    ['Hours to first touch (median)', '首跟时长(中位数)'],
    [
      'Median hours from the beginning of a cycle to its holder’s first activity on the record, by the day on which it began.',
      '从周期开始到持有人首次跟进的小时数中位数,按开始日计。',
    ],
    `median({CUBE}.first_touch_hours) filter (where ${STARTED})`,
    { good: 'down' },
  ),
  record.days(
    'median_private_days',
    ['Days in private hands (median)', '持有天数(中位数)'],
    [
      'Median days from the beginning to the end of cycles that ended.',
      '已结束周期从开始到结束的天数中位数。',
    ],
    `median({CUBE}.private_days) filter (where ${ENDED})`,
    { good: null },
  ),
  droppedTouched.count(
    'untouched_drop_count',
    ['Dropped untouched', '未跟进即掉公海'],
    ['Dropped without a single activity of the holder.', '持有人一次未跟进即掉公海的次数。'],
    counted(`${DROPPED} and {CUBE}.touch_count = 0`),
    { unit: 'records', good: 'down' },
  ),
  log.count(
    'reclaimed_won_count',
    ['Dropped, won by another', '掉后他人成交'],
    ['Dropped cycles whose record somebody else won later.', '掉公海后由他人成交的次数。'],
    counted(`${DROPPED} and {CUBE}.is_reclaimed`),
    { unit: 'records' },
  ),
  log.rate(
    'reclaimed_won_rate',
    ['Won by another after a drop', '掉后成交率'],
    ['Dropped and later won by somebody else ÷ dropped.', '掉公海后由他人成交 ÷ 掉公海。'],
    '{reclaimed_won_count} / nullif({auto_dropped_count}, 0)',
  ),
  log.money(
    'recycled_won_amount',
    ['Won from the pool', '回收成交金额'],
    [
      'Amount won on the date from records that somebody else had dropped before.',
      '当日成交、此前曾由他人掉公海的记录的金额。',
    ],
    `coalesce(sum({CUBE}.amount) filter (where ${WON} and {CUBE}.is_recycled), 0)::decimal(38, 2)`,
  ),
  probation.count(
    'probation_open_count',
    ['Probations', '考核期'],
    ['Probations running at the end of the day.', '当日结束时进行中的考核期数。'],
    counted("{CUBE}.event = 'standing' and {CUBE}.kind = 'probation'"),
    { unit: 'customers', good: null },
  ),
  probation.count(
    'probation_passed_count',
    ['Probations passed', '考核通过'],
    ['Probations whose goal was reached on the date.', '当日达成目标的考核期数。'],
    counted("{CUBE}.kind = 'probation' and {CUBE}.end_reason = 'passed'"),
    { unit: 'customers' },
  ),
  probation.count(
    'probation_ended_count',
    ['Probations ended', '考核结束'],
    ['Probations that ended, passed or failed.', '已结束的考核期数,含通过与未通过。'],
    counted("{CUBE}.event = 'ended' and {CUBE}.kind = 'probation'"),
    { unit: 'customers', good: null },
  ),
  probation.rate(
    'probation_pass_rate',
    ['Probation pass rate', '考核通过率'],
    ['Passed ÷ ended.', '通过 ÷ 结束。'],
    '{probation_passed_count} / nullif({probation_ended_count}, 0)',
  ),
  log.distinct(
    'swap_pair_count',
    ['Swap suspects', '互换掉公海嫌疑'],
    [
      'Pairs of people with at least two round trips within 180 days: A lets a record go, B takes it within 24 hours and lets it go, A takes it back within 7 days of the end of the lock. A suspicion, never a verdict.',
      '180 天内至少两次往返的两人组合:A 放出,B 24 小时内领取又放出,A 在冷却期结束后 7 天内领回。仅为疑似。',
    ],
    "count(distinct {CUBE}.pair_id) filter (where {CUBE}.event = 'swap' and {CUBE}.is_repeated)",
    { unit: null, good: 'down' },
  ),
  record.lastMoment(
    'last_event_at',
    ['Last movement', '最近变动'],
    "max({CUBE}.at_local) filter (where {CUBE}.event <> 'standing')",
  ),
];
