import path from 'node:path';
import { beforeEach, expect, test } from 'vitest';
import { unmappedColumns } from '../../pipelines/mapping/new-columns.ts';
import { readShapes } from '../../pipelines/sync/known-shapes.ts';
import { loadConfig } from '../../pipelines/config/load.ts';
import type { Row } from '../../warehouse/warehouse.ts';
import { openSync, type TestSync } from './sync-fixture.ts';

/** How a database's columns are altered, and how it writes what the tests need. */
export interface DriftDatabase {
  readonly kind: 'postgres' | 'mysql';
  readonly url: () => string;
  sql(text: string): Promise<unknown>;
  readonly numeric: string;
  readonly wider: string;
  readonly instant: string;
  readonly otherInstant: string;
  readonly now: string;
  retype(table: string, column: string, type: string): string;
}

const MAPPING = `calendar: { timezone: Asia/Shanghai }
sources:
  crm:
    kind: KIND
    url: \${URL}
    entities:
      customer: { from: account, key: id, watermark: updated_at, columns: { name: title, updated_at: updated_at } }
      opportunity:
        from: deal
        key: id
        watermark: updated_at
        columns: { stage_id: stage, amount: amount, created_at: created, updated_at: updated_at }
`;

/** What a change of the tables does to a mapping that was read before: the same on every database. */
export function testDrift(db: DriftDatabase): void {
  let sync: TestSync;
  const yaml = MAPPING.replace('KIND', db.kind);
  const open = (dir?: string): Promise<TestSync> =>
    openSync(yaml, { URL: db.url() }, { file: true, ...(dir === undefined ? {} : { dir }) });

  beforeEach(async () => {
    await db.sql('drop table if exists account');
    await db.sql('drop table if exists deal');
    const [instant, money] = [db.instant, db.numeric];
    await db.sql(
      `create table account (id int primary key, title varchar(50), updated_at ${instant} default ${db.now})`,
    );
    await db.sql(`insert into account (id, title) values (1, 'one'), (2, 'two')`);
    await db.sql(`create table deal (id int primary key, stage varchar(20), amount ${money},
      created ${instant} default ${db.now}, updated_at ${instant} default ${db.now})`);
    await db.sql(`insert into deal (id, stage, amount) values (1, 'new', 20), (2, 'new', 35)`);
    sync = await open();
    return () => sync.end();
  });

  const held = (): Promise<Row[]> =>
    sync.query(`select (select count(*)::int from crm.customer) as customers,
      (select sum(amount)::varchar from crm.opportunity) as amount`);
  const notesOf = async (): Promise<unknown[]> =>
    (await sync.query('select notes from meta.run where notes is not null order by run_id')).map((row) =>
      JSON.parse(String(row['notes'])),
    );
  const reopen = async (): Promise<void> => {
    // the folder stays, as it does when a server starts again
    const { dir } = sync;
    await sync.close();
    await sync.warehouse.close();
    sync = await open(dir);
  };

  test('a new column is noted once, also over a restart, and stays listed until it is mapped', async () => {
    expect((await sync.run()).notes).toEqual([]);
    await db.sql('alter table deal add column region varchar(20)');
    await reopen();
    const report = await sync.run();
    expect(report.failures).toEqual([]);
    expect(report.notes).toEqual([expect.stringContaining('crm: deal has a new column "region" (')]);
    await db.sql('alter table account add column tier int');
    expect((await sync.run()).notes).toEqual([expect.stringContaining('account has a new column "tier" (')]);
    expect((await sync.run()).notes).toEqual([]);
    await reopen();
    expect((await sync.run({ full: true })).notes).toEqual([]);
    expect(await notesOf()).toHaveLength(2);

    const config = loadConfig(path.join(sync.dir, 'treeline.yaml'), { URL: db.url() });
    const listed = unmappedColumns(config, await sync.warehouse.read(readShapes));
    expect(listed.map((one) => one.column).toSorted()).toEqual(['region', 'tier']);
  });

  test('a dropped column stops its entity alone, which keeps its last good rows and comes back with the column', async () => {
    await sync.run();
    await db.sql('alter table deal drop column amount');
    await db.sql(`insert into account (id, title) values (3, 'three')`);
    const report = await sync.run();
    expect(report.failures).toMatchObject([
      {
        source: 'crm',
        entity: 'opportunity',
        error: { code: 'entity_stopped', message: expect.stringContaining('"amount"') },
      },
    ]);
    expect(await held()).toEqual([{ customers: 3, amount: '55.00' }]);
    expect(
      await sync.query(`select status, error is not null as told from meta.run order by run_id desc limit 1`),
    ).toEqual([{ status: 'ok', told: true }]);

    await db.sql(`insert into account (id, title) values (4, 'four')`);
    expect((await sync.run({ entities: ['customer', 'opportunity'] })).failures).toEqual([]);
    expect(await held()).toEqual([{ customers: 4, amount: '55.00' }]);

    await db.sql(`alter table deal add column amount ${db.numeric}`);
    await db.sql(`update deal set amount = 2, updated_at = ${db.now}`);
    const back = await sync.run();
    expect(back.failures).toEqual([]);
    // it is mapped: that it is there again is no news
    expect(back.notes).toEqual([]);
    expect(await held()).toEqual([{ customers: 4, amount: '4.00' }]);
  });

  test('a column of another type stops its entity alone, until it is as before or is read anew on demand', async () => {
    await sync.run();
    await db.sql(db.retype('deal', 'amount', 'varchar(30)'));
    await db.sql(`insert into account (id, title) values (3, 'three')`);
    await reopen();
    for (let run = 0; run < 3; run += 1) {
      const { failures } = await sync.run(run === 2 ? { full: true } : {});
      expect(failures).toMatchObject([{ entity: 'opportunity', error: { code: 'entity_stopped' } }]);
      expect(failures[0]?.error.message).toMatch(
        /treeline\.yaml:12: opportunity\.amount was (numeric|decimal) and is (character varying|varchar) now/,
      );
    }
    expect(await held()).toEqual([{ customers: 3, amount: '55.00' }]);

    await db.sql(db.retype('deal', 'amount', db.numeric));
    expect((await sync.run()).failures).toEqual([]);

    await db.sql(db.retype('deal', 'amount', 'varchar(30)'));
    expect((await sync.run()).failures).toHaveLength(1);
    await db.sql(`update deal set amount = '30' where id = 1`);
    expect((await sync.run({ full: true, entities: ['opportunity'] })).failures).toEqual([]);
    expect(await held()).toEqual([{ customers: 3, amount: '65.00' }]);
    await reopen();
    expect((await sync.run()).failures).toEqual([]);
  });

  test('a watermark and a time that change their zone stop their entity; a wider number and a longer text do not', async () => {
    await sync.run();
    await db.sql(db.retype('account', 'title', 'text'));
    await db.sql(db.retype('deal', 'amount', db.wider));
    expect((await sync.run()).failures).toEqual([]);
    await db.sql(db.retype('account', 'updated_at', db.otherInstant));
    const { failures } = await sync.run();
    expect(failures.map((one) => one.entity)).toEqual(['customer']);
    expect(failures[0]?.error.message).toContain('customer.watermark was ');
  });

  test('a poll does not read by yesterday’s types: it looks at the table first', async () => {
    await sync.run();
    await db.sql(db.retype('deal', 'created', db.otherInstant));
    await db.sql(`insert into deal (id, stage, amount) values (3, 'new', 1)`);
    const poll = { entities: ['opportunity'] };
    await expect(sync.run(poll)).rejects.toMatchObject({ code: 'source_changed' });
    // the next one leaves the entity out, and the next whole run tells why
    expect((await sync.run(poll)).entities).toEqual([]);
    expect((await sync.run()).failures).toMatchObject([{ error: { code: 'entity_stopped' } }]);
    expect(await held()).toEqual([{ customers: 2, amount: '55.00' }]);
  });

  test('in a new process too: what was read before stops, it does not end the sync', async () => {
    await sync.run();
    await db.sql('drop table deal');
    await db.sql(`insert into account (id, title) values (3, 'three')`);
    await reopen();
    for (let run = 0; run < 3; run += 1) {
      const report = await sync.run({ full: run === 2 });
      expect(report.failures.map((one) => one.entity)).toEqual(['opportunity']);
    }
    expect(await held()).toEqual([{ customers: 3, amount: '55.00' }]);
  });

  test('a mapping that never fitted is refused before anything is copied', async () => {
    const wrong = await openSync(yaml.replace('amount: amount', 'amount: worth'), { URL: db.url() });
    await expect(wrong.run()).rejects.toMatchObject({ code: 'mapping_invalid' });
    expect(await wrong.query('select count(*)::int as n from crm.customer')).toEqual([{ n: 0 }]);
    await wrong.end();
  });
}
