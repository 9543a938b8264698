import type { DuckDBConnection } from '@duckdb/node-api';
import { rows, transaction } from '../../warehouse/warehouse.ts';
import { canonicalName, MATCH } from '../canonical/enrichment.ts';
import type { Config } from '../config/config.ts';

/**
 * Rewrites meta.mapped when the configuration maps other columns than before; tells whether it did. What is optional
 * counts from the moment the source says that it has it; until a source has answered, what it had before stays.
 */
export async function writeMapped(connection: DuckDBConnection, config: Config): Promise<boolean> {
  const wanted = new Map<string, readonly [string, string, string]>();
  const found = await rows(connection, 'select source, entity, column_name from meta.mapped');
  for (const source of Object.values(config.sources)) {
    const isSettled = source.absent !== null;
    for (const feed of Object.values(source.entities).flat()) {
      if (!isSettled && (feed.optional || feed.otherwise)) continue;
      const entity = canonicalName(feed.entity);
      for (const { name, optional } of feed.columns) {
        if (name === MATCH || (!isSettled && optional)) continue;
        wanted.set(`${source.name}/${entity}/${name}`, [source.name, entity, name]);
      }
    }
    if (isSettled) continue;
    for (const row of found.filter((one) => one['source'] === source.name)) {
      const [entity, column] = [String(row['entity']), String(row['column_name'])];
      wanted.set(`${source.name}/${entity}/${column}`, [source.name, entity, column]);
    }
  }
  const present = new Set(
    found.map((row) => `${String(row['source'])}/${String(row['entity'])}/${String(row['column_name'])}`),
  );
  if (present.size === wanted.size && [...wanted.keys()].every((one) => present.has(one))) return false;
  await transaction(connection, async () => {
    await connection.run('delete from meta.mapped');
    for (const [source, entity, column] of wanted.values()) {
      await connection.run('insert into meta.mapped values ($source, $entity, $column)', {
        source,
        entity,
        column,
      });
    }
  });
  return true;
}
