import { measuresOf, type Measure } from '../declare/member.ts';

const PLAN = "{CUBE}.event = 'plan'";
const PLAN_DUE = `(${PLAN} and ({CUBE}.is_kept or {CUBE}.date < (select as_of_date from star.publish)))`;

const ATTENDED = "{CUBE}.event = 'attendance'";
const attendance = measuresOf(['attendance_day']);

/** Who was there, by the attendance book. */
export const ATTENDANCE: readonly Measure[] = [
  attendance.count(
    'on_duty_days',
    ['Days on duty', '出勤天数'],
    ['Person-days at work by the attendance book.', '考勤记录为出勤的人天。'],
    `count(*) filter (where ${ATTENDED} and {CUBE}.is_on_duty)`,
    { unit: 'days' },
  ),
  attendance.count(
    'expected_days',
    ['Days expected', '应出勤天数'],
    [
      'Person-days at work, on leave or absent; days off are not expected.',
      '出勤、请假与缺勤的人天;休息日不计。',
    ],
    `count(*) filter (where ${ATTENDED} and {CUBE}.is_expected)`,
    { unit: 'days', good: null },
  ),
  attendance.rate(
    'attendance_rate',
    ['Attendance', '出勤率'],
    [
      'Days at work ÷ days expected (at work, on leave or absent).',
      '出勤天数 ÷ 应出勤天数(出勤、请假与缺勤)。',
    ],
    '{on_duty_days} / nullif({expected_days}, 0)',
  ),
];

const plan = measuresOf(['visit_plan']);
const kept = measuresOf(['visit_plan', 'activity']);

/** What was planned and what came of it. */
export const PLANS: readonly Measure[] = [
  plan.count(
    'planned_visit_count',
    ['Planned visits', '计划拜访'],
    ['Visits planned for the date.', '计划在当日进行的拜访数。'],
    `count(*) filter (where ${PLAN})`,
    { unit: 'activities', good: null },
  ),
  kept.count(
    'planned_visit_kept_count',
    ['Planned visits paid', '完成计划拜访'],
    [
      'Planned visits that their planner paid to that customer on that day.',
      '计划人当日确实拜访了该客户的计划数。',
    ],
    `count(*) filter (where ${PLAN} and {CUBE}.is_kept)`,
    { unit: 'activities' },
  ),
  kept.rate(
    'planned_visit_rate',
    ['Planned visits paid, share', '计划拜访完成率'],
    [
      'Planned visits paid ÷ planned visits whose day is over, or that were paid.',
      '完成计划拜访 ÷ 已到期或已完成的计划拜访。',
    ],
    `{planned_visit_kept_count} / nullif(count(*) filter (where ${PLAN_DUE}), 0)`,
  ),
];
