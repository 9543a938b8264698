import path from 'node:path';

/** What DuckDB and the schemas of a warehouse are called: a file of this name would be a second meaning of it. */
const TAKEN = new Set([
  ...['crm', 'crm_past', 'crm_log', 'meta', 'star', 'staging', 'treeline_stage'],
  ...['main', 'memory', 'system', 'temp', 'information_schema', 'pg_catalog'],
]);

/** Why a warehouse may not have this file name; null when it may. DuckDB names an opened file by it. */
export function takenNameProblem(warehouse: string): string | null {
  const [name = ''] = path.basename(warehouse).split('.');
  return TAKEN.has(name.toLowerCase())
    ? `warehouse: "${path.basename(warehouse)}" would be opened as "${name}", which is the name of a schema inside. Call it another name, such as treeline.duckdb.`
    : null;
}
