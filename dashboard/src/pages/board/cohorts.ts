import type { FigureRow } from '../../lib/figure-rows.ts';

/** A funnel speaks of one kind of record in one pipeline: their steps have nothing in common. */
export interface Cohort {
  key: string;
  recordType: string;
  pipeline: string;
}

/** Deals before leads, and of each the largest pipeline first, as answers come. */
export function cohortsOf(rows: FigureRow[]): Cohort[] {
  const cohorts = rows.map((row): Cohort => {
    const recordType = row.text('funnel.record_type') ?? '';
    const pipeline = row.text('funnel.pipeline') ?? '';
    return { key: `${recordType}/${pipeline}`, recordType, pipeline };
  });
  return [
    ...cohorts.filter((cohort) => cohort.recordType === 'opportunity'),
    ...cohorts.filter((cohort) => cohort.recordType !== 'opportunity'),
  ];
}
