import type { DuckDBConnection } from '@duckdb/node-api';
import type { ChangedTables } from './changes.ts';

/** What live steps have published and the other models have not yet seen. */
export interface Owed {
  /** Changes of the sources since the other models were built, and of the live models in all steps since. */
  readonly changed: ChangedTables;
}

/** Changes of sources need no table of their own: each step has them from the last whole build on. */
function isOfSource(name: string): boolean {
  return name.startsWith('crm.');
}

function tableApart(name: string): string {
  return `owed_${name.replace('.', '_')}`;
}

/** Keeps the changes of models in tables of their own, since the next step writes its changes under the same names. */
export async function setApart(connection: DuckDBConnection, changed: ChangedTables): Promise<ChangedTables> {
  const apart: ChangedTables = new Map(changed);
  for (const [name, table] of changed) {
    const own = tableApart(name);
    if (isOfSource(name) || table === own) continue;
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
    if (isOfSource(name) || !apart.has(name)) all.set(name, table);
    else await connection.run(`insert into ${tableApart(name)} by name from ${table}`);
  }
  return all;
}
