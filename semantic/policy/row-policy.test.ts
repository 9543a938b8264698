import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Warehouse } from '../../warehouse/warehouse.ts';
import { openSemantic, openStar, publish } from '../fixture/star.ts';
import type { Condition, CubeQuery } from '../query/cube-query.ts';
import type { Semantic } from '../semantic.ts';
import type { Viewer } from './viewer.ts';

type Restricted = Exclude<Viewer, { allowAll: true }>;

const FACTS = [
  ...['fct_opportunity_event', 'fct_order', 'fct_contract', 'fct_employee_day', 'fct_lead', 'fct_activity'],
  ...[
    'fct_funnel',
    'fct_target_actual_day',
    'fct_campaign_without_lead',
    'fct_lead_cycle',
    'fct_activity_day',
    'fct_attendance',
    'fct_visit_plan',
  ],
  ...[
    'fct_stage_change',
    'fct_lead_status_change',
    'fct_journey',
    'fct_task',
    'fct_touchpoint',
    'fct_attribution',
  ],
  ...['fct_usage', 'fct_survey', 'fct_payment', 'fct_receivable'],
];

const VIEWERS: Readonly<Record<string, Restricted>> = {
  'head of North': { ranges: [[2, 3]], ownerId: 'bob' },
  'head of South': { ranges: [[4, 4]], ownerId: null },
  'Ann, herself only': { ranges: [], ownerId: 'ann' },
  'North One and the unassigned': { ranges: [[3, 3], [5, 5]], ownerId: 'eve' }, // prettier-ignore
  'nobody at all': { ranges: [], ownerId: null },
};

const count = [
  'sales.won_count',
  'sales.won_amount',
  'sales.won_customer_count',
  'sales.revenue',
  'sales.rep_count',
];
const north: Condition = { member: 'sales.org_l2_id', operator: 'equals', values: ['N'] };
const big: Condition = { member: 'sales.won_amount', operator: 'gt', values: ['1'] };
const isWon: Condition = { member: 'sales.event', operator: 'equals', values: ['won'] };
const notWon: Condition = { member: 'sales.event', operator: 'notEquals', values: ['won'] };
const march = { dimension: 'sales.date', granularity: 'day', dateRange: ['2025-03-01', '2025-03-31'] };

/** Ways to ask that might let a forbidden row through. */
const QUESTIONS: readonly CubeQuery[] = [
  { measures: count },
  { measures: ['sales.win_rate', 'sales.median_cycle_days', 'sales.zero_rep_count', 'sales.last_won_at'] },
  { measures: count, dimensions: ['sales.org_id', 'sales.org_then_id', 'sales.owner_id'] },
  {
    measures: count,
    filters: [{ or: [north, { member: 'sales.org_id', operator: 'notEquals', values: ['N'] }] }],
  },
  { measures: count, filters: [{ or: [isWon, notWon] }] },
  { measures: count, filters: [{ or: [{ and: [isWon, north] }, { and: [notWon, north] }] }] },
  { measures: count, filters: [{ member: 'sales.org_path', operator: 'notContains', values: ['nowhere'] }] },
  { measures: count, filters: [{ member: 'sales.owner_id', operator: 'set' }] },
  { measures: count, filters: [{ member: 'sales.competitor', operator: 'notSet' }] },
  { measures: ['sales.won_count'], dimensions: ['sales.org_l2'], filters: [big] },
  { measures: ['sales.won_count'], timeDimensions: [march] },
  { measures: ['sales.collected_amount', 'sales.overdue_amount'], timeDimensions: [march] },
  { dimensions: ['sales.customer_name', 'sales.customer_industry'] },
  { dimensions: ['sales.record_id', 'sales.owner_name'], ungrouped: true },
  { dimensions: ['sales.owner_name'], order: [['sales.owner_name', 'desc']], limit: 2 },
  // not is_new_customer: whether a customer ever bought is the company's knowledge, whoever sold
  { dimensions: ['sales.stage', 'sales.product', 'sales.org_is_direct'] },
  {
    dimensions: ['sales.org_l2', 'sales.org_then_l3'],
    order: { 'sales.org_l2': 'asc', 'sales.org_then_l3': 'asc' },
    offset: 1,
  },
  { measures: ['leads.lead_count', 'leads.call_coverage', 'leads.median_first_response_hours'] },
  { measures: ['leads.lead_count'], dimensions: ['leads.org_then_l2', 'leads.customer_name'] },
  {
    measures: [
      'activities.activity_count',
      'activities.per_rep_per_working_day',
      'activities.active_rep_count',
    ],
  },
  { measures: ['activities.touched_customer_count'], dimensions: ['activities.activity_type'] },
  { measures: ['funnel.cohort_count', 'funnel.reached_2_count'], dimensions: ['funnel.pipeline'] },
  {
    measures: ['funnel_steps.count', 'funnel_steps.step_rate'],
    dimensions: ['funnel_steps.pipeline', 'funnel_steps.step_rank'],
  },
  { measures: ['targets.target', 'targets.actual', 'targets.time_progress'], dimensions: ['targets.metric'] },
  { dimensions: ['targets.subject_id', 'targets.metric'] },
  { measures: ['activities.friend_count', 'activities.attendance_rate', 'activities.planned_visit_rate'] },
  { measures: ['leads.cost', 'leads.cost_per_lead'], dimensions: ['leads.campaign'] },
  { measures: ['leads.received_count', 'leads.cycle_conversion_rate'], dimensions: ['leads.owner_name'] },
  {
    measures: ['stage_flow.entered_count', 'stage_flow.flow_rate'],
    dimensions: ['stage_flow.pipeline', 'stage_flow.step'],
  },
  { measures: ['journey_steps.count', 'journey_steps.step_rate'], dimensions: ['journey_steps.step'] },
  { measures: ['tasks.assigned_count', 'tasks.lift', 'tasks.goal_met'], dimensions: ['tasks.batch'] },
  {
    measures: ['touchpoints.touch_count', 'touchpoints.reach_count', 'touchpoints.attributed_won_amount'],
    dimensions: ['touchpoints.model', 'touchpoints.channel'],
  },
  { measures: ['usage.login_count', 'usage.active_days'], dimensions: ['usage.feature'] },
  { measures: ['satisfaction.nps', 'satisfaction.csat'] },
];

