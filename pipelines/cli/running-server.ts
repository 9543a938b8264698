import { fileURLToPath } from 'node:url';
import type { Logger } from 'pino';
import type { Config } from '../config/config.ts';
import { createAccess } from '../../server/access/access.ts';
import { createAdministration } from '../../server/accounts/administration.ts';
import { createApp, type TreelineApp } from '../../server/app.ts';
import { createAnnouncer } from '../../server/events/announcer.ts';
import type { RejectedQuery } from '../../server/contracts/data.ts';
import type { FreshnessState } from '../../server/contracts/events.ts';
import { createFeed } from '../../server/events/feed.ts';
import { listen, type HttpListener } from '../../server/http/listen.ts';
import { createPublished } from '../../server/published/snapshot.ts';
import { createStartingApp } from '../../server/starting-app.ts';
import { listenForCommands } from './control/server.ts';
import { readComparisons, readRejected } from './engine/data-history.ts';
import { openEngine, type Engine } from './engine/engine.ts';
import { EVERYTHING_NEW, type Progress } from './engine/operations.ts';
import { accessSettings, passwordAddress, refuseOpenNetwork, serverSettings } from './engine/settings-of.ts';

const DASHBOARD = fileURLToPath(new URL('../../dashboard/dist', import.meta.url));

/** How often the screens hear that the data is still fresh. */
const FRESHNESS_MS = 5_000;

export interface RunningServer {
  readonly url: string;
  /** Where the first administrator sets a password; null once somebody has come in, and where nobody needs to. */
  readonly firstVisit: string | null;
  readonly engine: Engine;
  /** Brings the warehouse up to date once, then follows the sources; from then on the address shows the boards. */
  followSources(progress: Progress): Promise<void>;
  close(): Promise<void>;
}

/**
 * Opens the warehouse, its command socket and the address for browsers, in this order: whatever is missing or taken
 * ends it before anything is written. Until the first publish the address answers that it is preparing.
 * Errors: `server_running`, `warehouse_in_use`, `port_taken`, `address_unavailable`.
 */
export async function startServer(
  config: Config,
  log: Logger,
  where: { readonly host: string; readonly port: number },
): Promise<RunningServer> {
  refuseOpenNetwork(config, where.host);
  const engine = await openEngine(config, log);
  const closing: (() => Promise<void>)[] = [() => engine.close()];
  async function close(): Promise<void> {
    for (const one of closing.splice(0).toReversed()) await one();
  }
  try {
    const control = await listenForCommands(config.warehouse, engine.operations, log);
    closing.push(() => control.close());
    const http = await listen(
      where.host,
      where.port,
      createStartingApp(() => engine.freshness()),
    );
    closing.push(() => http.close());
    engine.setAddress(http.url);
    const firstVisit = await openDoor(engine, http.url);
    const boards = openBoards(engine, http, log);
    closing.push(() => boards.close());
    await boards.open();
    return {
      url: http.url,
      firstVisit,
      engine,
      async followSources(progress) {
        try {
          await engine.operations.sync(EVERYTHING_NEW, progress);
        } catch (error) {
          // with something to show the boards stay up and say what is wrong
          if (engine.current() === null) throw error;
          log.warn({ err: error }, 'the first sync failed');
        }
        await boards.open();
        engine.follow();
      },
      close,
    };
  } catch (error) {
    await close();
    throw error;
  }
}

/** The state opens with the server, so that nobody waits for it later; the first start makes an administrator. */
async function openDoor(engine: Engine, url: string): Promise<string | null> {
  const { config } = engine;
  // the demo's visitors need accounts with their first click alone
  if (config.auth.mode !== 'accounts') return null;
  const secret = await createAdministration(await engine.directory()).firstLink();
  return secret === null ? null : passwordAddress(config, url, secret);
}

/** A change of state is told at once; that all is as it was, every few seconds: the loop looks twice a second. */
function tellNowAndThen(tell: (state: FreshnessState) => void): (state: FreshnessState) => void {
  let told: { readonly state: FreshnessState['state']; readonly at: number } | null = null;
  return (state) => {
    const now = Date.now();
    if (told !== null && told.state === state.state && now - told.at < FRESHNESS_MS) return;
    told = { state: state.state, at: now };
    tell(state);
  };
}

/** Puts the boards in the place of the starting page, once there is something to show. */
function openBoards(engine: Engine, http: HttpListener, log: Logger) {
  const startedAt = new Date();
  const settings = serverSettings(engine.config);
  const feed = createFeed();
  let app: Promise<TreelineApp> | null = null;
  let isClosed = false;

  async function createBoards(): Promise<TreelineApp> {
    const semantic = await engine.semantic();
    const published = createPublished(semantic);
    const announcer = createAnnouncer({ semantic, published, settings, feed, log, startedAt });
    const first = engine.current();
    if (first === null) throw new Error('the boards were opened before the first publish');
    await semantic.published(first.version);
    const feeder = {
      freshness: () => engine.freshness(),
      runs: () => engine.runs(),
      reconciliation: () => readComparisons(engine.warehouse),
      rejected: (query: RejectedQuery) => readRejected(engine.warehouse, query),
      current: () => engine.current() ?? first,
    };
    const access = createAccess({
      ...{ settings: accessSettings(engine.config), semantic, published, log },
      directory: () => (engine.config.auth.mode === 'none' ? null : engine.directory()),
    });
    const sourcesOf = async (member: string) => (await engine.trace(semantic, member)).sources;
    const created = createApp({
      ...{ semantic, published, settings, access, feeder, feed, sourcesOf, log, dashboard: DASHBOARD },
    });
    engine.onPublish((publish) => announcer.published(publish));
    engine.onFreshness(tellNowAndThen((data) => feed.send({ name: 'freshness', data })));
    http.handle(created.express);
    return created;
  }

  async function open(): Promise<void> {
    if (isClosed || engine.current() === null) return;
    app ??= createBoards();
    try {
      await app;
    } catch (error) {
      app = null;
      throw error;
    }
  }

  engine.onPublish(() =>
    open().catch((error: unknown) => log.error({ err: error }, 'the boards could not be opened')),
  );
  return {
    open,
    async close() {
      isClosed = true;
      (await app)?.close();
    },
  };
}
