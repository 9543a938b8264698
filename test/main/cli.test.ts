import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import os from 'node:os';
import path from 'node:path';
import pino from 'pino';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { run } from '../../pipelines/cli/main.ts';
import { startServer, type RunningServer } from '../../pipelines/cli/running-server.ts';
import { loadConfig } from '../../pipelines/config/load.ts';

const MAPPING = `
    entities:
      org_unit: { from: units.csv, key: id, columns: { name: name, parent_id: parent } }
      employee: { from: people.csv, key: id, columns: { name: name, org_unit_id: unit } }
      pipeline_stage:
        from: stages.csv
        key: id
        columns: { pipeline: { value: p }, name: name, rank: rank, kind: kind }
      opportunity:
        from: deals.csv
        key: id
        columns: { owner_id: owner, stage_id: stage, pipeline: { value: p }, amount: amount, created_at: created, closed_at: closed }
`;

const FILES = {
  'units.csv': 'id,name,parent\n1,Company,\n2,East,1\n',
  'people.csv': 'id,name,unit\n1,Ann,2\n2,Bo,2\n',
  'stages.csv': 'id,name,rank,kind\nnew,New,1,open\nwon,Won,2,won\n',
  'deals.csv':
    'id,owner,stage,amount,created,closed\n1,1,won,100.50,2026-03-01,2026-03-10\n2,2,won,50,2026-03-02,2026-03-11\n',
};

let folder: string;
let config: string;

async function writeConfig(name: string, text: string): Promise<string> {
  const file = path.join(folder, name);
  await writeFile(file, text);
  return file;
}

const good = (mapping = MAPPING) =>
  `calendar: { as_of: 2026-03-31 }\nauth: { mode: none }\nwarehouse: ./treeline.duckdb\nsources:\n  files:\n    kind: files\n    path: ./crm\n${mapping}`;

async function treeline(...args: string[]) {
  const written = { out: '', err: '' };
  const stream = (name: 'out' | 'err') => ({
    isTTY: false,
    write(text: string) {
      written[name] += text;
      return true;
    },
  });
  const env = { ...process.env, TREELINE_CONFIG: config };
  const exitCode = await run(['node', 'treeline', ...args], env, { out: stream('out'), err: stream('err') });
  return { exitCode, ...written };
}

async function wonAmount(): Promise<string> {
  const { out } = await treeline('query', '{"measures":["sales.won_amount"]}', '--json');
  return JSON.parse(out).rows[0]['sales.won_amount'];
}

beforeAll(async () => {
  folder = await mkdtemp(path.join(os.tmpdir(), 'treeline-cli-'));
  await mkdir(path.join(folder, 'crm'));
  for (const [name, text] of Object.entries(FILES)) await writeFile(path.join(folder, 'crm', name), text);
  config = await writeConfig('treeline.yaml', good());
  expect((await treeline('sync', '--json')).exitCode).toBe(0);
});
afterAll(() => rm(folder, { recursive: true, force: true }));

describe('commands on the file itself', () => {
  it('tell as one JSON document what was read, landed and rebuilt, and how long it took', async () => {
    const { exitCode, out, err } = await treeline('sync', '--full', '--json');
    const report = JSON.parse(out);
    expect(exitCode).toBe(0);
    expect(err).toBe('');
    expect(report.entities.find((one: { entity: string }) => one.entity === 'opportunity')).toMatchObject({
      read: 2,
      landed: 0,
      rejected: 0,
    });
    expect(Object.keys(report.phases)).toEqual(
      expect.arrayContaining(['connect', 'extract', 'land', 'build']),
    );
    const built = JSON.parse((await treeline('build', '--full', '--json')).out);
    expect(built).toMatchObject({ full: true, changed: true });
    expect(built.models.length).toBeGreaterThan(20);
  });

  it('answer status, query, metrics and check', async () => {
    expect(JSON.parse((await treeline('status', '--json')).out)).toMatchObject({ running: false });
    expect((await treeline('query', '{"measures":["sales.won_amount"]}')).out).toContain('150.50');
    expect((await treeline('metrics', '--language', 'zh')).out).toContain('赢单金额');
    const check = await treeline('check', '--json');
    expect(JSON.parse(check.out)).toMatchObject({ ok: true, findings: [] });
    expect(check.exitCode).toBe(0);
  });

  it('back the warehouse up into a new folder, and never over another', async () => {
    const into = path.join(folder, 'backup');
    const { exitCode, out } = await treeline('backup', into, '--json');
    expect(exitCode).toBe(0);
    const { file } = JSON.parse(out);
    expect(existsSync(file)).toBe(true);
    // customers' phones are in them: whoever else has a log-in on this machine does not read them
    for (const kept of [file, path.join(folder, 'treeline.duckdb')])
      expect([kept, (await stat(kept)).mode & 0o077]).toEqual([kept, 0]);
    const again = await treeline('backup', into, '--json');
    expect(again.exitCode).toBe(1);
    expect(JSON.parse(again.out).error.code).toBe('backup_exists');
  });
});

