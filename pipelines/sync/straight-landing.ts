import type { DuckDBConnection } from '@duckdb/node-api';
import { quoteName, quoteText } from '../../warehouse/sql-text.ts';
import { rows, transaction, type Warehouse } from '../../warehouse/warehouse.ts';
import { canonicalName } from '../canonical/enrichment.ts';
import type { Config, Feed } from '../config/config.ts';
import type { ExtractRequest } from '../sources/source.ts';
import { enrichmentsOf } from './enrich-rows.ts';
import { nextRunId } from './land.ts';
import type { ReadPlan } from './plan-read.ts';
import { utcText } from './utc-text.ts';

/**
 * The straight way: rows of an entity of which the warehouse has none yet are good or not by themselves, so they go into
 * `crm.<entity>` as they come, in the transaction that lands the run (ADR 9). What is doubtful takes the long way.
 */
export interface StraightLanding {
  /** The writer's, inside the run's transaction. */
  readonly connection: DuckDBConnection;
  readonly runId: number;
  /** `YYYY-MM-DD hh:mm:ss`, UTC. */
  readonly seenAt: string;
  isOpenTo(feed: Feed): boolean;
  /** Takes out what a source that failed has brought. */
  withdraw(source: string): Promise<void>;
}

/** Entities that other rows of the same run are judged by, or whose rows other sources lay something over. */
const NEEDED_BY_OTHERS = new Set(['fx_rate', 'employee']);

/** The feeds of these plans that may go straight. */
export async function straightFeeds(
  plans: readonly ReadPlan[],
  config: Config,
  connection: DuckDBConnection,
): Promise<ReadonlySet<Feed>> {
  const enriched = new Set(enrichmentsOf(config).flatMap((name) => [name, canonicalName(name)]));
  const hasConsent = Object.values(config.sources).some((source) =>
    (source.entities['employee'] ?? []).some((feed) =>
      feed.columns.some((column) => column.name === 'location_consent'),
    ),
  );
  const isFit = ({ feed, since, ranges }: ExtractRequest): boolean =>
    config.sources[feed.source]?.kind !== 'files' &&
    (since === null || feed.watermark === null) &&
    ranges === null &&
    config.sources[feed.source]?.entities[feed.entity]?.length === 1 &&
    !enriched.has(feed.entity) &&
    !NEEDED_BY_OTHERS.has(feed.entity) &&
    !(hasConsent && feed.entity === 'activity');
  const fit = plans.flatMap((plan) => plan.requests.filter(isFit).map((one) => one.feed));
  const known = await Promise.all(
    fit.map(({ source, entity }) =>
      rows(connection, `select 1 from crm.${quoteName(entity)} where _source = ${quoteText(source)} limit 1`),
    ),
  );
  return new Set(fit.filter((_feed, index) => known[index]?.length === 0));
}

/**
 * The settings of a first load. Row groups are written as they fill, out of order, and their texts without the search for
 * the smallest form, which costs as much as all the rest of a load.
 */
const LOADING = [
  'set preserve_insertion_order = false',
  "set disabled_compression_methods = 'fsst,dictionary'",
];
const USUAL = ['reset preserve_insertion_order', 'reset disabled_compression_methods'];

/** Does `work` inside the transaction that lands its rows. */
export function landStraight<T>(
  warehouse: Warehouse,
  feeds: ReadonlySet<Feed>,
  startedAt: Date,
  work: (straight: StraightLanding) => Promise<T>,
): Promise<T> {
  return warehouse.write(async (connection) => {
    for (const setting of LOADING) await connection.run(setting);
    try {
      return await transaction(connection, async () => {
        const runId = await nextRunId(connection);
        return work({
          connection,
          runId,
          seenAt: utcText(startedAt),
          isOpenTo: (feed) => feeds.has(feed),
          async withdraw(source) {
            for (const feed of feeds) {
              if (feed.source !== source) continue;
              await connection.run(
                `delete from crm.${quoteName(feed.entity)} where _source = ${quoteText(source)}`,
              );
            }
          },
        });
      });
    } finally {
      for (const setting of USUAL) await connection.run(setting);
    }
  });
}
