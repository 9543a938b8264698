import { useQuery } from '@tanstack/react-query';
import { comparisonAnswer, type ComparisonAnswer } from '../../../../server/contracts/comparison.ts';
import type { LoadQuery } from '../../../../server/contracts/load.ts';
import type { Attribution, Comparison } from '../../lib/address-state.ts';
import { getAnswer } from '../../lib/api-client.ts';
import { trailing, type Period, type Span } from '../../lib/period.ts';
import { useFigures } from '../../lib/queries.ts';
import {
  equals,
  levelMember,
  ownUnitMember,
  placeFilters,
  viewOf,
  within,
  type Cut,
} from '../../lib/scope-query.ts';
import type { Place } from '../../lib/use-scope.ts';

/** Everything the board's questions depend on; null until the tree and the calendar are known. */
export interface BoardScope {
  place: Place;
  period: Period;
  attribution: Attribution;
  comparison: Comparison;
  /** What this company calls performance. */
  headline: { metric: string; member: string };
  /** Clock time of the data, `HH:MM:SS`. */
  clock: string;
}

type Asked = BoardScope | null;

const filtersOf = (scope: BoardScope, view: string) => placeFilters(view, scope.place, scope.attribution);

export const targetMeasures = [
  'target',
  'actual',
  'attainment',
  'gap',
  'time_progress',
  'progress_gap',
  'target_to_date',
  'pace',
  'required_per_working_day',
  'working_days_left',
  'forecast',
].map((name) => `targets.${name}`);

function targetQuery(scope: BoardScope, span: Span, rest: LoadQuery = {}): LoadQuery {
  return {
    measures: targetMeasures,
    timeDimensions: within('targets', span),
    ...rest,
    filters: [
      equals('targets.metric', scope.headline.metric),
      ...filtersOf(scope, 'targets'),
      ...(rest.filters ?? []),
    ],
  };
}

/** The whole period is asked for, its future days included; what is attained is to date by nature. */
export const useTargets = (scope: Asked, period: Period | null) =>
  useFigures(scope && period ? targetQuery(scope, period) : null);

/** Days of the period: target and actual, to be added up into a curve. */
export const useTargetDays = (scope: Asked, span: Span | null) =>
  useFigures(
    scope && span
      ? targetQuery(scope, span, {
          measures: ['targets.target', 'targets.actual'],
          timeDimensions: within('targets', span, 'day'),
          order: { 'targets.date': 'asc' },
          limit: 5_000,
        })
      : null,
  );

/** Who stands below: units, the people of a unit without units, or its own people when these are asked for. */
export type Below = { kind: 'units'; depth: number } | { kind: 'people' } | { kind: 'own' };

export function belowDimensions(scope: BoardScope, view: string, below: Below): [id: string, name: string] {
  if (below.kind !== 'units') return [`${view}.owner_id`, `${view}.owner_name`];
  const member = (part: 'id' | 'name') => levelMember(view, scope.attribution, below.depth, part);
  return [member('id'), member('name')];
}

export function useTargetsBelow(scope: Asked, below: Below | null) {
  return useFigures(
    scope && below
      ? targetQuery(scope, scope.period, {
          dimensions: belowDimensions(scope, 'targets', below),
          filters:
            below.kind === 'own'
              ? [equals(ownUnitMember('targets', scope.attribution), scope.place.unit.id)]
              : [],
          limit: 5_000,
        })
      : null,
  );
}

/** Measures of one view over a span; with one measure it can be asked to explain itself. */
export function spanQuestion(
  scope: Asked,
  measures: readonly string[],
  span: Span | Cut | null,
  rest: LoadQuery = {},
): LoadQuery | null {
  const view = viewOf(measures[0] ?? '');
  if (scope === null || span === null) return null;
  return {
    measures: [...measures],
    timeDimensions: within(view, span),
    ...rest,
    filters: [...filtersOf(scope, view), ...(rest.filters ?? [])],
  };
}

/** Performance in a period as its events, which are what is won of the target. */
export function headlineQuestion(scope: Asked, period: Period | null): LoadQuery | null {
  return scope && period ? spanQuestion(scope, [scope.headline.member], period.toDate) : null;
}

function useMeasures(
  scope: Asked,
  measures: readonly string[],
  span: Span | Cut | null,
  rest: LoadQuery = {},
) {
  return useFigures(spanQuestion(scope, measures, span, rest));
}

export const useSpanFigures = (scope: Asked, measures: readonly string[], span: Span | Cut | null) =>
  useMeasures(scope, measures, span);

export function useTrend(scope: Asked, measures: readonly string[]) {
  const trail = scope ? trailing(scope.period) : null;
  const view = viewOf(measures[0] ?? '');
  return useMeasures(scope, measures, trail, {
    ...(trail ? { timeDimensions: within(view, trail, trail.granularity) } : {}),
    order: { [`${view}.date`]: 'asc' },
  });
}

