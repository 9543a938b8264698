import { column, measuresOf, type CubeDeclaration, type Measure } from '../declare/member.ts';
import { placed } from '../declare/placed-rows.ts';
import { DEAL_COLUMNS, DEAL_DIMENSIONS } from './deal-dimensions.ts';

/** The ledger, and what was open as each day began: a query takes the opening of the first day of each period. */
const LEDGER = `
  select ${DEAL_COLUMNS}, date, reason, is_paired, change_id, signed_amount, signed_count
  from star.fct_pipeline_change
  where date <= (select as_of_date from star.publish)
  union all by name
  select
    ${DEAL_COLUMNS}, day.date as date, 'opening' as reason, false as is_paired,
    coalesce(amount, 0)::decimal(38, 2) as signed_amount, record_count as signed_count
  from star.fct_pipeline as fact
  join star.dim_date as day on day.date > fact.valid_from_date and day.date <= fact.valid_to_date
  where fact.state = 'open' and day.date <= (select as_of_date from star.publish)`;

const deal = measuresOf(['opportunity']);
const due = measuresOf(['opportunity', 'opportunity.expected_close_on']);

function sum(reason: string): string {
  return `coalesce(sum({CUBE}.amount) filter (where {CUBE}.reason = '${reason}'), 0::decimal(18, 2))`;
}

/**
 * Of a deal that only moved inside what is asked for, both sides are in the set and nothing came or went: each pair
 * counts once as a pair and is taken off. What is left came from outside, or went there.
 */
function crossed(reason: string, other: string): string {
  const paired = `{CUBE}.is_paired and {CUBE}.reason in ('${reason}', '${other}')`;
  const once = `list(distinct struct_pack(id := {CUBE}.change_id, amount := {CUBE}.amount)) filter (where ${paired})`;
  const each = `coalesce(list_sum(list_transform(${once}, lambda one: one.amount)), 0)`;
  const inside = `(coalesce(sum({CUBE}.amount) filter (where ${paired}), 0) - ${each})`;
  return `(${sum(reason)} - ${inside})::decimal(38, 2)`;
}

type Way = 'comes' | 'goes';

/** What a seller reads as good or bad news depends on the way the money goes. */
function flow(
  name: string,
  way: Way,
  title: readonly [string, string],
  words: readonly [string, string],
): Measure {
  return deal.money(name, title, words, sum(name), { good: way === 'comes' ? 'up' : 'down' });
}

const CHANGED: readonly Measure[] = [
  deal.averageMoney(
    'opening',
    ['Opening', '期初'],
    ['Open as the period began.', '期初在跟商机金额。'],
    sum('opening'),
    { good: null },
  ),
  flow('created', 'comes', ['Created', '新增'], ['Deals that came into being.', '新建的商机。']),
  flow(
    'reopened',
    'comes',
    ['Reopened', '重开'],
    ['Closed or deleted deals that were opened again.', '已关闭或已删除后重新打开的商机。'],
  ),
  deal.averageMoney(
    'joined_scope',
    ['Joined', '划入'],
    [
      'Deals that came to what is asked for from outside it: another owner, unit, stage or other attribute.',
      '从所选范围之外划入的商机:负责人、组织、阶段等属性变化。',
    ],
    crossed('joined_scope', 'left_scope'),
    { good: null },
  ),
  due.averageMoney(
    'pulled_in',
    ['Pulled in', '提前'],
    ['Deals whose expected close was moved into the dates asked for.', '预计成交日移入所选日期范围的商机。'],
    crossed('pulled_in', 'pushed_out'),
    { good: null },
  ),
  flow('increased', 'comes', ['Increased', '增额'], ['Amounts that were raised.', '商机金额调高的部分。']),
  flow('decreased', 'goes', ['Decreased', '减额'], ['Amounts that were lowered.', '商机金额调低的部分。']),
  due.averageMoney(
    'pushed_out',
    ['Pushed out', '推迟'],
    [
      'Deals whose expected close was moved out of the dates asked for.',
      '预计成交日移出所选日期范围的商机。',
    ],
    crossed('pushed_out', 'pulled_in'),
    { good: null },
  ),
  deal.averageMoney(
    'left_scope',
    ['Left', '划出'],
    [
      'Deals that went outside what is asked for, and those disqualified or found duplicate.',
      '划出所选范围的商机,以及判为无效或重复的商机。',
    ],
    crossed('left_scope', 'joined_scope'),
    { good: null },
  ),
  {
    ...flow(
      'won',
      'goes',
      ['Won', '赢单'],
      ['Deals won, at the amount that they had in the pipeline.', '赢单的商机,按其在跟金额。'],
    ),
    good: 'up',
  },
  flow(
    'lost',
    'goes',
    ['Lost', '丢单'],
    ['Deals lost, at the amount that they had in the pipeline.', '丢单的商机,按其在跟金额。'],
  ),
  flow(
    'deleted',
    'goes',
    ['Deleted', '删除'],
    ['Deals that their source deleted.', '在来源系统中被删除的商机。'],
  ),
  deal.averageMoney(
    'closing',
    ['Closing', '期末'],
    [
      'Opening + created + reopened + joined + pulled in + increased − decreased − pushed out − left − won − lost − deleted.',
      '期初+新增+重开+划入+提前+增额−减额−推迟−划出−赢单−丢单−删除。',
    ],
    'coalesce(sum({CUBE}.signed_amount), 0::decimal(18, 2))',
    { good: null },
  ),
  deal.distinct(
    'opening_count',
    ['Open deals at the beginning', '期初商机数'],
    ['Deals open as the period began.', '期初在跟商机数。'],
    "coalesce(sum({CUBE}.signed_count) filter (where {CUBE}.reason = 'opening'), 0)::bigint",
    { unit: 'deals', good: null },
  ),
  deal.distinct(
    'closing_count',
    ['Open deals at the end', '期末商机数'],
    ['Deals open as the period ended.', '期末在跟商机数。'],
    'coalesce(sum({CUBE}.signed_count), 0)::bigint',
    { unit: 'deals', good: null },
  ),
];

export const PIPELINE_CHANGES: CubeDeclaration = {
  name: 'pipeline_changes',
  title: { en: 'Pipeline waterfall', zh: '商机变动' },
  description: {
    en: 'How the open pipeline went from one day to another: each changed deal leaves as it was and enters as it is.',
    zh: '在跟商机从一日到另一日的变动:每个变动的商机以旧属性离开、以新属性进入。',
  },
  sql: placed(LEDGER),
  policy: 'place',
  fixed: [],
  state: { date: 'date', rows: { member: 'reason', value: 'opening' }, at: 'start' },
  dimensions: [
    column('date', 'date', ['Date', '日期'], undefined, {
      description: ['The business day of the change.', '变动发生的业务日期。'],
    }),
    column('reason', 'string', ['Reason', '原因'], undefined, {
      description: [
        'opening, created, reopened, joined_scope, pulled_in, increased, decreased, pushed_out, left_scope, won, lost, deleted',
        'opening 期初、created 新增、reopened 重开、joined_scope 划入、pulled_in 提前、increased 增额、decreased 减额、pushed_out 推迟、left_scope 划出、won 赢单、lost 丢单、deleted 删除',
      ],
    }),
    ...DEAL_DIMENSIONS,
  ],
  measures: CHANGED,
};
