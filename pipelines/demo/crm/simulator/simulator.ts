import pg from 'pg';

import { createRandom, type Random } from '../generate/random.ts';
import {
  callLead, collect, loseDeal, moveStage, newDeal, newLead, payOrder, publishRate, visitCustomer, winDeal, type Scene,
} from './happenings.ts'; // prettier-ignore

export interface SimulatorOptions {
  readonly url: string;
  readonly seed: number;
  /** 1 = a deal won every 20–40 seconds; 2 = twice as often. */
  readonly tempo: number;
  /** Told once per kind of failure; the simulator goes on. */
  readonly onError: (error: Error) => void;
}

/** Between wins, something small happens every few seconds: weights of what it is. */
const SMALL_HAPPENINGS: readonly (readonly [happening: (scene: Scene) => Promise<void>, weight: number])[] = [
  [newLead, 24],
  [callLead, 28],
  [visitCustomer, 10],
  [moveStage, 18],
  [newDeal, 45],
  [payOrder, 14],
  [collect, 8],
  [loseDeal, 4],
];

const SECOND = 1_000;
const RATE_EVERY = 1_800 * SECOND;

/**
 * Keeps the CRM alive. It is a client like any other: going through the socket it waits its turn while somebody else
 * has a transaction open (PGlite has one session for all).
 */
export function startSimulator(options: SimulatorOptions): { stop(): Promise<void> } {
  const stopping = new AbortController();
  const finished = run(options, stopping.signal);
  return {
    async stop() {
      stopping.abort();
      await finished;
    },
  };
}

async function run(options: SimulatorOptions, stop: AbortSignal): Promise<void> {
  const random = createRandom(`${options.seed}/simulator`);
  const told = new Set<string>();
  // a second apart from every number before, for as long as the demo lives
  let phone = 60_000_000 + (Math.floor(Date.now() / SECOND) % 30_000_000);
  let client: pg.Client | null = null;
  let nextWin = Date.now() + (8 * SECOND) / options.tempo;
  let nextRate = 0;

  while (!stop.aborted) {
    const pause = (random.between(4, 13) * SECOND) / options.tempo;
    await sleep(Math.max(0, Math.min(pause, nextWin - Date.now())), stop);
    if (stop.aborted) break;
    try {
      client ??= await connect(options.url);
      const scene: Scene = { db: client, random, nextPhone: () => phone++ };
      if (Date.now() >= nextRate) {
        await publishRate(scene);
        nextRate = Date.now() + RATE_EVERY;
      }
      if (Date.now() >= nextWin) {
        await winDeal(scene);
        nextWin = Date.now() + (random.between(20, 40) * SECOND) / options.tempo;
      } else await pickHappening(random)(scene);
    } catch (cause) {
      const error = cause instanceof Error ? cause : new Error(String(cause));
      if (!told.has(error.message)) options.onError(error);
      told.add(error.message);
      await client?.end().catch(() => undefined);
      client = null;
      nextWin = Math.max(nextWin, Date.now() + 5 * SECOND);
    }
  }
  await client?.end().catch(() => undefined);
}

function pickHappening(random: Random): (scene: Scene) => Promise<void> {
  return random.weighted(SMALL_HAPPENINGS, ([, weight]) => weight)[0];
}

async function connect(url: string): Promise<pg.Client> {
  const client = new pg.Client({ connectionString: url, application_name: 'simulator' });
  // a lost connection shows at the next query, which reports it
  client.on('error', () => undefined);
  await client.connect();
  return client;
}

/** Resolves early when told to stop. */
function sleep(ms: number, stop: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const done = (): void => {
      clearTimeout(timer);
      stop.removeEventListener('abort', done);
      resolve();
    };
    const timer = setTimeout(done, ms);
    stop.addEventListener('abort', done);
  });
}
