import type { CubeDeclaration } from '../declare/member.ts';
import type { Coverage } from '../schema/coverage.ts';
import { ACTIVITIES } from './activities.ts';
import { FUNNEL } from './funnel.ts';
import { FUNNEL_STEPS } from './funnel-steps.ts';
import { LEADS } from './leads.ts';
import { CALENDAR, COVERAGE, FRESHNESS, ORG_UNITS, PEOPLE } from './reference.ts';
import { SALES } from './sales.ts';
import { targets } from './targets.ts';

/** Every view there is, for what the sources give. */
export function declareCubes(coverage: Coverage): readonly CubeDeclaration[] {
  return [
    SALES,
    FUNNEL,
    FUNNEL_STEPS,
    targets(coverage),
    ACTIVITIES,
    LEADS,
    PEOPLE,
    ORG_UNITS,
    FRESHNESS,
    CALENDAR,
    COVERAGE,
  ];
}
