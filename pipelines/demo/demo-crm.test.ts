import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import { startDemoCrm, type DemoCrm } from './demo-crm.ts';

const NOW = new Date('2026-10-14T06:30:00Z');

let dir: string;
let crm: DemoCrm;

async function connect(): Promise<pg.Client> {
  const client = new pg.Client({ connectionString: crm.url });
  await client.connect();
  return client;
}

beforeAll(async () => {
  dir = await mkdtemp(join(tmpdir(), 'demo-crm-'));
  crm = await startDemoCrm({
    dir,
    seed: 1,
    scale: 'tiny',
    now: NOW,
    simulator: false,
    port: 0,
    patienceMs: 1_200,
  });
});

afterAll(async () => {
  await crm.stop();
  await rm(dir, { recursive: true, force: true });
});

describe('the demo CRM behind its socket', () => {
  it('holds the rows it says', async () => {
    const client = await connect();
    const { rows } = await client.query<{ deals: number }>(
      'select count(*)::int as deals from biz_opportunity',
    );
    expect(rows[0]?.deals).toBe(crm.stats.rows['biz_opportunity']);
    await client.end();
  });

  it('wins a deal with one statement: close time, stage log and stamp follow', async () => {
    const client = await connect();
    const won = await client.query<{ id: string; before: string }>(
      `with deal as (select o.id, o.stage_code from biz_opportunity o join biz_stage s using (pipeline_code, stage_code)
         where s.stage_kind = 'O' and o.owner_id is not null order by o.id limit 1)
       update biz_opportunity set stage_code = 'WON' from deal where biz_opportunity.id = deal.id
       returning biz_opportunity.id, deal.stage_code as before`,
    );
    const deal = won.rows[0];
    const { rows } = await client.query(
      `select o.close_time = o.updated_at as is_stamped, clock_timestamp() - o.close_time < interval '1 minute' as is_now,
         l.from_stage, l.to_stage, l.owner_id = o.owner_id as has_owner
       from biz_opportunity o join biz_opportunity_log l on l.opportunity_id = o.id
       where o.id = $1 order by l.id desc limit 1`,
      [deal?.id],
    );
    expect(rows[0]).toEqual({
      is_stamped: true,
      is_now: true,
      from_stage: deal?.before,
      to_stage: 'WON',
      has_owner: true,
    });

    await client.query(`update biz_opportunity set stage_code = 'S2', pipeline_code = 'NEW' where id = $1`, [
      deal?.id,
    ]);
    const reopened = await client.query('select close_time from biz_opportunity where id = $1', [deal?.id]);
    expect(reopened.rows[0]).toEqual({ close_time: null });
    await client.end();
  });

  it('serves several clients that ask with parameters at the same time', async () => {
    const clients = await Promise.all([connect(), connect(), connect()]);
    const answers = await Promise.all(
      clients.flatMap((client, who) =>
        Array.from({ length: 20 }, async (_, what) => {
          const { rows } = await client.query(`select $1::int as what, ${who} as who`, [what]);
          return rows[0];
        }),
      ),
    );
    const asked = clients.flatMap((_, who) => Array.from({ length: 20 }, (__, what) => ({ what, who })));
    expect(answers).toEqual(asked);
    await Promise.all(clients.map((client) => client.end()));
  });

  it('goes on when a client forgets its transaction', async () => {
    const [forgetful, other] = [await connect(), await connect()];
    await forgetful.query('begin');
    await forgetful.query(`update account set grade_code = 'A' where id = (select min(id) from account)`);
    const { rows } = await other.query('select 1 as answered');
    expect(rows).toEqual([{ answered: 1 }]);
    await Promise.all([forgetful.end(), other.end()]);
  });

  it('finds its folder again on the same day', async () => {
    await crm.stop();
    crm = await startDemoCrm({ dir, seed: 1, scale: 'tiny', now: NOW, simulator: 30, port: 0 });
    expect(crm.stats.reused).toBe(true);
  });

  it('ends, and says so, when a client has ended its only backend', async () => {
    const warnings: string[] = [];
    const doomed = await startDemoCrm({
      ...{ dir: join(dir, 'doomed'), seed: 1, scale: 'tiny', now: NOW, simulator: false, port: 0 },
      onWarning: (message) => warnings.push(message),
    });
    const client = new pg.Client({ connectionString: doomed.url });
    client.on('error', () => undefined);
    await client.connect();
    await client.query('begin; set local idle_in_transaction_session_timeout = 100');
    await new Promise((resolve) => setTimeout(resolve, 300));
    await client.query('select 1').catch(() => undefined);
    await expect
      .poll(() => warnings, { timeout: 20_000 })
      .toEqual([expect.stringContaining('ended by itself')]);
    await doomed.stop();
  });

  it('lives: the simulator wins deals', async () => {
    const client = await connect();
    const wins = async (): Promise<number> => {
      const { rows } = await client.query<{ wins: number }>(
        `select count(*)::int as wins from biz_opportunity where stage_code = 'WON' and close_time > '2026-10-14T06:30:00Z'`,
      );
      return rows[0]?.wins ?? 0;
    };
    const before = await wins();
    await expect.poll(wins, { timeout: 20_000, interval: 300 }).toBeGreaterThan(before + 1);
    await client.end();
  });
});