/** What was open at the end of a day. */
export function openPipelineQuestion(
  scope: Asked,
  measures: readonly string[],
  day: string | null,
): LoadQuery | null {
  if (scope === null || day === null) return null;
  return {
    measures: [...measures],
    timeDimensions: [{ dimension: 'pipeline.as_of', dateRange: [day, day] }],
    filters: filtersOf(scope, 'pipeline'),
  };
}

export const useOpenPipeline = (scope: Asked, measures: readonly string[], day: string | null) =>
  useFigures(openPipelineQuestion(scope, measures, day));

export function useOpenPipelineTrend(scope: Asked, measures: readonly string[]) {
  const trail = scope ? trailing(scope.period) : null;
  return useFigures(
    scope && trail
      ? {
          measures: [...measures],
          timeDimensions: [
            {
              dimension: 'pipeline.as_of',
              dateRange: [trail.from, trail.to],
              granularity: trail.granularity,
            },
          ],
          order: { 'pipeline.as_of': 'asc' },
          filters: filtersOf(scope, 'pipeline'),
        }
      : null,
  );
}

export function useHeadlineBelow(scope: Asked, below: Below | null, span: Span | Cut | null) {
  const member = scope?.headline.member ?? '';
  return useMeasures(scope && below ? scope : null, [member], span, {
    dimensions: scope && below ? belowDimensions(scope, viewOf(member), below) : [],
    limit: 5_000,
  });
}

export function useHeadlineHours(scope: Asked, day: string | null) {
  const member = scope?.headline.member ?? '';
  const view = viewOf(member);
  const span = day === null ? null : { from: day, to: day };
  return useMeasures(scope, [member], span, {
    timeDimensions: [...(span ? within(view, span) : []), { dimension: `${view}.at`, granularity: 'hour' }],
    order: { [`${view}.at`]: 'asc' },
  });
}

export function useBreakdown(scope: Asked, measures: readonly string[], dimension: string) {
  const [first = ''] = measures;
  return useMeasures(scope, measures, scope?.period.toDate ?? null, {
    dimensions: [dimension],
    filters: [{ member: first, operator: 'gt', values: ['0'] }],
    order: { [first]: 'desc' },
    limit: 500,
  });
}

export const usePipelines = (scope: Asked) =>
  useMeasures(scope, ['funnel.cohort_count'], scope?.period.toDate ?? null, {
    dimensions: ['funnel.record_type', 'funnel.pipeline'],
    order: { 'funnel.cohort_count': 'desc' },
  });

export const useFunnelSteps = (scope: Asked, cohort: { recordType: string; pipeline: string } | null) =>
  useMeasures(
    cohort ? scope : null,
    [
      'funnel_steps.count',
      'funnel_steps.step_rate',
      'funnel_steps.cumulative_rate',
      'funnel_steps.median_days',
    ],
    scope?.period.toDate ?? null,
    {
      dimensions: ['funnel_steps.step', 'funnel_steps.step_rank'],
      filters: cohort
        ? [
            equals('funnel_steps.record_type', cohort.recordType),
            equals('funnel_steps.pipeline', cohort.pipeline),
          ]
        : [],
      order: { 'funnel_steps.step_rank': 'asc' },
    },
  );

export const useWonDeals = (scope: Asked) =>
  useMeasures(scope, ['sales.won_amount'], scope?.period.toDate ?? null, {
    dimensions: ['sales.record_id', 'sales.customer_name', 'sales.at'],
    filters: [equals('sales.event', 'won')],
    order: { 'sales.at': 'desc' },
    limit: 100,
  });

/** What the period is compared with. The rule is the server's, so that every screen compares with the same moment. */
export function useComparison(scope: Asked): ComparisonAnswer | undefined {
  const period = scope?.period;
  const dates = period?.kind === 'custom' ? { from: period.from, to: period.to } : {};
  const path = `/api/comparison?${new URLSearchParams({ kind: period?.kind ?? 'month', ...dates }).toString()}`;
  return useQuery({
    queryKey: ['comparison', path],
    enabled: scope !== null,
    queryFn: ({ signal }) => getAnswer(comparisonAnswer, path, signal),
  }).data;
}

/** As far as the present period has come; null until it is known, or when there is nothing to compare with. */
export function useComparedCut(scope: Asked, comparison: 'previous' | 'last_year'): Cut | null {
  const answer = useComparison(scope);
  const compared = comparison === 'last_year' ? answer?.lastYear : answer?.previous;
  return scope && compared ? { from: compared.from, to: compared.to, until: compared.until } : null;
}
