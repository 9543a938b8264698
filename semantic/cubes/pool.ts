import { column, lookup, type CubeDeclaration } from '../declare/member.ts';
import { CUSTOMER_DIMENSIONS, PLACE, PLACE_DIMENSIONS } from '../declare/place.ts';
import { placed } from '../declare/placed-rows.ts';
import { maskedAddress, maskedPhone } from '../policy/sensitive.ts';
import { POOL_MEASURES } from './pool-measures.ts';

const ENDED_PLACE = `cycle.owner_id, cycle.fallback_org_id, cycle.ended_org_then_key as org_then_key,
    cycle.ended_org_then_id as org_then_id, cycle.ended_tenure_band as owner_tenure_band`;

/** Cycles as they begin and as they end: by moving on, or because the record was won or closed in somebody's hands. */
const CYCLES = `
  select
    'started' as event, 'pursuit' as kind, cycle.started_date as date, cycle.started_at_local as at_local,
    cycle.cycle_id, cycle.record_type, cycle.record_id, cycle.customer_key, cycle.start_event, cycle.assign_method,
    cycle.first_touch_hours, cycle.owner_id, cycle.fallback_org_id, cycle.org_then_key, cycle.org_then_id,
    cycle.owner_tenure_band
  from star.fct_pool_cycle as cycle
  left join star.pool_outcome as outcome on outcome.cycle_id = cycle.cycle_id
  where outcome.outcome is distinct from 'void'
  union all by name
  select
    'ended' as event, 'pursuit' as kind, cycle.ended_date as date, cycle.ended_at_local as at_local,
    cycle.cycle_id, cycle.record_type, cycle.record_id, cycle.customer_key, cycle.start_event, cycle.end_reason,
    cycle.touch_count, cycle.private_days, coalesce(outcome.is_reclaimed, false) as is_reclaimed, ${ENDED_PLACE}
  from star.fct_pool_cycle as cycle
  left join star.pool_outcome as outcome on outcome.cycle_id = cycle.cycle_id
  where cycle.ended_date is not null and outcome.outcome is null
  union all by name
  select
    'ended' as event, 'pursuit' as kind, outcome.over_date as date, outcome.over_at_local as at_local,
    cycle.cycle_id, cycle.record_type, cycle.record_id, cycle.customer_key, cycle.start_event,
    outcome.outcome as end_reason, cycle.touch_count, outcome.private_days, outcome.is_recycled, outcome.amount,
    cycle.owner_id, cycle.fallback_org_id, outcome.org_then_key, outcome.org_then_id, outcome.owner_tenure_band
  from star.pool_outcome as outcome
  join star.fct_pool_cycle as cycle on cycle.cycle_id = outcome.cycle_id
  where outcome.outcome in ('won', 'closed')`;

/** One set of rows for every day: what is held and what is public at its end, and how much may be held. */
const STANDING = `
  select
    'standing' as event, 'pursuit' as kind, day.date, hold.cycle_id, hold.record_type, hold.record_id, hold.record_name,
    hold.customer_key, hold.is_private, hold.due_date,
    case when not hold.is_private and day.date = (select as_of_date from star.publish) then hold.fallback_org_id end
      as pool_unit_id, day.date >= hold.idle_from_date as is_idle, ${PLACE}
  from star.fct_pool_hold as hold
  join star.dim_date as day on day.date >= hold.valid_from_date and day.date < hold.valid_to_date
  left join star.pool_close as closing
    on closing.record_type = hold.record_type and closing.record_id = hold.record_id
  where day.date <= (select as_of_date from star.publish)
    and (closing.closed_date is null or day.date < closing.closed_date)
  union all by name
  select 'standing' as event, 'capacity' as kind, duty.date, capacity.record_type, capacity.capacity, ${PLACE}
  from star.fct_employee_day as duty
  join star.pool_capacity as capacity
    on  capacity.employee_id = duty.employee_id
    and duty.date >= capacity.valid_from_date and duty.date < capacity.valid_to_date
  union all by name
  select
    'standing' as event, 'probation' as kind, day.date, probation_id as cycle_id, 'customer' as record_type,
    customer_id as record_id, record_name, customer_key, ends_date as due_date, ${PLACE}
  from star.fct_probation
  join star.dim_date as day
    on day.date >= started_date and day.date <= ends_date and (ended_date is null or day.date < ended_date)
  where day.date <= (select as_of_date from star.publish)`;

const PROBATIONS_AND_SWAPS = `
  select
    'ended' as event, 'probation' as kind, ended_date as date, ended_date::timestamp as at_local,
    probation_id as cycle_id, 'customer' as record_type, customer_id as record_id, record_name, customer_key, end_reason,
    owner_id, fallback_org_id, ended_org_then_key as org_then_key, ended_org_then_id as org_then_id,
    ended_tenure_band as owner_tenure_band
  from star.fct_probation
  where ended_date is not null
  union all by name
  select
    'swap' as event, 'pursuit' as kind, date, taken_at_local as at_local, record_type, record_id, is_repeated, pair_id,
    trip_id, side, lost_at_local, taken_at_local, touch_count, visit_count, ${PLACE}
  from star.swap_trip`;

