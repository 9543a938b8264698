import { measuresOf, type Measure } from '../declare/member.ts';

const plan = measuresOf(['target', 'opportunity']);

const ROWS = "{CUBE}.kind = 'plan'";

/** A rate of one's own weighs as much as it rests on; beside it stands the unit's, with the weight of so many deals. */
const UNIT_WEIGHT = 5;

/** Half of the deals were larger; who won none in 90 days takes the unit's. */
const DEAL_SIZE = `coalesce(
  list_median(flatten(list({CUBE}.won_amounts) filter (where ${ROWS}))),
  avg({CUBE}.unit_median_amount) filter (where ${ROWS}))::double`;

// without a target there is no gap: greatest() would take the 0
const GAP = 'case when {gap} > 0 then {gap}::double when {gap} is not null then 0 end';

/** How many of something it took for a deal won, shrunk to the unit's. */
function perDeal(count: string): string {
  const sum = (column: string): string => `sum({CUBE}.${column}) filter (where ${ROWS})`;
  const unit = `(${sum(`unit_${count}`)}::double / nullif(${sum('unit_won_count')}, 0))`;
  return `((${sum(count)} + ${UNIT_WEIGHT} * ${unit}) / (${sum('won_count')} + ${UNIT_WEIGHT}))`;
}

function perDay(count: string): string {
  return `({needed_won} * ${perDeal(count)} / nullif({working_days_left}, 0))`;
}

function needed(
  name: string,
  needs: readonly string[],
  count: string,
  title: readonly [string, string],
  words: readonly [string, string],
): Measure {
  const description: readonly [string, string] = [
    `${words[0]} per working day left for the deals needed, at what the last 90 days took for a deal won, shrunk to the unit's.`,
    `按近 90 天每赢一单所用的${words[1]}(样本少时向所在组织的水平收缩)倒推,剩余工作日每天所需的${words[1]}。`,
  ];
  const measures = measuresOf(['target', 'opportunity', ...needs]);
  return measures.quantity(name, title, description, perDay(count), { good: 'down' });
}

/** What is needed to close the gap: for won_amount and won_count. */
export const PLAN_MEASURES: readonly Measure[] = [
  plan.quantity(
    'needed_won',
    ['Deals needed', '还需赢单'],
    [
      'Gap ÷ median deal size of the last 90 days; 0 once the target is met. Of a target in deals, the gap itself.',
      '还差 ÷ 近 90 天单额中位数;已达标为 0。按单数设的目标即为还差。',
    ],
    `(case
      when bool_and({CUBE}.metric = 'won_amount') then (${GAP}) / nullif(${DEAL_SIZE}, 0)
      when bool_and({CUBE}.metric = 'won_count') then ${GAP}
    end)`,
    { unit: 'deals', good: 'down' },
  ),
  needed(
    'needed_opportunities',
    [],
    'opportunity_count',
    ['Opportunities needed a day', '日均需新增商机'],
    ['New opportunities', '新增商机'],
  ),
  needed('needed_leads', ['lead'], 'lead_count', ['Leads needed a day', '日均需线索'], ['Leads', '线索']),
  needed(
    'needed_visits',
    ['activity'],
    'visit_count',
    ['Visits needed a day', '日均需拜访'],
    ['Visits', '拜访'],
  ),
  needed('needed_calls', ['activity'], 'call_count', ['Calls needed a day', '日均需电话'], ['Calls', '电话']),
];
