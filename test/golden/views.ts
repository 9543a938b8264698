import { ACTIVITIES } from './oracle/activities.ts';
import { FUNNEL } from './oracle/funnel.ts';
import { LEADS } from './oracle/leads.ts';
import type { Measure } from './oracle/measure.ts';
import { SALES } from './oracle/sales.ts';
import { TARGETS } from './oracle/targets.ts';
import type { Condition } from './slices.ts';

/** A view of the semantic layer beside the oracle's event table of the same meaning. */
export interface GoldenView {
  readonly name: string;
  readonly table: string;
  readonly measures: readonly Measure[];
  /** Members to slice by, with the oracle's column. */
  readonly attributes: readonly Omit<Condition, 'value'>[];
  /** Columns whose every combination of values is asked in turn: what a question must fix to make sense. */
  readonly fixed: readonly { readonly member: string; readonly column: string }[];
}

const owner = { member: 'owner_id', column: 'owner' };
const source = { member: 'source', column: 'source' };

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
  },
  {
    name: 'leads',
    table: 'o.leads',
    measures: LEADS,
    attributes: [owner, source, { member: 'channel', column: 'channel' }],
    fixed: [],
  },
  {
    name: 'targets',
    table: 'o.targets',
    measures: TARGETS,
    attributes: [owner],
    fixed: [{ member: 'metric', column: 'metric' }],
  },
];

/** Every combination of values that the fixed columns take. */
export function fixedConditions(view: GoldenView, found: readonly Record<string, unknown>[]): Condition[][] {
  if (view.fixed.length === 0) return [[]];
  return found.map((row) => view.fixed.map((one) => ({ ...one, value: String(row[one.column]) })));
}
