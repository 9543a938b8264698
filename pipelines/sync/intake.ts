import type { Config, Feed } from '../config/config.ts';
import type { NativeColumn } from '../sources/columnar/native-type.ts';
import type { Form } from '../sources/source.ts';
import { entityOf, insertTypedSql, typedTableSql } from './door.ts';
import { isForeignSql, isMoneyFeed } from './money-check.ts';
import type { StageRun } from './stage.ts';
import type { StraightLanding } from './straight-landing.ts';
import { StraightRefused } from './straight-refused.ts';
import { doubtfulSql, insertGoodSql, readerType, type StraightFeed } from './straight-rows.ts';
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

/** A way past the stage, for rows that are good beyond doubt. */
export interface StraightWay {
  /** The type in which the reader takes a column. */
  typeOf(column: string): string;
  /**
   * Takes in `count` rows: of `typed`, a relation of these types that leaves out rows which are none of them, and of
   * `texts`, the same rows as texts. Errors: `StraightRefused`.
   */
  take(typed: string, texts: string, count: number): Promise<void>;
  /** Takes in the `count` rows of a relation of these columns. Errors: `StraightRefused`. */
  takeNative(relation: string, columns: readonly NativeColumn[], count: number): Promise<void>;
}

/** The way of one feed's rows through the door: what comes in as text stands typed and checked in the stage. */
export interface Intake {
  readonly feed: Feed;
  /** The table of the entity's rows, of which those with this `_part` are the feed's. */
  readonly table: string;
  readonly part: number;
  /** Null where rows can only be judged together. */
  readonly straight: StraightWay | null;
  /** How many rows went straight. */
  readonly landed: number;
  /** A statement that takes in the rows of a relation: a text per mapped column, and `_watermark`. */
  insertSql(relation: string): string;
  /** Takes them all out again. */
  discard(): Promise<void>;
}

/** The intakes of one source's run: feeds of one entity share a table. */
export interface Intakes {
  open(feed: Feed, arrival: Arrival): Promise<Intake>;
}

export function createIntakes(config: Config, stage: StageRun, straight: StraightLanding | null): Intakes {
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
      const shared = await tableOf(feed.entity);
      const { table } = shared;
      const part = shared.parts++;
      const siblings = config.sources[feed.source]?.entities[feed.entity] ?? [];
      // what may be refused later is kept as it came
      const isKept =
        isRetry || !isKeyUnique || siblings.length > 1
          ? 'true'
          : isForeignSql(feed, config.currency, 'typed');
      const into = { table, part, isRetry, isKept };
      const entity = entityOf(feed.entity);
      const zones = zonesOf(config, feed);
      const insertSql = (relation: string): string =>
        insertTypedSql(entity, feed, forms, relation, into, zones);
      const isStraight = straight?.isOpenTo(feed) === true && isKeyUnique && !isRetry;
      const currency = isMoneyFeed(feed) ? config.currency : null;
      const way = isStraight
        ? openStraight({ entity, feed, forms, zones, currency }, insertSql, straight, stage)
        : null;
      return {
        feed,
        table,
        part,
        straight: way,
        get landed() {
          return way?.landed() ?? 0;
        },
        insertSql,
        async discard() {
          await stage.connection.run(`delete from ${table} where _part = ${part}`);
        },
      };
    },
  };
}

function openStraight(
  rowsOf: StraightFeed,
  insertSql: (relation: string) => string,
  { connection, runId, seenAt }: StraightLanding,
  stage: StageRun,
): StraightWay & { landed(): number } {
  const { feed, forms } = rowsOf;
  let landed = 0;

  /** What `good` leaves of `count` rows takes the long way. */
  async function takeBoth(good: string, doubtful: () => string, count: number): Promise<void> {
    const taken = await connection.run(good);
    landed += taken.rowsChanged;
    if (taken.rowsChanged === count) return;
    const others = await stage.connection.run(insertSql(doubtful()));
    if (taken.rowsChanged + others.rowsChanged === count) return;
    throw new StraightRefused(`${feed.entity}: ${count} rows were read otherwise as values than as texts`);
  }

  return {
    landed: () => landed,
    typeOf(name) {
      const column = feed.columns.find((one) => one.name === name);
      return column === undefined ? 'varchar' : readerType(column, forms.get(name) ?? 'text');
    },
    take: (typed, texts, count) =>
      takeBoth(
        insertGoodSql(rowsOf, typed, 'reader', { runId, seenAt }),
        () => doubtfulSql(rowsOf, texts, 'text'),
        count,
      ),
    takeNative(relation, columns, count) {
      const reading = new Map(columns.map((column) => [column.name, column]));
      return takeBoth(
        insertGoodSql(rowsOf, relation, reading, { runId, seenAt }),
        () => doubtfulSql(rowsOf, relation, reading),
        count,
      );
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
