import type { DuckDBConnection } from '@duckdb/node-api';
import type { ChangedTables } from './changes.ts';

/** What live steps have published and the other models have not yet seen. */
export interface Owed {
  /** Changes of the sources since the other models were built, and of the live models in all steps since. */
  readonly changed: ChangedTables;
}

/**
 * Lays the changes of a live step over those of the steps before it, in tables of their own: the next step writes its
 * changes under the same names. Changes of sources need none, each step has them from the last whole build on.
 */
export async function layOver(
  connection: DuckDBConnection,
  before: ChangedTables | null,
  step: ChangedTables,
): Promise<ChangedTables> {
  const merged: ChangedTables = new Map(before);
  for (const [name, table] of step) {
    const kept = `owed_${name.replace('.', '_')}`;
    if (name.startsWith('crm.')) {
      merged.set(name, table);
    } else if (before?.has(name) === true) {
      await connection.run(`insert into ${kept} by name from ${table}`);
    } else {
      await connection.run(`create or replace temp table ${kept} as from ${table}`);
      merged.set(name, kept);
    }
  }
  return merged;
}