let whole: Warehouse;
let cut: Warehouse;
let semantic: Semantic;
let cutSemantic: Semantic;

beforeAll(async () => {
  [whole, cut] = [await openStar(), await openStar()];
  await publish(cut, FACTS.map((fact) => `create table full_${fact} as from star.${fact}`).join('; '));
  [semantic, cutSemantic] = [await openSemantic(whole), await openSemantic(cut)];
});
afterAll(async () => {
  await Promise.all([semantic.close(), cutSemantic.close()]);
  await Promise.all([whole.close(), cut.close()]);
});

/** The same rule in other words: where the owner sits today, or where the unit of then stands today, or one's own. */
async function deleteForbidden({ ranges, ownerId }: Restricted): Promise<void> {
  const units = ranges.map(([lft, rgt]) => `lft between ${lft} and ${rgt}`).join(' or ') || 'false';
  const seats = `coalesce((select org_id from star.dim_employee_current where employee_id = owner_id), fallback_org_id)`;
  const visible = `(select org_id from star.dim_org_current where ${units})`;
  const statements = FACTS.flatMap((fact) => [
    `delete from star.${fact}`,
    `insert into star.${fact} select * from full_${fact}
      where ${seats} in ${visible} or org_then_id in ${visible} or owner_id = '${ownerId ?? ''}'`,
  ]);
  await publish(cut, statements.join('; '));
}

describe('the row policy', () => {
  it.each(Object.keys(VIEWERS))('answers %s as if the forbidden rows did not exist', async (name) => {
    const viewer = VIEWERS[name] ?? { ranges: [], ownerId: null };
    await deleteForbidden(viewer);
    for (const question of QUESTIONS) {
      const seen = await semantic.query(question, viewer);
      const left = await cutSemantic.query(question, { allowAll: true });
      expect(sorted(seen.rows), JSON.stringify(question)).toEqual(sorted(left.rows));
    }
  });

  it('shows the people and units inside the ranges only, and everybody the calendar', async () => {
    const names = async (member: string, viewer: Viewer) =>
      (await semantic.query({ dimensions: [member] }, viewer)).rows.map((row) => row[member]).sort();
    const head = { ranges: [[2, 3]], ownerId: 'bob' } as const;
    expect(await names('people.id', head)).toEqual(['ann', 'bob']);
    expect(await names('people.id', { ranges: [], ownerId: 'eve' })).toEqual(['eve']);
    expect(await names('org_units.id', head)).toEqual(['N', 'N1']);
    expect(await names('freshness.version', { ranges: [], ownerId: null })).toEqual(['1']);
  });

  it('tells everybody the yardsticks, and nobody outside what single customers bought', async () => {
    const kinds = async (viewer: Viewer) => {
      const { rows } = await semantic.query({ dimensions: ['scoring.kind', 'scoring.from_value'] }, viewer);
      return rows.filter((row) => row['scoring.from_value'] !== null).map((row) => row['scoring.kind']);
    };
    expect(new Set(await kinds({ allowAll: true }))).toEqual(new Set(['forecast', 'rfm', 'threshold']));
    for (const viewer of Object.values(VIEWERS))
      expect(new Set(await kinds(viewer))).toEqual(new Set(['forecast', 'threshold']));
    // and no amounts to whom they are masked
    expect(await kinds({ allowAll: true, masked: ['scoring.from_value'] })).toEqual([]);
  });

  it('keeps forty questions of several viewers at once apart', async () => {
    const viewers: Viewer[] = [{ allowAll: true }, ...Object.values(VIEWERS)];
    const ask = async (viewer: Viewer, at: number) => {
      const question = QUESTIONS[at % 8] ?? { measures: count };
      return sorted((await semantic.query(question, viewer)).rows);
    };
    const pairs = Array.from({ length: 40 }, (_, at) => ({
      at,
      viewer: viewers[at % viewers.length] ?? viewers[0]!,
    }));
    await publish(whole);
    const together = await Promise.all(pairs.map(async ({ viewer, at }) => await ask(viewer, at)));
    await publish(whole);
    for (const [index, { viewer, at }] of pairs.entries())
      expect(together[index]).toEqual(await ask(viewer, at));
  });
});

function sorted(rows: readonly object[]): string[] {
  return rows.map((row) => JSON.stringify(row)).sort();
}
