import type { Config, Feed } from '../config/config.ts';
import type { Form } from '../sources/source.ts';
import { entityOf, insertTypedSql, typedTableSql } from './door.ts';
import { isForeignSql } from './money-check.ts';
import type { StageRun } from './stage.ts';
import type { DoorZones } from './value.ts';

/** How the rows of a feed arrive. */
export interface Arrival {
  /** How instants are written, by column. */
  readonly forms: ReadonlyMap<string, Form>;
  /** Whether the source itself keeps two rows from having one key. */
  readonly isKeyUnique: boolean;
  /** Whether the rows were rejected before and are tried again. */
  readonly isRetry: boolean;
}

/** The way of one feed's rows through the door: what comes in as text stands typed and checked in the stage. */
export interface Intake {
  readonly feed: Feed;
  /** The table of the entity's rows, of which those with this `_part` are the feed's. */
  readonly table: string;
  readonly part: number;
  /** A statement that takes in the rows of a relation: a text per mapped column, and `_watermark`. */
  insertSql(relation: string): string;
  /** Takes them all out again. */
  discard(): Promise<void>;
}

/** The intakes of one source's run: feeds of one entity share a table. */
export interface Intakes {
  open(feed: Feed, arrival: Arrival): Promise<Intake>;
}

export function createIntakes(config: Config, stage: StageRun): Intakes {
  const tables = new Map<string, { readonly table: string; parts: number }>();

  async function tableOf(entity: string): Promise<{ readonly table: string; parts: number }> {
    const known = tables.get(entity);
    if (known !== undefined) return known;
    const made = { table: stage.table('typed'), parts: 0 };
    await stage.connection.run(typedTableSql(entity, config.extras, made.table));
    tables.set(entity, made);
    return made;
  }

  return {
    async open(feed, { forms, isKeyUnique, isRetry }) {
      const entity = await tableOf(feed.entity);
      const { table } = entity;
      const part = entity.parts++;
      const siblings = config.sources[feed.source]?.entities[feed.entity] ?? [];
      // what may be refused later is kept as it came
      const isKept =
        isRetry || !isKeyUnique || siblings.length > 1
          ? 'true'
          : isForeignSql(feed, config.currency, 'typed');
      const into = { table, part, isRetry, isKept };
      return {
        feed,
        table,
        part,
        insertSql: (relation) =>
          insertTypedSql(entityOf(feed.entity), feed, forms, relation, into, zonesOf(config, feed)),
        async discard() {
          await stage.connection.run(`delete from ${table} where _part = ${part}`);
        },
      };
    },
  };
}

function zonesOf(config: Config, feed: Feed): DoorZones {
  const { timezone: calendar, day_starts_at: dayStartsAt } = config.calendar;
  const source = config.sources[feed.source];
  return {
    idsOf: source?.idsOf ?? feed.source,
    source: source?.timezone ?? calendar,
    calendar,
    dayStartsAt,
  };
}
