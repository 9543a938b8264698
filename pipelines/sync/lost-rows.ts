import { quoteText } from '../../warehouse/sql-text.ts';
import { rows, transaction, type Warehouse } from '../../warehouse/warehouse.ts';
import type { Config } from '../config/config.ts';
import type { Stopped } from '../mapping/drift.ts';
import type { Source } from '../sources/source.ts';

/**
 * A count that takes longer than this is made less often: it may take this share of the time. What deletes and late rows it
 * would have shown, the next one shows, or the daily comparison.
 */
const QUICK_MS = 250;
const SHARE = 0.002;

/** Watches for what increments cannot see: rows deleted without a trace, rows that came with an old watermark. */
export interface LostRows {
  /** Entities to be read whole now. */
  find(source: Source, stopped: Stopped): Promise<readonly string[]>;
  /** After a whole read the difference that is left (rejected duplicates, say) is the rule, not a loss. */
  settle(source: Source, entities: readonly string[], stopped: Stopped): Promise<void>;
}

export function createLostRows(config: Config, warehouse: Warehouse, now: () => Date): LostRows {
  const usual = new Map<string, number>();
  const before = new Map<string, number>();
  const nextAt = new Map<string, number>();

  /** Per entity, rows in the source less rows known here. */
  async function differences(
    source: Source,
    stopped: Stopped,
  ): Promise<Map<string, { difference: number; unmarked: number }>> {
    const entities = config.sources[source.name]?.entities ?? {};
    const counted = Object.entries(entities).filter(
      ([entity, feeds]) => !stopped.has(entity) && feeds.some((feed) => feed.watermark !== null),
    );
    const feeds = counted.flatMap(([, list]) => list);
    const found = feeds.length === 0 ? null : await source.counts(feeds);
    const result = new Map<string, { difference: number; unmarked: number }>();
    if (found === null) return result;
    const known = await countKnown(
      warehouse,
      source.name,
      counted.map(([entity]) => entity),
    );
    for (const [entity, list] of counted) {
      const counts = list.map((feed) => found[feeds.indexOf(feed)]);
      const total = counts.reduce((sum, one) => sum + (one?.rows ?? 0), 0);
      const unmarked = counts.reduce((sum, one) => sum + (one?.unmarked ?? 0), 0);
      result.set(entity, { difference: total - (known.get(entity) ?? 0), unmarked });
    }
    return result;
  }

  /** When the rows of a source may be counted again, in milliseconds since 1970: also where another process counted last. */
  async function dueAt(source: string): Promise<number> {
    const known = nextAt.get(source);
    if (known !== undefined) return known;
    const found = await warehouse.read((connection) =>
      rows(
        connection,
        `select epoch_ms(next_at)::double as at from meta.slow_count where source = ${quoteText(source)}`,
      ),
    );
    return Number(found[0]?.['at'] ?? 0);
  }

  async function putOff(source: string, until: number): Promise<void> {
    nextAt.set(source, until);
    await warehouse.write((connection) =>
      transaction(connection, async () => {
        await connection.run(`delete from meta.slow_count where source = ${quoteText(source)}`);
        await connection.run(
          `insert into meta.slow_count (source, next_at) values (${quoteText(source)}, epoch_ms(${Math.round(until)}))`,
        );
      }),
    );
  }

  return {
    async find(source, stopped) {
      const begin = now().getTime();
      if (begin < (await dueAt(source.name))) return [];
      const found = await differences(source, stopped);
      const took = now().getTime() - begin;
      if (took > QUICK_MS) await putOff(source.name, begin + took / SHARE);
      const lost: string[] = [];
      for (const [entity, { difference, unmarked }] of found) {
        const place = `${source.name}/${entity}`;
        const rule = usual.get(place) ?? 0;
        // rows too many are often only new; rows too few, or the same surplus twice, are not
        const isLost = difference < rule || (difference > rule && before.get(place) === difference);
        before.set(place, difference);
        if (isLost || unmarked > 0) lost.push(entity);
      }
      return lost;
    },
    async settle(source, entities, stopped) {
      const found = await differences(source, stopped);
      for (const entity of entities) {
        const left = found.get(entity)?.difference;
        if (left !== undefined) usual.set(`${source.name}/${entity}`, left);
      }
    },
  };
}

/** Rows here, and keys that the door keeps out. */
async function countKnown(
  warehouse: Warehouse,
  source: string,
  entities: readonly string[],
): Promise<Map<string, number>> {
  const parts = entities.map(
    (entity) => `select '${entity}' as entity, (select count(*) from crm."${entity}" where _source = $source)
      + (select count(*) from meta.rejected where source = $source and entity = '${entity}' and resolved_at is null)
      as known`,
  );
  const found = await warehouse.read(async (connection) => {
    const reader = await connection.runAndReadAll(parts.join(' union all '), { source });
    return reader.getRowObjectsJson();
  });
  return new Map(found.map((row) => [String(row['entity']), Number(row['known'])]));
}
