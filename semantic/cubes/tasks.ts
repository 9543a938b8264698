import { column, lookup, measuresOf, type CubeDeclaration, type Measure } from '../declare/member.ts';
import { CUSTOMER_DIMENSIONS, PLACE_DIMENSIONS } from '../declare/place.ts';
import { placed } from '../declare/placed-rows.ts';

const task = measuresOf(['task']);
const due = measuresOf(['task.due_at|task_batch.due_at']);
const contact = measuresOf(['task', 'activity']);
const sale = measuresOf(['task', 'order|opportunity']);
const control = measuresOf(['task.is_control', 'order|opportunity']);

/** A control group is kept back: nobody works on it, and only the control members count it. */
const GIVEN = 'not {CUBE}.is_control';
const PAST_DUE = '{CUBE}.due_at <= (select as_of from star.publish)';

function counted(condition: string): string {
  return `count(*) filter (where ${condition})`;
}

/** Whether what was reached is at least what the batches' goals ask of these tasks; null where there is no goal. */
function reaches(goal: string, what: string): string {
  return `(count(*) filter (where ${GIVEN} and {CUBE}.${goal} is not null and {CUBE}.${what})
    >= sum({CUBE}.${goal}) filter (where ${GIVEN}))`;
}

const MEASURES: readonly Measure[] = [
  task.count(
    'assigned_count',
    ['Tasks given out', '下发任务'],
    ['Tasks given out on the date, control groups left out.', '当日下发的任务数,不含对照组。'],
    counted(GIVEN),
    { unit: 'tasks', good: null, lastAt: 'last_event_at' },
  ),
  task.count(
    'done_count',
    ['Tasks done', '完成任务'],
    ['Tasks given out on the date that are done.', '当日下发、已完成的任务数。'],
    counted(`${GIVEN} and {CUBE}.done_at is not null`),
    { unit: 'tasks' },
  ),
  due.count(
    'due_count',
    ['Tasks due', '应完成任务'],
    ['Tasks with a due day that are done, or whose due day is over.', '有期限且已完成或已到期的任务数。'],
    counted(`${GIVEN} and {CUBE}.due_at is not null and ({CUBE}.done_at is not null or ${PAST_DUE})`),
    { unit: 'tasks', good: null },
  ),
  due.count(
    'on_time_count',
    ['Done in time', '按时完成'],
    ['Tasks done by their due day.', '在期限内完成的任务数。'],
    counted(`${GIVEN} and {CUBE}.done_at <= {CUBE}.due_at`),
    { unit: 'tasks' },
  ),
  due.rate(
    'on_time_rate',
    ['Done in time, share', '按时完成率'],
    ['Done in time ÷ tasks due.', '按时完成 ÷ 应完成任务。'],
    '{on_time_count} / nullif({due_count}, 0)',
  ),
  due.count(
    'overdue_count',
    ['Overdue tasks', '逾期未完成'],
    ['Tasks not done whose due day is over.', '已到期仍未完成的任务数。'],
    counted(`${GIVEN} and {CUBE}.done_at is null and ${PAST_DUE}`),
    { unit: 'tasks', good: 'down' },
  ),
  contact.count(
    'contacted_count',
    ['Contacted', '已触达'],
    [
      'Tasks whose customer or lead was reached between the giving out and the due day (thirty days without one): a connected call, a visit, a meeting or a message, by anybody.',
      '从下发到期限内(无期限按 30 天)客户或线索被联系上的任务数:接通电话、拜访、会议或消息,不限何人。',
    ],
    counted(`${GIVEN} and {CUBE}.is_contacted`),
    { unit: 'tasks' },
  ),
  contact.rate(
    'contact_coverage',
    ['Contact coverage', '触达覆盖率'],
    ['Contacted ÷ tasks given out.', '已触达 ÷ 下发任务。'],
    '{contacted_count} / nullif({assigned_count}, 0)',
  ),
  sale.count(
    'converted_count',
    ['Converted', '已转化'],
    [
      'Tasks whose customer paid an order or had a deal won, or whose lead became an opportunity, between the giving out and the due day.',
      '从下发到期限内客户有付款订单或赢单、线索转为商机的任务数。',
    ],
    counted(`${GIVEN} and {CUBE}.is_converted`),
    { unit: 'tasks' },
  ),
  sale.rate(
    'conversion_rate',
    ['Conversion', '转化率'],
    ['Converted ÷ tasks given out.', '已转化 ÷ 下发任务。'],
    '{converted_count} / nullif({assigned_count}, 0)',
  ),
  measuresOf(['task_batch.coverage_goal|task_batch.conversion_goal', 'activity', 'order|opportunity']).isTrue(
    'goal_met',
    ['Goal met', '目标达成'],
    [
      'Contacted and converted tasks are at least what the goals of their batches ask, as far as there are goals.',
      '触达与转化均不低于所属批次的目标(仅计设了目标的)。',
    ],
    `case when count({CUBE}.coverage_goal) + count({CUBE}.conversion_goal) > 0 then
      coalesce(${reaches('coverage_goal', 'is_contacted')}, true)
      and coalesce(${reaches('conversion_goal', 'is_converted')}, true) end`,
  ),
  measuresOf(['task.is_control']).count(
    'control_count',
    ['Control group', '对照组'],
    ['Customers kept back as a control group.', '作为对照组、不执行的客户数。'],
    counted('{CUBE}.is_control'),
    { unit: 'tasks', good: null },
  ),
  control.count(
    'control_converted_count',
    ['Control group converted', '对照组转化数'],
    ['Of the control group, converted in the same time.', '对照组在同一期间内的转化数。'],
    counted('{CUBE}.is_control and {CUBE}.is_converted'),
    { unit: 'tasks', good: null },
  ),
  control.rate(
    'control_conversion_rate',
    ['Conversion of the control group', '对照组转化率'],
    ['Control group converted ÷ control group.', '对照组转化数 ÷ 对照组。'],
    '{control_converted_count} / nullif({control_count}, 0)',
    { good: null },
  ),
  control.rate(
    'lift',
    ['Lift over control', '较对照组提升'],
    [
      'Conversion less that of the control group, in percentage points; null without a control group.',
      '转化率 − 对照组转化率(百分点);没有对照组时为空。',
    ],
    '{conversion_rate} - {control_conversion_rate}',
  ),
  task.lastMoment(
    'last_event_at',
    ['Last task given out', '最近下发'],
    `max({CUBE}.assigned_at_local) filter (where ${GIVEN})`,
  ),
];