/** How a record is reached: a lead by its own, else by its customer's; masked for everybody until somebody holds it. */
function untilClaimed(attribute: string, masked: (sql: string) => string): string {
  const own = lookup('dim_lead', 'lead_id', attribute, 'record_id');
  const customers = lookup('dim_customer', 'customer_key', attribute);
  const value = `coalesce(case when {CUBE}.record_type = 'lead' then ${own} end, ${customers})`;
  const isHeld = `{CUBE}.is_private and {CUBE}.date = (select as_of_date from star.publish)`;
  return `(case when ${isHeld} then ${value} else ${masked(value)} end)`;
}

export const POOL: CubeDeclaration = {
  name: 'pool',
  title: { en: 'Public and private pools', zh: '公海与私海' },
  description: {
    en: 'Who holds what, since when and until when: cycles of a record in one person’s hands, and what is public. Wins and closes count at the turn of the business day.',
    zh: '谁名下有什么、从何时到何时:记录在一人名下的每个周期,以及公海存量。成交与关闭在营业日切换时计入。',
  },
  sql: placed([CYCLES, STANDING, PROBATIONS_AND_SWAPS].join('\n  union all by name\n')),
  policy: 'place_or_pool',
  fixed: ['record_type'],
  state: { date: 'date', rows: { member: 'event', value: 'standing' }, at: 'end' },
  dimensions: [
    column('date', 'date', ['Date', '日期'], undefined, {
      description: [
        'Of what happened its own day; of what stands the last day of each period.',
        '事件取发生日;存量取各期最后一日。',
      ],
    }),
    column('at', 'instant', ['Moment', '时刻'], '{CUBE}.at_local'),
    column('event', 'string', ['Event', '事件'], undefined, {
      description: [
        'started and ended cycles, standing (at the end of a day), swap (a round trip came back).',
        'started 周期开始、ended 周期结束、standing 日末存量、swap 往返一次完成。',
      ],
    }),
    column('kind', 'string', ['Kind of cycle', '周期类型'], undefined, {
      description: [
        'pursuit, probation (after signing), capacity (how many a person may hold).',
        'pursuit 跟进、probation 考核期、capacity 库容。',
      ],
    }),
    column('record_type', 'string', ['Kind of record', '记录类型'], undefined, {
      description: ['lead, opportunity or customer.', 'lead 线索、opportunity 商机、customer 客户。'],
    }),
    column('record_id', 'string', ['Record id', '记录编号']),
    column('record_name', 'string', ['Record', '记录']),
    column('cycle_id', 'string', ['Cycle', '周期编号']),
    column('start_event', 'string', ['Began by', '开始方式'], undefined, {
      description: [
        'claim, assign, transfer, created (held from the first), changed (no log says how).',
        'claim 领取、assign 分配、transfer 转移、created 创建时即在名下、changed 无日志可查。',
      ],
    }),
    column('assign_method', 'string', ['Way of assignment', '分配方式'], undefined, {
      needs: ['pool_event.assign_method'],
    }),
    column('end_reason', 'string', ['Ended by', '结束原因'], undefined, {
      description: [
        'won, released, auto_dropped, transferred; closed (without a win); of a probation passed or failed.',
        'won 成交、released 退回、auto_dropped 掉公海、transferred 转移、closed 未成交关闭;考核期为 passed 通过、failed 未通过。',
      ],
    }),
    column('is_private', 'boolean', ['In private hands', '在私海']),
    column('due_date', 'date', ['Must be let go on', '应掉公海日'], undefined, {
      needs: ['pool_rule.hold_days'],
      description: [
        'As known on that day: the holding period, extended by activities, never beyond its maximum.',
        '当日所知:保护期加跟进延期,不超过最长保护期。',
      ],
    }),
    column('is_idle', 'boolean', ['Idle', '闲置'], undefined, { needs: ['activity'] }),
    column('pair_id', 'string', ['Pair', '互换双方'], undefined, {
      description: ['Names nobody: a key of two people.', '不含姓名,仅为两人组合的键。'],
    }),
    column('trip_id', 'string', ['Round trip', '往返编号']),
    column('side', 'string', ['Side', '一方'], undefined, {
      description: [
        'A let the record go first and took it back, B had it in between. Each side is a row of its own person; the other side is another row, for whoever may see it.',
        'A 先放出后领回,B 居间持有。双方各占一行,对方一行仅有权者可见。',
      ],
    }),
    column('lost_at', 'instant', ['Let go at', '放出时刻'], '{CUBE}.lost_at_local'),
    column('taken_at', 'instant', ['Taken at', '领取时刻'], '{CUBE}.taken_at_local'),
    column('touch_count', 'number', ['Activities in between', '期间跟进次数'], undefined, {
      needs: ['activity'],
    }),
    column('visit_count', 'number', ['Visits in between', '期间拜访次数'], undefined, {
      needs: ['activity'],
    }),
    column('phone', 'string', ['Phone', '电话'], untilClaimed('phone', maskedPhone), {
      needs: ['lead.phone|customer.phone'],
      description: [
        'In full of what stands in private hands today, else 138****5678.',
        '今日在私海的记录显示全号,其余显示为 138****5678。',
      ],
    }),
    column('address', 'string', ['Address', '地址'], untilClaimed('address', maskedAddress), {
      needs: ['lead.address|customer.address'],
      description: [
        'In full of what stands in private hands today, else down to the district.',
        '今日在私海的记录显示全址,其余只显示到区县。',
      ],
    }),
    ...CUSTOMER_DIMENSIONS,
    ...PLACE_DIMENSIONS,
  ],
  measures: POOL_MEASURES,
};
