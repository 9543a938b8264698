import path from 'node:path';
import type { DuckDBConnection } from '@duckdb/node-api';
import type { Warehouse } from '../../warehouse/warehouse.ts';
import { TreelineError } from '../../warehouse/treeline-error.ts';
import type { Feed, FilesConfig } from '../config/config.ts';
import type { FileFormat } from '../config/file-format.ts';
import type { Problem } from '../config/problem.ts';
import type { StageRun } from '../sync/stage.ts';
import type { FeedShape } from './feed-shape.ts';
import { openRelation, type FileRelation } from './file-relation.ts';
import { checkFeed, feedSelect, type OpenFiles } from './files-check.ts';
import { expectUnchanged, listFiles, writePrint, type FileListing } from './files/file-listing.ts';
import { readMalformed, withRejects } from './files/malformed-rows.ts';
import { meetsKnownKeys, newFilesOnly } from './files/new-files.ts';
import type { Extract, ExtractRequest, Form, ReadStage, Source } from './source.ts';

/** Everything arrives as the files have it. */
const FORMS: ReadonlyMap<string, Form> = new Map();

const MOST_DESCRIBED = 500;

/** The files behind a feed, not yet opened. */
interface FeedFiles {
  readonly tables: ReadonlyMap<string, FileListing>;
  /** Of the file that the feed itself names. */
  readonly direct: FileListing | null;
}

type Open = (listing: FileListing, format: FileFormat) => Promise<FileRelation>;

/** A folder of CSV, JSON, Excel and Parquet files, read by DuckDB; expressions are DuckDB's SQL. */
export function createFilesSource(config: FilesConfig, warehouse: Warehouse): Source {
  // a mapping is asked column by column what is there: files that stay as they are, are looked at once
  const described = new Map<string, Promise<FileRelation>>();
  const shapes = new Map<Feed, FeedShape>();

  /** The files that a feed reads or that its expressions may name. */
  async function listFeed(connection: DuckDBConnection, feed: Feed): Promise<FeedFiles> {
    const tables = new Map<string, FileListing>();
    for (const [name, table] of Object.entries(config.tables)) {
      if (!mentions(feed, name)) continue;
      const listing = await listFiles(connection, config, table.path).catch((error: unknown) => {
        if (config.optionalTables.has(name) && isMissing(error)) return null;
        throw error;
      });
      if (listing !== null) tables.set(name, listing);
    }
    const direct = feed.from === null || tables.has(feed.from) ? null : feed.from;
    return { tables, direct: direct === null ? null : await listFiles(connection, config, direct) };
  }

  async function openFeed(feed: Feed, listed: FeedFiles, open: Open): Promise<OpenFiles> {
    const tables = new Map<string, FileRelation>();
    for (const [name, listing] of listed.tables) {
      tables.set(name, await open(listing, config.tables[name]?.format ?? config.format));
    }
    const direct = new Map<string, FileRelation>();
    if (listed.direct !== null) direct.set(feed.from ?? '', await open(listed.direct, config.format));
    return { tables, direct };
  }

  function describeFiles(connection: DuckDBConnection): Open {
    return (listing, format) => {
      const key = JSON.stringify([listing.prints, format]);
      const known = described.get(key) ?? openRelation(connection, config, listing, format, null);
      if (described.size > MOST_DESCRIBED) described.clear();
      described.set(key, known);
      // what went wrong once may be mended without another time or size
      known.catch(() => described.delete(key));
      return known;
    };
  }

  async function check(connection: DuckDBConnection, feed: Feed): Promise<readonly Problem[]> {
    const files = await openFeed(feed, await listFeed(connection, feed), describeFiles(connection));
    const { problems, shape } = await withRejects(connection, (into) =>
      checkFeed(connection, config, feed, files, into),
    );
    shapes.set(feed, shape);
    return problems;
  }

  /** Opens each file once for all feeds of a run. */
  function openOnce(stage: StageRun): Open {
    const opened = new Map<string, Promise<FileRelation>>();
    let written = 0;
    return (listing, format) => {
      const key = JSON.stringify([listing.files, format]);
      const temporary = (): string => path.join(stage.dir, `${config.name}-${++written}.csv`);
      const known = opened.get(key) ?? openRelation(stage.connection, config, listing, format, temporary);
      opened.set(key, known);
      return known;
    };
  }

  async function extractFeed(
    { feed, since }: ExtractRequest,
    listed: FeedFiles,
    print: string,
    stage: ReadStage,
    open: Open,
  ): Promise<Extract> {
    const own = listed.direct ?? listed.tables.get(feed.from ?? '') ?? null;
    const siblings = config.entities[feed.entity] ?? [feed];
    const fresh = own === null ? null : newFilesOnly(feed, siblings, since, own, allListings(listed));
    if (fresh !== null) {
      const part = await stageNew(feed, withListing(listed, feed, fresh), print, stage, open);
      if (part !== null) return part;
    }
    return stageFeed(feed, listed, print, stage, open);
  }

  /** The rows of new files alone; null when the others have to be read with them. */
  async function stageNew(
    feed: Feed,
    listed: FeedFiles,
    print: string,
    stage: ReadStage,
    open: Open,
  ): Promise<Extract | null> {
    try {
      const part = await stageFeed(feed, listed, print, stage, open);
      // broken lines of an increment without a row would be forgotten
      const isTelling = part.rows > 0 || part.malformed.length === 0;
      if (isTelling && !(await meetsKnownKeys(part.intake, stage))) return { ...part, full: false };
      await part.intake.discard();
      return null;
    } catch (error) {
      // a column that only the older files have
      if (error instanceof TreelineError && error.code === 'source_query') return null;
      throw error;
    }
  }

  async function stageFeed(
    feed: Feed,
    listed: FeedFiles,
    print: string,
    stage: ReadStage,
    open: Open,
  ): Promise<Extract> {
    const { connection } = stage;
    const intake = await stage.intakes.open(feed, { forms: FORMS, isKeyUnique: false, isRetry: false });
    const files = await openFeed(feed, listed, open);
    const relations = [...files.tables.values(), ...files.direct.values()];
    return withRejects(connection, async (into) => {
      let found: number;
      try {
        const taken = await connection.run(
          intake.insertSql(`select *, null as _watermark from (${feedSelect(feed, files, into)})`),
        );
        found = taken.rowsChanged;
      } catch (error) {
        await expectUnchanged(config, allListings(listed));
        const { problems } = await checkFeed(connection, config, feed, files, into);
        throw describeFailure(config, feed, relations, problems, error);
      }
      const malformed = await readMalformed(connection, into, relations, found);
      await expectUnchanged(config, allListings(listed));
      if (malformed.isMisread) throw misread(config, feed, relations);
      const base = { feed, intake, rows: found, ranges: null, watermark: print };
      return { ...base, full: true, malformed: malformed.rows };
    });
  }

  return {
    name: config.name,
    canPoll: () => false,
    forms: () => FORMS,
    check: (feeds) =>
      warehouse.read(async (connection) => {
        const problems: Problem[] = [];
        for (const feed of feeds) problems.push(...(await check(connection, feed)));
        return problems;
      }),
    shape(feed) {
      const shape = shapes.get(feed);
      if (shape === undefined) throw new Error(`${feed.entity} was not checked before it was read`);
      return shape;
    },
    hold: () => Promise.resolve(),
    release: () => Promise.resolve(),
    fingerprints: () => Promise.resolve([]),
    // files are always read whole
    counts: () => Promise.resolve(null),
    ranges: (feeds) => Promise.resolve(feeds.map(() => null)),
    async extract(requests, stage, onProgress) {
      const listed = new Map<Feed, FeedFiles>();
      for (const { feed } of requests) listed.set(feed, await listFeed(stage.connection, feed));
      const printOf = (feed: Feed): string => writePrint(allListings(listed.get(feed)));
      const moved = new Set(
        requests.filter((one) => printOf(one.feed) !== one.since).map((one) => one.feed.entity),
      );
      const open = openOnce(stage);
      const extracts: Extract[] = [];
      for (const request of requests.filter((one) => moved.has(one.feed.entity))) {
        const { feed } = request;
        const files = listed.get(feed) ?? { tables: new Map(), direct: null };
        const extract = await extractFeed(request, files, printOf(feed), stage, open);
        onProgress(feed, extract.rows);
        extracts.push(extract);
      }
      return extracts;
    },
    close: () => Promise.resolve(),
  };
}

