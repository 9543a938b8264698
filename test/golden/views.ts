import { ACTIVITIES } from './oracle/activities.ts';
import { SATISFACTION, USAGE } from './oracle/after-sale.ts';
import { COHORTS, CUSTOMER_MONTHS } from './oracle/customer-months.ts';
import { CUSTOMERS } from './oracle/customers.ts';
import { STAGE_FLOW } from './oracle/flow.ts';
import { FUNNEL } from './oracle/funnel.ts';
import { JOURNEY } from './oracle/journey.ts';
import { LEADS } from './oracle/leads.ts';
import type { Measure } from './oracle/measure.ts';
import { PAYMENTS } from './oracle/payments-measures.ts';
import { OPEN_DEALS, PIPELINE } from './oracle/pipeline.ts';
import { ledger, PIPELINE_CHANGES } from './oracle/pipeline-changes.ts';
import { PIPELINE_PERIOD, periodRows } from './oracle/pipeline-period.ts';
import { POOL, poolRows } from './oracle/pool.ts';
import { RISK } from './oracle/risk.ts';
import { SALES } from './oracle/sales.ts';
import { TARGETS } from './oracle/targets.ts';
import { TASKS } from './oracle/tasks.ts';
import { TOUCHPOINTS } from './oracle/touchpoints.ts';
import { oracleWhere, scopeWhere, type Condition, type Slice } from './slices.ts';

/** A view of the semantic layer beside the oracle's event table of the same meaning. */
export interface GoldenView {
  readonly name: string;
  readonly table: string;
  readonly measures: readonly Measure[];
  /** Members to slice by, with the oracle's column. */
  readonly attributes: readonly Omit<Condition, 'value'>[];
  /** Columns whose every combination of values is asked in turn: what a question must fix to make sense. */
  readonly fixed: readonly {
    readonly member: string;
    readonly column: string;
    /** What is asked of a source without any row. */
    readonly whenNone?: string;
  }[];
  /** The view's date, where it has another name. */
  readonly date?: string;
  /** The oracle's rows of a slice with their \`unit\`, where they are not simply those of the table. */
  readonly rows?: (slice: Slice, unit: string) => string;
  /** Asked for what is due in the period, too. */
  readonly hasDue?: boolean;
}

const owner = { member: 'owner_id', column: 'owner' };
const source = { member: 'source', column: 'source' };

const dealAttributes = [
  owner,
  source,
  { member: 'pipeline', column: 'pipeline' },
  { member: 'deal_size_band', column: 'band' },
];

/** A state is that of the last day of the period which has begun. */
const lastDay = (slice: Slice): string => `least(date '${slice.to}', (select today from o.setting))`;

