import type { DuckDBConnection } from '@duckdb/node-api';
import type { ChangedTables } from './changes.ts';

/** What live steps have published and the other models have not yet seen. */
export interface Owed {
  /** Changes of the live models in all steps since; those of the sources are in their logs. */
  readonly changed: ChangedTables;
}

function tableApart(name: string): string {
  return `owed_${name.replace('.', '_')}`;
}

/** The changes of models, without those of the sources. */
export function ofModels(changed: ChangedTables): ChangedTables {
  return new Map([...changed].filter(([name]) => !name.startsWith('crm.')));
}

/** Keeps changes in tables of their own, since the next step writes its changes under the same names. */
export async function setApart(connection: DuckDBConnection, changed: ChangedTables): Promise<ChangedTables> {
  const apart: ChangedTables = new Map(changed);
  for (const [name, table] of changed) {
    const own = tableApart(name);
    if (table === own) continue;
    await connection.run(`create or replace temp table ${own} as from ${table}`);
    apart.set(name, own);
  }
  return apart;
}

/** Adds the changes of a step to those before it, which are set apart. */
export async function layOver(
  connection: DuckDBConnection,
  apart: ChangedTables,
  step: ChangedTables,
): Promise<ChangedTables> {
  const all: ChangedTables = new Map(apart);
  for (const [name, table] of step) {
    if (!apart.has(name)) all.set(name, table);
    else await connection.run(`insert into ${tableApart(name)} by name from ${table}`);
  }
  return all;
}