function isMissing(error: unknown): boolean {
  return error instanceof TreelineError && error.code === 'file_not_found';
}

/** Whether a feed can read this table: by `from`, or in a text of SQL. */
function mentions(feed: Feed, table: string): boolean {
  if (feed.from === table) return true;
  const texts = [
    feed.query,
    feed.where,
    ...feed.columns.map(({ expression: one }) => (one.kind === 'sql' ? one.sql : null)),
  ];
  return texts.some((text) => text?.toLowerCase().includes(table.toLowerCase()));
}

function allListings(listed: FeedFiles | undefined): FileListing[] {
  if (listed === undefined) return [];
  return [...listed.tables.values(), ...(listed.direct === null ? [] : [listed.direct])];
}

/** The same files, but of the feed's own only these. */
function withListing(listed: FeedFiles, feed: Feed, own: FileListing): FeedFiles {
  if (listed.direct !== null) return { ...listed, direct: own };
  return { ...listed, tables: new Map([...listed.tables, [feed.from ?? '', own]]) };
}

function placeOf(config: FilesConfig, feed: Feed): string {
  return `source "${config.name}", ${feed.entity}${feed.from === null ? '' : ` from ${feed.from}`}`;
}

function factsOf(config: FilesConfig, feed: Feed): Readonly<Record<string, string | null>> {
  return { source: config.name, entity: feed.entity, from: feed.from };
}

/** DuckDB quotes the value that it could not convert: only the kind of failure may be told. */
function describeFailure(
  config: FilesConfig,
  feed: Feed,
  relations: readonly FileRelation[],
  problems: readonly Problem[],
  error: unknown,
): TreelineError {
  const text = error instanceof Error ? error.message : String(error);
  const where = placeOf(config, feed);
  if (problems.length > 0) {
    const said = problems.map((one) => one.message).join(' ');
    return new TreelineError(
      'source_query',
      `${where}: the files have changed: ${said}`,
      factsOf(config, feed),
      error,
    );
  }
  if (/CSV/.test(text)) {
    return new TreelineError(
      'file_unreadable',
      `${where}: this is not a CSV file of one shape. It was read as ${describe(relations)}. Save it with one delimiter, double quotes around text, and one kind of line ending, or tell how it is written (delimiter, quote, new_line).`,
      factsOf(config, feed),
      error,
    );
  }
  return new TreelineError(
    'source_query',
    `${where}: an expression met a value that it cannot convert (${text.split(':')[0] ?? 'error'}). Use try_cast in the mapping.`,
    factsOf(config, feed),
    error,
  );
}

function misread(config: FilesConfig, feed: Feed, relations: readonly FileRelation[]): TreelineError {
  return new TreelineError(
    'file_unreadable',
    `${placeOf(config, feed)}: most lines are no rows. It was read as ${describe(relations)}. Tell how it is written (encoding, delimiter, quote, skip, columns).`,
    factsOf(config, feed),
  );
}

function describe(relations: readonly FileRelation[]): string {
  return relations.map((one) => one.described).join(' | ');
}
