import { z } from 'zod';
import { quoteName } from '../../warehouse/sql-text.ts';
import { rows, type Warehouse } from '../../warehouse/warehouse.ts';
import { ENTITIES } from '../canonical/entities.ts';
import { targetsOf } from './dependents.ts';
import { entityOf } from './door.ts';
import { keySql } from './row-key.ts';

/** Rows of one column that point at nothing; they land, hang on "Unassigned" or "Unknown", and are counted. */
export interface BrokenReference {
  readonly entity: string;
  readonly column: string;
  readonly target: string;
  readonly count: number;
  /** Keys of some of the rows. */
  readonly keys: readonly string[];
}

const countRow = z.object({
  entity: z.string(),
  column: z.string(),
  target: z.string(),
  count: z.number(),
  keys: z.array(z.string()),
});

/** Looks at every reference whose both ends are mapped. */
export async function findBrokenReferences(warehouse: Warehouse): Promise<readonly BrokenReference[]> {
  return warehouse.read(async (connection) => {
    const found = await rows(connection, 'select distinct entity, column_name from meta.mapped');
    const mapped = new Set(found.map((row) => `${String(row['entity'])}.${String(row['column_name'])}`));
    const branches: string[] = [];
    for (const [entity, { columns }] of ENTITIES) {
      for (const [column, { type }] of Object.entries(columns)) {
        if (type !== 'ref' || !mapped.has(`${entity}.${column}`)) continue;
        const [target, ...others] = targetsOf(column).filter((one) => mapped.has(`${one}.id`));
        if (target === undefined || others.length > 0) continue;
        branches.push(
          `select '${entity}' as entity, '${column}' as column, '${target}' as target, count(*)::integer as count,
             coalesce(min(${keySql(entityOf(entity), 'own')}, 3), []) as keys
           from crm.${quoteName(entity)} as own
           where own.${quoteName(column)} is not null
             and own.${quoteName(column)} not in (select id from crm.${quoteName(target)})`,
        );
      }
    }
    if (branches.length === 0) return [];
    const counts = await rows(
      connection,
      `select * from (${branches.join(' union all ')}) where count > 0 order by all`,
    );
    return z.array(countRow).parse(counts);
  });
}
