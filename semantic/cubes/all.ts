import type { Extra } from '../declare/extra.ts';
import type { CubeDeclaration } from '../declare/member.ts';
import type { Coverage } from '../schema/coverage.ts';
import { activities } from './activities.ts';
import { COHORTS } from './cohorts.ts';
import { CUSTOMERS } from './customers.ts';
import { CUSTOMER_MONTHS } from './customer-months.ts';
import { withExtras } from './extras.ts';
import { FUNNEL } from './funnel.ts';
import { FUNNEL_STEPS } from './funnel-steps.ts';
import { journeySteps } from './journey-steps.ts';
import { LEADS } from './leads.ts';
import { pipeline } from './pipeline.ts';
import { PIPELINE_CHANGES } from './pipeline-changes.ts';
import { PIPELINE_PERIOD } from './pipeline-period.ts';
import { POOL } from './pool.ts';
import { CALENDAR, COVERAGE, FRESHNESS, ORG_UNITS, PEOPLE } from './reference.ts';
import { RISK } from './risk.ts';
import { sales } from './sales.ts';
import { SATISFACTION } from './satisfaction.ts';
import { SCORING } from './scoring.ts';
import { STAGE_FLOW } from './stage-flow.ts';
import { targets } from './targets.ts';
import { TASKS } from './tasks.ts';
import { TOUCHPOINTS } from './touchpoints.ts';
import { USAGE } from './usage.ts';

/** Every view there is, for what the sources give and what the mapping keeps beyond it. */
export function declareCubes(coverage: Coverage, extras: readonly Extra[]): readonly CubeDeclaration[] {
  const declarations = [
    sales(extras),
    FUNNEL,
    FUNNEL_STEPS,
    journeySteps(coverage),
    STAGE_FLOW,
    targets(coverage),
    activities(coverage, extras),
    LEADS,
    TASKS,
    TOUCHPOINTS,
    USAGE,
    SATISFACTION,
    pipeline(extras),
    PIPELINE_CHANGES,
    PIPELINE_PERIOD,
    CUSTOMERS,
    CUSTOMER_MONTHS,
    COHORTS,
    SCORING,
    POOL,
    RISK,
    PEOPLE,
    ORG_UNITS,
    FRESHNESS,
    CALENDAR,
    COVERAGE,
  ];
  return withExtras(declarations, extras);
}
