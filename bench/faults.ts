import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import pino from 'pino';
import { seededRandom } from '../test/golden/oracle/random.ts';
import { syncOverCuts } from '../test/services/faults/cut-sync.ts';
import { createFaultyCrm, type FaultyCrm, type Kind } from '../test/services/faults/faulty-crm.ts';
import { killSync } from '../test/services/faults/kill-sync.ts';
import { openSync, type TestSync } from '../test/services/sync-fixture.ts';

/**
 * Cuts the wire at any byte and kills the syncing process at any moment, seed by seed, on a real PostgreSQL and a real
 * MySQL or MariaDB at the same time; after each seed source and warehouse must be alike. `node --import tsx bench/faults.ts [seeds]`
 */
const SEEDS = Number(process.argv[2] ?? 200);
/** Every so many seeds the process is killed instead: that costs two starts. */
const KILL_EVERY = 5;
/** Longer than an increment takes, so that some kills come too late and most do not. */
const KILL_WITHIN_MS = 600;

interface Tally {
  retries: number;
  kills: number;
  readonly told: Map<string, number>;
  readonly failed: string[];
}

async function trySeeds(kind: Kind): Promise<Tally & { cuts: number; ms: number }> {
  const tally: Tally = { retries: 0, kills: 0, told: new Map(), failed: [] };
  const crm = await createFaultyCrm(kind);
  const dir = await mkdtemp(path.join(tmpdir(), 'treeline-faults-'));
  await writeFile(path.join(dir, 'treeline.yaml'), crm.yaml);
  const log = pino({ level: 'warn' }, { write: () => (tally.retries += 1) });
  const open = (): Promise<TestSync> =>
    openSync(crm.yaml, { URL: crm.url }, { dir, file: true, log, effects: { retryWaitMs: 10 } });
  const begun = performance.now();
  let sync = await open();
  for (let seed = 1; seed <= SEEDS; seed += 1) {
    try {
      if (seed % KILL_EVERY === 0) {
        await sync.end();
        if (await killAtRandom(crm, dir, seed)) tally.kills += 1;
        sync = await open();
        await sync.run();
      } else {
        for (const code of await syncOverCuts(crm, sync, seed))
          tally.told.set(code, (tally.told.get(code) ?? 0) + 1);
      }
      for (const one of await crm.differences(sync)) tally.failed.push(`${kind}, seed ${seed}: ${one}`);
    } catch (error) {
      tally.failed.push(`${kind}, seed ${seed}: ${String(error)}`);
    }
  }
  const ms = performance.now() - begun;
  const cuts = crm.proxy.cuts();
  await sync.end();
  await crm.drop();
  await rm(dir, { recursive: true });
  return { ...tally, cuts, ms };
}

async function killAtRandom(crm: FaultyCrm, dir: string, seed: number): Promise<boolean> {
  const random = seededRandom(seed);
  await crm.edit(random);
  return killSync(dir, crm.url, random.below(KILL_WITHIN_MS));
}

const print = (line: string) => process.stdout.write(`${line}\n`);
const kinds = ['postgres', 'mysql'] as const;
const tallies = await Promise.all(kinds.map(trySeeds));
for (const [index, { cuts, retries, told, kills, failed, ms }] of tallies.entries()) {
  const codes = [...told].map(([code, count]) => `${count} ${code}`).join(', ');
  print(
    `${kinds[index] ?? ''}: ${SEEDS} seeds in ${Math.round(ms / 1000)} s: ${cuts} cuts, ${retries} retries, told ${codes || 'nothing'}, ` +
      `${kills} processes killed at work; ${failed.length === 0 ? 'source and warehouse alike after each' : `${failed.length} FAILED`}`,
  );
  for (const one of failed) print(`  ${one}`);
}
process.exitCode = tallies.some((one) => one.failed.length > 0) ? 1 : 0;