export const TASKS: CubeDeclaration = {
  name: 'tasks',
  title: { en: 'Tasks', zh: '任务' },
  description: {
    en: 'One row per task given out, on that day, control groups among them.',
    zh: '每个下发任务一行,记在下发当日,含对照组。',
  },
  sql: placed('select * from star.fct_task'),
  policy: 'place',
  fixed: [],
  dimensions: [
    column('date', 'date', ['Date', '日期'], '{CUBE}.assigned_date', {
      description: ['The business date of the giving out.', '下发的业务日期。'],
    }),
    column('at', 'instant', ['Moment', '时刻'], '{CUBE}.assigned_at_local'),
    column('task_id', 'string', ['Task id', '任务编号']),
    column('task_type', 'string', ['Type of task', '任务类型'], '{CUBE}.type'),
    column('batch_id', 'string', ['Batch id', '批次编号'], undefined, { needs: ['task.batch_id'] }),
    column('batch', 'string', ['Batch', '任务批次'], '{CUBE}.batch_name', { needs: ['task_batch.name'] }),
    column('origin', 'string', ['Origin', '任务来源'], undefined, {
      needs: ['task_batch.origin'],
      description: ['superior, system or self', 'superior 上级下发,system 系统,self 自建'],
    }),
    column(
      'issued_by',
      'string',
      ['Given out by', '下发组织'],
      lookup('dim_org_current', 'org_id', 'name', 'issued_by_org_id'),
      { needs: ['task_batch.issued_by_unit_id'] },
    ),
    column('campaign', 'string', ['Campaign', '市场活动'], lookup('dim_campaign', 'campaign_id', 'name'), {
      needs: ['task_batch.campaign_id'],
    }),
    column('due_date', 'date', ['Due on', '期限'], undefined, {
      needs: ['task.due_at|task_batch.due_at'],
    }),
    column('result', 'string', ['Result', '结果'], undefined, { needs: ['task.result'] }),
    column('is_control', 'boolean', ['Control group', '对照组'], undefined, { needs: ['task.is_control'] }),
    column('is_done', 'boolean', ['Done', '已完成'], '({CUBE}.done_at is not null)'),
    column('lead_id', 'string', ['Lead id', '线索编号'], undefined, { needs: ['task.lead_id'] }),
    ...CUSTOMER_DIMENSIONS,
    ...PLACE_DIMENSIONS,
  ],
  measures: MEASURES,
};
