import pg from 'pg';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { fillDatabase } from '../../pipelines/demo/fill-database.ts';

const HOST = process.env['TREELINE_TEST_PG'] ?? 'postgres://postgres@127.0.0.1:5432';
const DATABASE = `treeline_demo_${process.pid}`;

async function asOwner(database: string, sql: string): Promise<unknown[]> {
  const client = new pg.Client({ connectionString: `${HOST}/${database}` });
  await client.connect();
  try {
    return (await client.query<Record<string, unknown>>(sql)).rows;
  } finally {
    await client.end();
  }
}

describe('the demo CRM on a real PostgreSQL', () => {
  beforeAll(() => asOwner('postgres', `create database ${DATABASE}`));
  afterAll(() => asOwner('postgres', `drop database ${DATABASE} with (force)`));

  it('fills with every foreign key checked, and a deal is won with one statement', async () => {
    const now = new Date('2026-10-14T06:30:00Z');
    const rows = await fillDatabase(`${HOST}/${DATABASE}`, { seed: 1, scale: 'tiny', now, checkKeys: true });
    expect(rows['biz_opportunity']).toBeGreaterThan(200);
    const won = await asOwner(
      DATABASE,
      `with won as (
         update biz_opportunity set stage_code = 'WON' where id = (select min(id) from biz_opportunity where close_time is null)
         returning close_time = updated_at as is_stamped)
       select * from won`,
    );
    expect(won).toEqual([{ is_stamped: true }]);
  });
});
