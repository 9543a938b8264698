import type { CubeDeclaration, Dimension } from '../declare/member.ts';

/** What makes a row known to a reader, in reading order; a view lists those that it has. */
const KNOWN_BY = [
  ...['date', 'as_of', 'month', 'event', 'kind', 'reason', 'activity_type', 'metric', 'step'],
  ...['record_id', 'record_name', 'opportunity_id', 'opportunity_name', 'lead_id', 'lead_name', 'task_id'],
  ...['phone', 'address'],
  ...['customer_id', 'customer_name', 'subject_id', 'id', 'name', 'entity', 'column_name'],
  ...['stage', 'product', 'expected_close', 'owner_id', 'owner_name'],
];

/** Columns of the rows behind a figure: who, what and when, and the unit under the attribution that was asked. */
export function rowMembers(declaration: CubeDeclaration, isAsWas: boolean): Dimension[] {
  const names = [...KNOWN_BY, isAsWas ? 'org_then_name' : 'org_name'];
  const found = names.flatMap((name) => declaration.dimensions.find((one) => one.name === name) ?? []);
  return found.length > 0 ? found : declaration.dimensions.slice(0, 8);
}
