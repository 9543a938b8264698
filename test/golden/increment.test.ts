import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import pg from 'pg';
import pino from 'pino';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createModels } from '../../models/models.ts';
import { modelSettings } from '../../pipelines/cli/engine/settings-of.ts';
import { loadConfig } from '../../pipelines/config/load.ts';
import { demoConfigPath, startDemoCrm, type DemoCrm } from '../../pipelines/demo/demo-crm.ts';
import { createSync } from '../../pipelines/sync/sync.ts';
import { openWarehouse, type Warehouse } from '../../warehouse/warehouse.ts';
import { randomEdit } from './increments/edits.ts';
import { dailyTables, keepStar, starDifferences } from './increments/star-difference.ts';
import { seededRandom } from './oracle/random.ts';

const SEEDS = (process.env['GOLDEN_SEEDS'] ?? '1 2 3').split(' ').map(Number);
const ROUNDS = 6;
const EDITS_PER_ROUND = 12;
const DAY = 86_400_000;

describe('after any series of increments the star is what a full build makes', () => {
  let crm: DemoCrm;
  let folder: string;
  let client: pg.Client;
  let warehouse: Warehouse;

  beforeAll(async () => {
    folder = await mkdtemp(path.join(tmpdir(), 'treeline-increment-'));
    const now = new Date(Date.now() - DAY);
    crm = await startDemoCrm({
      dir: path.join(folder, 'crm'),
      seed: 3,
      scale: 'tiny',
      now,
      simulator: false,
      port: 0,
    });
    client = new pg.Client({ connectionString: crm.url });
    await client.connect();
    warehouse = await openWarehouse(path.join(folder, 'treeline.duckdb'));
  });

  afterAll(async () => {
    await warehouse.close();
    await client.end();
    await crm.stop();
    await rm(folder, { recursive: true, force: true });
  });

  // one warehouse goes through all series: what one left behind is the next one's ground
  it.each(SEEDS)('series %i', { timeout: 300_000 }, async (seed) => {
    const config = loadConfig(demoConfigPath(), { TREELINE_DEMO_URL: crm.url });
    const sync = createSync(config, warehouse, pino({ level: 'warn' }, process.stderr));
    const models = await createModels({ warehouse, settings: modelSettings(config) });
    const random = seededRandom(seed);
    const story: string[] = [];
    let steps = 0;
    let asOf = Date.now() + (seed - 1) * 3 * DAY;
    for (let round = 0; round <= ROUNDS; round += 1) {
      if (round > 0) {
        for (let nth = 0; nth < EDITS_PER_ROUND; nth += 1) story.push(await randomEdit(client, random));
      }
      await sync.run();
      // every third publish is the turn of a business day
      asOf += round % 3 === 2 ? DAY : 60_000;
      const at = { asOf: new Date(asOf) };
      // live steps alone, one after the other, before the turn of a day, and with the rest after them
      if (round % 6 === 0) await models.build(at);
      else await models.buildLive(at);
      if (models.isRestOwed()) steps += 1;
      if (round === 4) await models.buildRest();
    }
    const compareWithFull = async (except: readonly string[]): Promise<void> => {
      await warehouse.write(keepStar);
      await models.build({ full: true, asOf: new Date(asOf) });
      const differences = await warehouse.write((connection) => starDifferences(connection, except));
      expect(differences, `${differences.join('\n')}\nafter:\n${story.join('\n')}`).toEqual([]);
    };
    expect(steps).toBeGreaterThan(2);
    // what ranks everybody waits for the turn of the day
    await compareWithFull(await dailyTables());
    asOf += DAY;
    await models.build({ asOf: new Date(asOf) });
    await compareWithFull([]);
    await sync.close();
  });
});
