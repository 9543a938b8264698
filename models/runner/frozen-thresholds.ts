import type { DuckDBConnection } from '@duckdb/node-api';

const LATEST = `select name, version, value, since_date, reason from meta.threshold
  qualify row_number() over (partition by name order by version desc) = 1`;

/**
 * Keeps thresholds where no rebuild reaches them. A proposal in the rows of `sql` becomes version 1 of a name that has
 * none yet; what was decided becomes the next version when it differs. Answers SQL for the latest versions.
 */
export async function freezeThresholds(connection: DuckDBConnection, sql: string): Promise<string> {
  await connection.run(`
    create schema if not exists meta;
    create table if not exists meta.threshold (
      name varchar, version integer, value double, since_date date, reason varchar
    );
    insert into meta.threshold
    select proposed.name, coalesce(latest.version, 0) + 1, proposed.value, publish.as_of_date, proposed.reason
    from (${sql}) as proposed
    cross join star.publish
    left join (${LATEST}) as latest on latest.name = proposed.name
    where proposed.value is not null
      and (latest.name is null or (proposed.is_decided and proposed.value is distinct from latest.value))`);
  return LATEST;
}
