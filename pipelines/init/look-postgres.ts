import { quoteName, quoteRelation } from '../../warehouse/sql-text.ts';
import type { PostgresConfig } from '../config/config.ts';
import { createPostgresConnection, describeFailure } from '../sources/postgres-connection.ts';
import type { Kind, Relation, Surroundings } from './relation.ts';

interface ColumnRow {
  readonly relation: string;
  readonly name: string;
  readonly type: string;
  readonly in_key: boolean;
}

/** The tables and views that the user of the url may read; of the search path without their schema. */
export async function lookAtPostgres(config: PostgresConfig): Promise<Surroundings> {
  const connection = createPostgresConnection(config);
  const client = await connection.client();
  const { rows } = await client
    .query<ColumnRow>(
      `select case when pg_table_is_visible(c.oid) then c.relname else n.nspname || '.' || c.relname end as relation,
         a.attname as name, format_type(a.atttypid, null) as type,
         coalesce(a.attnum = any (i.indkey), false) as in_key
       from pg_class c
       join pg_namespace n on n.oid = c.relnamespace
       join pg_attribute a on a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped
       left join pg_index i on i.indrelid = c.oid and i.indisprimary
       where c.relkind in ('r', 'p', 'v', 'm', 'f') and not c.relispartition
         and n.nspname not in ('pg_catalog', 'information_schema') and n.nspname not like 'pg\\_%'
         and has_table_privilege(c.oid, 'select')
       order by 1, a.attnum`,
    )
    .catch((error: unknown) => Promise.reject(describeFailure(config, error, 'looking at its tables')));
  return {
    kind: 'postgres',
    relations: relationsOf(rows),
    async distinct(relation, column, limit) {
      const name = quoteName(column);
      const table = quoteRelation(relation);
      const found = await client.query<{ value: string }>(
        `select distinct ${name}::text as value from ${table} where ${name} is not null order by 1 limit ${limit}`,
      );
      return found.rows.map((row) => row.value);
    },
    ask: (query) =>
      client
        .query<Record<string, unknown>>(query)
        .then((found) => {
          const [value] = Object.values(found.rows[0] ?? {});
          return value === null || value === undefined ? null : String(value);
        })
        .catch(() => null),
    quote: quoteName,
    close: () => connection.close(),
  };
}

function relationsOf(rows: readonly ColumnRow[]): Relation[] {
  const names = [...new Set(rows.map((row) => row.relation))];
  return names.map((name) => {
    const own = rows.filter((row) => row.relation === name);
    return {
      name,
      fields: own.map((row) => ({ name: row.name, kind: kindOf(row.type) })),
      key: own.filter((row) => row.in_key).map((row) => row.name),
    };
  });
}

/** The rough kind of a type by its SQL name; both databases' names are alike here. */
export function kindOf(type: string): Kind {
  if (/^(bool|tinyint\(1\)|bit\(1\))/i.test(type)) return 'boolean';
  if (/^(timestamp|date|datetime|time)/i.test(type)) return 'moment';
  if (/^(int|bigint|smallint|tinyint|mediumint|numeric|decimal|real|double|float|money)/i.test(type))
    return 'number';
  return 'text';
}