export const GOLDEN_VIEWS: readonly GoldenView[] = [
  {
    name: 'sales',
    table: 'o.sales',
    measures: SALES,
    attributes: [
      owner,
      source,
      { member: 'product_id', column: 'product' },
      { member: 'customer_industry', column: 'industry' },
    ],
    fixed: [],
  },
  {
    name: 'funnel',
    table: 'o.funnel',
    measures: FUNNEL,
    attributes: [owner, source],
    fixed: [
      { member: 'record_type', column: 'record_type' },
      { member: 'pipeline', column: 'pipeline' },
    ],
  },
  {
    name: 'activities',
    table: 'o.activities',
    measures: ACTIVITIES,
    attributes: [owner, { member: 'activity_type', column: 'type', alsoKeeps: `kind = 'post'` }],
    fixed: [],
    // friends are a stock: those of the last day
    rows: (slice, unit) =>
      `(select *, ${unit} as unit from o.activities where case kind when 'friends'
        then day = ${lastDay(slice)} and day >= date '${slice.from}' and ${scopeWhere(slice)} else ${oracleWhere(slice)} end)`,
  },
  {
    name: 'stage_flow',
    table: 'o.flow',
    measures: STAGE_FLOW,
    attributes: [owner, source],
    fixed: [
      { member: 'pipeline', column: 'pipeline', whenNone: 'default' },
      { member: 'step_rank', column: 'step_rank', whenNone: '1' },
    ],
  },
  {
    name: 'journey_steps',
    table: 'o.journey',
    measures: JOURNEY,
    attributes: [owner, source],
    fixed: [{ member: 'step_rank', column: 'step_rank' }],
  },
  {
    name: 'tasks',
    table: 'o.tasks',
    measures: TASKS,
    attributes: [owner, { member: 'task_type', column: 'type' }, { member: 'origin', column: 'origin' }],
    fixed: [],
  },
  {
    name: 'touchpoints',
    table: 'o.touchpoints',
    measures: TOUCHPOINTS,
    attributes: [owner, { member: 'channel', column: 'channel' }],
    fixed: [{ member: 'model', column: 'model', whenNone: 'linear' }],
  },
  {
    name: 'leads',
    table: 'o.leads',
    measures: LEADS,
    attributes: [
      owner,
      source,
      { member: 'channel', column: 'channel' },
      { member: 'assign_method', column: 'assign_method' },
    ],
    fixed: [],
  },
  { name: 'usage', table: 'o.usage', measures: USAGE, attributes: [owner], fixed: [] },
  {
    name: 'satisfaction',
    table: 'o.satisfaction',
    measures: SATISFACTION,
    attributes: [owner, { member: 'kind', column: 'kind' }],
    fixed: [],
  },
  {
    name: 'targets',
    table: 'o.targets',
    measures: TARGETS,
    attributes: [owner],
    fixed: [{ member: 'metric', column: 'metric' }],
    rows: (slice, unit) =>
      `(select *, ${unit} as unit from o.targets where ${oracleWhere(slice)} and (kind <> 'plan'
        or day = case when date '${slice.from}' > (select today from o.setting) then date '${slice.to}' else ${lastDay(slice)} end))`,
  },
  {
    name: 'customers',
    table: 'o.customers',
    measures: CUSTOMERS,
    attributes: [
      owner,
      source,
      { member: 'quadrant', column: 'quadrant' },
      { member: 'customer_stage', column: 'stage' },
    ],
    fixed: [],
  },
  {
    name: 'customer_months',
    table: 'o.customer_months',
    measures: CUSTOMER_MONTHS,
    attributes: [owner, source, { member: 'customer_industry', column: 'industry' }],
    fixed: [],
  },
  {
    name: 'cohorts',
    table: 'o.cohorts',
    measures: COHORTS,
    attributes: [owner, source],
    fixed: [{ member: 'month_no', column: 'month_no', whenNone: '0' }],
  },
  {
    name: 'pipeline',
    date: 'as_of',
    table: 'o.deal_day',
    measures: PIPELINE,
    attributes: dealAttributes,
    fixed: [],
    hasDue: true,
    rows: (slice, unit) =>
      `(select *, ${unit} as unit from ${OPEN_DEALS} where day = ${lastDay(slice)} and ${scopeWhere(slice)})`,
  },
  {
    name: 'pipeline_changes',
    table: 'o.deal_day',
    measures: PIPELINE_CHANGES,
    attributes: dealAttributes,
    fixed: [],
    hasDue: true,
    rows: (slice, unit) =>
      ledger(oracleWhere(slice), `day = date '${slice.from}' - 1 and ${scopeWhere(slice)}`, unit),
  },
  {
    name: 'pipeline_period',
    table: 'o.pipeline_period',
    measures: PIPELINE_PERIOD,
    attributes: [owner, source],
    fixed: [],
    rows: (slice, unit) => {
      const last = lastDay(slice);
      const trailing = `day > ${last} - 90 and day <= ${last} and date '${slice.from}' <= (select today from o.setting)`;
      return periodRows(oracleWhere(slice), `${trailing} and ${scopeWhere(slice)}`, unit);
    },
  },
  // one question names at most 50 measures, so that what the view says of money is asked apart
  {
    name: 'sales',
    table: 'o.sales',
    measures: PAYMENTS,
    attributes: [owner, source, { member: 'customer_industry', column: 'industry' }],
    fixed: [],
    rows: (slice, unit) =>
      `(select *, ${unit} as unit from o.sales where ${oracleWhere(slice)} and (event <> 'overdue' or day = ${lastDay(slice)}))`,
  },
  {
    name: 'pool',
    table: 'o.pool_flow',
    measures: POOL,
    attributes: [owner],
    fixed: [{ member: 'record_type', column: 'record_type', whenNone: 'opportunity' }],
    rows: (slice, unit) => poolRows(slice, oracleWhere(slice), scopeWhere(slice), unit),
  },
  {
    name: 'risk',
    table: 'o.risk',
    measures: RISK,
    attributes: [owner],
    fixed: [],
  },
];

/** Every combination of values that the fixed columns take. */
export function fixedConditions(view: GoldenView, found: readonly Record<string, unknown>[]): Condition[][] {
  if (view.fixed.length === 0) return [[]];
  if (found.length === 0) {
    const asked = view.fixed.flatMap((one) =>
      one.whenNone === undefined ? [] : [{ ...one, value: one.whenNone }],
    );
    return asked.length === 0 ? [] : [asked];
  }
  return found.map((row) => view.fixed.map((one) => ({ ...one, value: String(row[one.column]) })));
}
