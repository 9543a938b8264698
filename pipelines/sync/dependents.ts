import { ENTITIES } from '../canonical/entities.ts';
import type { Feed } from '../config/config.ts';

/** What a reference points at where its name does not say so. */
const TARGETS: Readonly<Record<string, readonly string[]>> = {
  owner: ['employee'],
  manager: ['employee'],
  assignee: ['employee'],
  from_employee: ['employee'],
  to_employee: ['employee'],
  pool_unit: ['org_unit'],
  parent: ['org_unit'],
  issued_by_unit: ['org_unit'],
  stage: ['pipeline_stage'],
  from_stage: ['pipeline_stage'],
  to_stage: ['pipeline_stage'],
  batch: ['task_batch'],
  record: ['lead', 'opportunity', 'order', 'contract', 'customer'],
};

/** The entities that a reference may point at. */
export function targetsOf(column: string): readonly string[] {
  const name = column.replace(/_id$/, '');
  return TARGETS[name] ?? [name];
}

/**
 * The feeds worth asking when rows of `changed` moved: what they refer to (a new order's new customer) and what
 * cannot stand without them (an order's lines, a deal's shared credit).
 */
export function dependentsOf(changed: ReadonlySet<string>, feeds: readonly Feed[]): readonly Feed[] {
  const referred = new Set<string>();
  for (const name of changed) {
    for (const [column, { type }] of Object.entries(ENTITIES.get(name)?.columns ?? {})) {
      if (type === 'ref') for (const target of targetsOf(column)) referred.add(target);
    }
  }
  return feeds.filter((feed) => {
    if (changed.has(feed.entity)) return false;
    if (referred.has(feed.entity)) return true;
    const columns = Object.entries(ENTITIES.get(feed.entity)?.columns ?? {});
    return columns.some(
      ([column, { type, required }]) =>
        type === 'ref' && required && targetsOf(column).some((target) => changed.has(target)),
    );
  });
}
