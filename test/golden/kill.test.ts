import { spawn } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import pg from 'pg';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createModels } from '../../models/models.ts';
import { modelSettings } from '../../pipelines/cli/engine/settings-of.ts';
import { loadConfig } from '../../pipelines/config/load.ts';
import { demoConfigPath, startDemoCrm, type DemoCrm } from '../../pipelines/demo/demo-crm.ts';
import { instantOf } from '../../warehouse/instant.ts';
import { openWarehouse, rows } from '../../warehouse/warehouse.ts';
import { randomEdit } from './increments/edits.ts';
import { dailyTables, keepStar, starDifferences } from './increments/star-difference.ts';
import { seededRandom } from './oracle/random.ts';

const KILLS = Number(process.env['GOLDEN_KILLS'] ?? 6);
const SCRIPT = fileURLToPath(new URL('./increments/sync-and-build.ts', import.meta.url));

/** What the source holds and what has to stand in the warehouse, in the same words on both sides. */
const COUNTS = [
  ['biz_opportunity where not is_deleted', 'crm.opportunity', 'amount'],
  ['so_order where not is_deleted', 'crm."order"', 'amount'],
  ['so_order_item', 'crm.order_line', 'amount'],
  ['biz_followup where not is_deleted', 'crm.activity', 'duration_s'],
  ['biz_opportunity_log', 'crm.stage_change', 'amount'],
  ['sys_audit_log', 'crm.record_change', null],
] as const;

describe('killed at any moment, the next start goes on and the figures are exact', () => {
  let crm: DemoCrm;
  let folder: string;
  let file: string;
  let client: pg.Client;

  beforeAll(async () => {
    folder = await mkdtemp(path.join(tmpdir(), 'treeline-kill-'));
    file = path.join(folder, 'treeline.duckdb');
    const now = new Date(Date.now() - 3_600_000);
    crm = await startDemoCrm({
      dir: path.join(folder, 'crm'),
      seed: 5,
      scale: 'tiny',
      now,
      simulator: false,
      port: 0,
    });
    client = new pg.Client({ connectionString: crm.url });
    await client.connect();
  });

  afterAll(async () => {
    await client.end();
    await crm.stop();
    await rm(folder, { recursive: true, force: true });
  });

  /** Starts Treeline; kills it after so many milliseconds of work, or lets it end. Answers how long it worked. */
  function start(killAfterMs: number | null): Promise<{ ended: boolean; ms: number }> {
    return new Promise((resolve, reject) => {
      const child = spawn(process.execPath, ['--import', 'tsx', SCRIPT, file], {
        env: { ...process.env, TREELINE_DEMO_URL: crm.url },
        stdio: ['ignore', 'pipe', 'pipe'],
      });
      let began = 0;
      let said = '';
      let complaint = '';
      child.stderr.on('data', (chunk: Buffer) => (complaint += chunk.toString()));
      child.stdout.on('data', (chunk: Buffer) => {
        said += chunk.toString();
        if (began > 0 || !said.includes('begin')) return;
        began = performance.now();
        if (killAfterMs !== null) setTimeout(() => child.kill('SIGKILL'), killAfterMs);
      });
      child.once('exit', (code) => {
        const ended = said.includes('end');
        if (code !== null && code !== 0)
          reject(new Error(`Treeline stopped by itself: ${complaint.slice(-2000)}`));
        else resolve({ ended, ms: performance.now() - began });
      });
    });
  }

  it(`${String(KILLS)} kills, from the first load on`, { timeout: 900_000 }, async () => {
    const random = seededRandom(11);
    // the first kills fall on the first load, which takes the longest; how long an increment takes shows afterwards
    let usual = 8_000;
    let killed = 0;
    for (let nth = 0; nth < KILLS; nth += 1) {
      if (nth >= 2) for (let edit = 0; edit < 15; edit += 1) await randomEdit(client, random);
      const { ended } = await start(Math.floor(random.next() * usual));
      if (!ended) killed += 1;
      if (nth === 1) usual = Math.max(500, (await start(null)).ms);
    }
    const last = await start(null);
    expect(last.ended).toBe(true);
    expect(killed).toBeGreaterThan(KILLS / 3);

    const warehouse = await openWarehouse(file);
    try {
      for (const [source, landed, amount] of COUNTS) {
        const figures = `count(*)::text as n, ${amount === null ? `'-'` : `coalesce(sum(${amount}), 0)::numeric(18,2)::text`} as total`;
        const theirs = (await client.query<{ n: string; total: string }>(`select ${figures} from ${source}`))
          .rows[0];
        const [ours] = await warehouse.read((connection) =>
          rows(connection, `select ${figures} from ${landed}`),
        );
        expect({ landed, ...ours }).toEqual({ landed, ...theirs });
      }
      const config = loadConfig(demoConfigPath(), { TREELINE_DEMO_URL: crm.url });
      const models = await createModels({ warehouse, settings: modelSettings(config) });
      const published = await models.published();
      const logged = `select (select count(*) from crm_log.opportunity) + (select count(*) from crm_log.employee) as n`;
      const history = await warehouse.read((connection) => rows(connection, logged));
      await warehouse.write(keepStar);
      await models.build({ full: true, asOf: instantOf(published?.asOf ?? '') });
      const daily = await dailyTables();
      const differences = await warehouse.write((connection) => starDifferences(connection, daily));
      expect(differences, differences.join('\n')).toEqual([]);
      expect(await warehouse.read((connection) => rows(connection, logged))).toEqual(history);
    } finally {
      await warehouse.close();
    }
  });
});