describe('what goes wrong is one clear message, and leaves the warehouse as it was', () => {
  async function fails(args: string[], code: string, text: RegExp): Promise<void> {
    const { exitCode, out, err } = await treeline(...args);
    expect(exitCode).toBe(1);
    expect(out).toBe('');
    expect(err).toMatch(text);
    expect(err.match(/^error: /gm)).toHaveLength(1);
    expect(err).not.toMatch(/\n\s+at /);
    const asJson = await treeline(...args, '--json');
    expect(JSON.parse(asJson.out).error.code).toBe(code);
    expect(asJson.exitCode).toBe(1);
    expect(await wonAmount()).toBe('150.50');
  }

  it('a wrong configuration, with its line', async () => {
    const file = await writeConfig('wrong.yaml', good().replace('calendar:', 'calender:'));
    await fails(['sync', '--config', file], 'config_invalid', /wrong\.yaml[\s\S]*1.*calender.*calendar/);
  });

  it('a column that the source does not have', async () => {
    const file = await writeConfig('column.yaml', good(MAPPING.replace('amount: amount', 'amount: amont')));
    await fails(['sync', '--config', file], 'mapping_invalid', /amont/);
  });

  it('a database that cannot be reached', async () => {
    const text = good().replace(
      /kind: files\n\s+path: .*\n/,
      'kind: postgres\n    url: postgres://u:secret@127.0.0.1:9/x\n',
    );
    const file = await writeConfig('away.yaml', text);
    await fails(['sync', '--config', file], 'source_unreachable', /127\.0\.0\.1:9/);
    expect((await treeline('sync', '--config', file)).err).not.toContain('secret');
    expect(await readFile(path.join(folder, 'treeline.log'), 'utf8')).not.toContain('secret');
  });

  it('a file that is no CSV', async () => {
    const file = await writeConfig('junk.yaml', good(MAPPING.replace('deals.csv', 'junk.csv')));
    await writeFile(
      path.join(folder, 'crm', 'junk.csv'),
      Buffer.from([0x50, 0x4b, 3, 4, 0, 0xff, 0xfe, 10, 0x22, 0x80]),
    );
    const { exitCode, err } = await treeline('sync', '--config', file);
    expect(exitCode).toBe(1);
    expect(err).toMatch(/^error: .*(junk\.csv|deal)/m);
    expect(err).not.toMatch(/\n\s+at /);
    expect(await wonAmount()).toBe('150.50');
  });

  it('a port that is taken', async () => {
    const other = createServer().listen(0, '127.0.0.1');
    await new Promise((resolve) => other.once('listening', resolve));
    const { port } = other.address() as AddressInfo;
    await fails(['serve', '--port', String(port)], 'port_taken', new RegExp(`Port ${port} .*--port`));
    await new Promise((resolve) => other.close(resolve));
  });

  it('a folder for the warehouse that cannot be written', async () => {
    const text = await readFile(path.join(folder, 'treeline.yaml'), 'utf8');
    const file = path.join(folder, 'elsewhere.yaml');
    await writeFile(
      file,
      text.replace(/^warehouse: .*$/m, 'warehouse: ./treeline.yaml/data/treeline.duckdb'),
    );
    await fails(
      ['status', '--config', file],
      'warehouse_unreadable',
      /treeline\.yaml\/data cannot be written \(ENOTDIR\)/,
    );
  });

  it('a configuration that is not there, and a question that is no JSON', async () => {
    await fails(['status', '--config', path.join(folder, 'no.yaml')], 'config_not_found', /no\.yaml/);
    await fails(['query', '{won'], 'invalid_query', /JSON/);
    await fails(['query', '{"measures":["sales.won_amont"]}'], 'unknown_member', /sales\.won_amount/);
  });

  it('a wrong command line ends with 2', async () => {
    const { exitCode, err } = await treeline('sync', '--fulll');
    expect(exitCode).toBe(2);
    expect(err).toContain('--full');
    expect(JSON.parse((await treeline('frob', '--json')).out).error.code).toBe('bad_usage');
  });
});

describe('while a server runs', () => {
  let server: RunningServer;

  beforeAll(async () => {
    const loaded = loadConfig(config, process.env);
    server = await startServer(loaded, pino({ level: 'silent' }), { host: '127.0.0.1', port: 0 });
  });
  afterAll(() => server.close());

  it('every command asks it', async () => {
    expect(JSON.parse((await treeline('status', '--json')).out)).toMatchObject({
      running: true,
      address: server.url,
    });
    expect(await wonAmount()).toBe('150.50');
    await writeFile(
      path.join(folder, 'crm', 'deals.csv'),
      `${FILES['deals.csv']}3,1,won,9.50,2026-03-05,2026-03-20\n`,
    );
    const report = JSON.parse((await treeline('sync', '--json')).out);
    expect(report.build).toMatchObject({ changed: true });
    expect(await wonAmount()).toBe('160.00');
    const board = await (await fetch(`${server.url}/api/leaderboard`)).json();
    expect(board.rows[0]).toMatchObject({ name: 'Ann', value: 110 });
    expect((await treeline('backup', path.join(folder, 'live-backup'))).exitCode).toBe(0);
  });

  it('a second server is refused', async () => {
    const { exitCode, err } = await treeline('serve', '--port', '0');
    expect(exitCode).toBe(1);
    expect(err).toMatch(/already runs|open in another process/);
  });
});

describe('bin/treeline.js', () => {
  it('tells what each command does', () => {
    const { status, stdout } = spawnSync(process.execPath, ['bin/treeline.js', 'sync', '--help'], {
      encoding: 'utf8',
    });
    expect(status).toBe(0);
    expect(stdout).toContain('npx treeline sync --full');
  });
});
