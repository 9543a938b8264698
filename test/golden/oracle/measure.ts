/** What an entity or column of the source must exist for a figure to be known at all. */
export type Need =
  | 'opportunity'
  | 'stage_change'
  | 'expected_close_on'
  | 'probability'
  | 'customer'
  | 'order'
  | 'contract'
  | 'payment'
  | 'lead'
  | 'activity'
  | 'position'
  | 'recorded_at'
  | 'target'
  | 'pool'
  | 'territory'
  | 'identity'
  | 'device'
  | 'audit'
  | 'activity_day'
  | 'attendance_day'
  | 'visit_plan'
  | 'campaign_cost'
  | 'task'
  | 'touchpoint'
  | 'usage_event'
  | 'survey';

/** One member of a view and its definition as SQL over that view's event table. */
export interface Measure {
  readonly member: string;
  readonly sql: string;
  /** Absent in the source: the figure is null, "not mapped", never 0. */
  readonly needs: readonly (Need | `${Need}|${Need}`)[];
}
