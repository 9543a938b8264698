import { measuresOf, type Measure } from '../declare/member.ts';

const people = measuresOf(['employee']);
const sellers = measuresOf(['employee', 'opportunity']);

const ON_DUTY = "{CUBE}.event = 'duty'";
// a deal counts whole for its main owner, so whoever only helped has none
const HAS_WON = "{CUBE}.event = 'won' and {CUBE}.record_count = 1 and {CUBE}.owner_id <> 'unassigned'";

function owners(condition: string): string {
  return `count(distinct {CUBE}.owner_id) filter (where ${condition})`;
}

/** What somebody did on a day: neither being in post, nor a date that something falls due. */
const HAPPENED = [
  ...['created', 'won', 'lost', 'disqualified', 'duplicate', 'reopened', 'paid', 'refund', 'signed'],
  ...['collected', 'repaid'],
]
  .map((event) => `'${event}'`)
  .join(', ');

/**
 * Over the people in post at any time in the period. Who is on duty and won a deal is counted by inclusion and
 * exclusion, |duty| + |won| − |duty or won|, because somebody may close a deal on a day on which they left.
 */
export const PEOPLE_MEASURES: readonly Measure[] = [
  people.distinct(
    'rep_count',
    ['People on duty', '在岗人数'],
    ['Distinct people in post at any time in the period.', '期间内任一天在岗的人数(去重)。'],
    owners(ON_DUTY),
    { unit: 'people', good: null },
  ),
  sellers.averageMoney(
    'won_amount_per_rep',
    ['Won amount per head', '人均赢单金额'],
    ['Won amount ÷ people on duty.', '赢单金额 ÷ 在岗人数。'],
    '{won_amount} / nullif({rep_count}, 0)',
  ),
  measuresOf(['employee', 'order']).averageMoney(
    'revenue_per_rep',
    ['Per head', '人均业绩'],
    ['Sales (paid) ÷ people on duty.', '销售额 ÷ 在岗人数。'],
    '{revenue} / nullif({rep_count}, 0)',
  ),
  sellers.distinct(
    'zero_rep_count',
    ['Reps without a deal', '未破零人数'],
    ['People on duty in the period who won no deal in it.', '期间内在岗但没有赢单的人数。'],
    `(${owners(`(${ON_DUTY}) or (${HAS_WON})`)} - ${owners(HAS_WON)})`,
    { unit: 'people', good: 'down' },
  ),
  sellers.rate(
    'non_zero_rep_rate',
    ['Share of reps with a deal', '破零率'],
    ['People on duty who won a deal ÷ people on duty.', '在岗人员中有赢单者的占比。'],
    '({rep_count} - {zero_rep_count}) / nullif({rep_count}, 0)',
  ),
  people.count(
    'rep_day_count',
    ['Person-days on duty', '在岗人天'],
    ['Days in post, summed over people.', '在岗天数(按人累计)。'],
    `count(*) filter (where ${ON_DUTY})`,
    { unit: 'people', good: null },
  ),
  measuresOf([]).lastMoment(
    'last_event_at',
    ['Last event', '最近事件'],
    `max({CUBE}.event_at_local) filter (where {CUBE}.event in (${HAPPENED}))`,
  ),
];
