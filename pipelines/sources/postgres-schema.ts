import type { Client } from 'pg';
import { TreelineError } from '../../warehouse/treeline-error.ts';
import type { PostgresConfig } from '../config/config.ts';

/**
 * Puts the source's schema before the search path: a table without a schema means the same in `from:`, in a query and
 * in an expression. Errors: `source_schema`.
 */
export async function enterSchema(client: Client, config: PostgresConfig): Promise<void> {
  const schema = config.schema ?? (await onlySchemaLike(client, config));
  if (schema === null) return;
  await client.query(
    `select set_config('search_path', quote_ident($1) || ', ' || current_setting('search_path'), false)`,
    [schema],
  );
}

async function onlySchemaLike(client: Client, config: PostgresConfig): Promise<string | null> {
  if (config.schemaLike === null) return null;
  const { rows } = await client.query<{ name: string }>(
    `select nspname as name from pg_namespace
     where nspname like $1 and has_schema_privilege(nspname, 'usage') order by 1`,
    [config.schemaLike],
  );
  const names = rows.map((row) => row.name);
  if (names.length < 2) return names[0] ?? null;
  throw new TreelineError(
    'source_schema',
    `source "${config.name}" keeps several schemas: ${names.join(', ')}. Name one of them with "schema:", or grant only one to this user.`,
    { source: config.name, schemas: names },
  );
}
