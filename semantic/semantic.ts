import type { Express, Request } from 'express';
import type { TableColumns } from '../warehouse/sql-columns.ts';
import { TreelineError } from '../warehouse/treeline-error.ts';
import type { Warehouse } from '../warehouse/warehouse.ts';
import type { AnswerRow } from './cube-server/answer.ts';
import { openDoor } from './cube-server/door.ts';
import { readPublish, type Publish } from './cube-server/publish.ts';
import { startCube } from './cube-server/server.ts';
import { explainFigure, type Explanation } from './explain/explain.ts';
import type { RowPage } from './explain/rows-behind.ts';
import { withinTime } from './explain/within-time.ts';
import { traceMember, type MemberLineage } from './lineage/member-lineage.ts';
import { refuseOtherTree } from './policy/other-tree.ts';
import { nobodysView, securityContext, type Viewer } from './policy/viewer.ts';
import type { CubeQuery } from './query/cube-query.ts';
import { prepareQuery } from './query/prepare.ts';
import type { MetricCatalogue } from './schema/catalogue.ts';
import { createModel, isSameGiven, NOTHING_GIVEN, readGiven, readModel, type Model } from './schema/model.ts';

/** What the company decided and the figures need; a parsed configuration serves as it is. */
export interface SemanticSettings {
  readonly calendar: {
    readonly timezone: string;
    readonly week_starts: 'monday' | 'sunday';
    readonly fiscal_year_start: number;
  };
}

export interface SemanticLog {
  warn(fields: Record<string, unknown>, message: string): void;
}

export interface SemanticOptions {
  readonly warehouse: Warehouse;
  readonly settings: SemanticSettings;
  readonly log: SemanticLog;
  /** Who asks over HTTP. Until people sign in, everybody sees everything. */
  readonly viewerOf?: (request: Request) => Viewer | Promise<Viewer>;
  /** After this long an answer is given up: `query_timeout`. */
  readonly timeoutMs?: number;
}

export interface QueryAnswer {
  /** By `view.member`; numbers as text. */
  readonly rows: AnswerRow[];
  /** The publish that all rows come from. */
  readonly version: number;
  /** ISO 8601, UTC. */
  readonly asOf: string;
  /** The limit bit: there are more rows than these. */
  readonly truncated: boolean;
}

/** A figure explained, with the publish that all of it comes from. */
export interface ExplainedFigure extends Explanation {
  readonly version: number;
  /** ISO 8601, UTC. */
  readonly asOf: string;
}

export interface Semantic {
  /** Opens `/cubejs-api/v1/load` and `/meta` on the application. */
  mount(app: Express): void;
  /**
   * One answer, never older than the publish at the moment of asking.
   * Errors: `invalid_query`, `unknown_member`, `forbidden_member`, `query_timeout`, `not_published`, `too_many_ranges`.
   */
  query(query: CubeQuery, viewer: Viewer): Promise<QueryAnswer>;
  /**
   * Where the one figure of a query comes from, with the rows behind it that the viewer may see.
   * Errors: those of `query`; `invalid_query` also when it asks for more than one figure.
   */
  explain(query: CubeQuery, viewer: Viewer, page: RowPage): Promise<ExplainedFigure>;
  /** The columns of the star that a member is made of; `tables` knows the star. Errors: `unknown_member`. */
  lineage(member: string, tables: TableColumns): Promise<MemberLineage>;
  catalogue(): MetricCatalogue;
  /** Results kept in memory. */
  kept(): { readonly entries: number; readonly bytes: number };
  /** A publish was committed: kept results go, and what the sources give now is read. */
  published(version: number): Promise<void>;
  close(): Promise<void>;
}

const TIMEOUT_MS = 60_000;

/** Starts the semantic layer on an open warehouse, which may be empty yet. */
export async function createSemantic(options: SemanticOptions): Promise<Semantic> {
  const { warehouse, settings, log } = options;
  const { timezone, week_starts: weekStarts, fiscal_year_start: fiscalYearStart } = settings.calendar;
  const timeoutMs = options.timeoutMs ?? TIMEOUT_MS;
  let model: Model = createModel(NOTHING_GIVEN, fiscalYearStart);
  let known: { readonly version: number; readonly ready: Promise<void> } | null = null;

  const cube = await startCube({
    warehouse,
    weekStarts,
    timeoutMs,
    warn: (fields, message) => log.warn(fields, message),
    viewerOf: options.viewerOf ?? (() => ({ allowAll: true })),
    model: () => model,
    settle: async (raw, limits) => {
      const publish = await current();
      const ground = { ...model, timezone, weekStarts, fiscalYearStart, today: publish.today };
      return { prepared: prepareQuery(raw, limits, ground), publish, model };
    },
  });

  /** One reading serves all who ask before it begins: a board asks ten questions at once. */
  let nextReading: Promise<Publish> | null = null;
  function readCurrent(): Promise<Publish> {
    nextReading ??= Promise.resolve().then(() => {
      nextReading = null;
      return warehouse.read(readPublish);
    });
    return nextReading;
  }

  /** The publish at this moment, with the model that belongs to it. */
  async function current(): Promise<Publish> {
    const publish = await readCurrent();
    if (known?.version !== publish.version) {
      cube.forgetResults();
      known = { version: publish.version, ready: takeGiven() };
    }
    await known.ready;
    return publish;
  }

  async function takeGiven(): Promise<void> {
    try {
      const found = await warehouse.read(async (connection) => {
        const given = await readGiven(connection);
        return isSameGiven(given, model.given) ? null : await readModel(connection, given, fiscalYearStart);
      });
      if (found === null) return;
      model = found;
      await cube.compile();
    } catch (error) {
      known = null;
      throw error;
    }
  }

  try {
    await current();
  } catch (error) {
    // an empty warehouse has no coverage yet: the first publish brings it
    if (!(error instanceof TreelineError) || error.code !== 'not_published') throw error;
  }

  return {
    mount: (app) => openDoor(app, cube.routes),
    async query(query, viewer) {
      const { rows, publish, truncated } = await cube.answer(query, viewer);
      return { rows, version: publish.version, asOf: publish.asOf, truncated };
    },
    async explain(query, viewer, page) {
      const asked = await cube.sqlOf(query, viewer);
      const limits = { denied: viewer.denied ?? [], masked: viewer.masked ?? [] };
      const boundless =
        'allowAll' in viewer ? asked : await cube.sqlOf(query, { ...nobodysView(viewer), ...limits });
      return await warehouse.read((connection) =>
        withinTime(connection, timeoutMs, async () => {
          const publish = await readPublish(connection, 'begin transaction read only;');
          try {
            refuseOtherTree(publish, securityContext(viewer).frame);
            const explained = await explainFigure(connection, { asked, boundless }, limits, page);
            return { ...explained, version: publish.version, asOf: publish.asOf };
          } finally {
            await connection.run('rollback');
          }
        }),
      );
    },
    lineage: (member, tables) =>
      warehouse.read((connection) => traceMember(connection, model, member, tables)),
    catalogue: () => model.catalogue,
    kept: () => cube.cacheSize(),
    async published() {
      await current();
    },
    close: () => cube.close(),
  };
}
