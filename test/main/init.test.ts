import { existsSync } from 'node:fs';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import pino from 'pino';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { run } from '../../pipelines/cli/main.ts';
import { loadConfig } from '../../pipelines/config/load.ts';
import { createSync } from '../../pipelines/sync/sync.ts';
import { openWarehouse, rows, type Row } from '../../warehouse/warehouse.ts';
import { encodeAs, sheetRow, workbook } from './files-fixture.ts';

const shared =
  process.env['TREELINE_SHARED_DATA'] ?? fileURLToPath(new URL('../../../shared/data', import.meta.url));

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'treeline-init-'));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

/** What `treeline init --json` says of a folder, and the configuration's path. */
async function initOn(exports: string, ...more: string[]) {
  const file = path.join(folder, 'treeline.yaml');
  let out = '';
  const sink = (write: (text: string) => void) => ({
    write: (text: string) => (write(text), true),
    isTTY: false,
  });
  const code = await run(
    ['node', 'treeline', 'init', '--path', exports, '--config', file, '--json', ...more],
    {},
    { out: sink((text) => (out += text)), err: sink(() => undefined) },
  );
  return { code, file, answer: JSON.parse(out) };
}

/** Loads what the configuration maps, as a user would who changed nothing. */
async function load(file: string, exports: string, query: string): Promise<Row[]> {
  const warehouse = await openWarehouse(':memory:');
  const sync = createSync(
    loadConfig(file, { CRM_EXPORT_DIR: exports }),
    warehouse,
    pino({ level: 'silent' }),
  );
  try {
    await sync.run();
    return await warehouse.read((connection) => rows(connection, query));
  } finally {
    await sync.close();
    await warehouse.close();
  }
}

const HEADINGS = '商机编号,商机名称,客户名称,负责人,商机阶段,预计成交金额,预计成交日期,创建时间,丢单原因';
const DEALS = [
  'SJ001,华为采购,云图科技,王芳,方案报价,120000.50,2026-12-01,2026-10-01 09:30:00,',
  'SJ002,二期,云图科技,李强,赢单,50000,2026-11-02,2026-09-01 10:00:00,',
  'SJ003,试点,蓝海贸易,王芳,输单,8000,2026-11-03,2026-09-05 10:00:00,价格',
];

describe('init on one exported file with Chinese headings', () => {
  it.each([
    ['工号', 'E02'],
    ['姓名', '王芳'],
  ])('takes as the key of people what the deals name their owners by: %s', async (key, owner) => {
    await writeFile(path.join(folder, '商机.csv'), `${HEADINGS}\n${DEALS[0]?.replace('王芳', owner)}\n`);
    await writeFile(path.join(folder, '员工.csv'), '工号,姓名,部门\nE01,张伟,销售一部\nE02,王芳,销售二部\n');
    const { file } = await initOn(folder, '--timezone', 'UTC');
    // a server's clock says nothing of the company
    expect(loadConfig(file, { CRM_EXPORT_DIR: folder }).calendar.timezone).toBe('Asia/Shanghai');
    const query = `select 1 from crm.opportunity join crm.employee on employee.id = owner_id where owner_id = 'crm:${owner}'`;
    expect(await readFile(file, 'utf8')).toContain(`key: ${key}`);
    expect(await load(file, folder, query)).toHaveLength(1);
  });

  it('maps the deals, and derives customers, people and stages from the names in them', async () => {
    await writeFile(path.join(folder, '商机列表.csv'), `${HEADINGS}\r\n${DEALS.join('\r\n')}\r\n`);
    const { code, file, answer } = await initOn(folder, '--timezone', 'Asia/Shanghai');
    expect(code).toBe(0);
    expect(answer.entities.map((one: { entity: string }) => one.entity)).toEqual([
      'opportunity',
      'pipeline_stage',
      'customer',
      'employee',
    ]);
    expect(answer.metrics.possible).toContain('sales.won_amount');
    expect(answer.metrics.possible).not.toContain('sales.revenue');
    expect(
      await load(
        file,
        folder,
        `select o.id, c.name as customer, e.name as owner, s.kind, o.amount, o.expected_close_on, o.lost_reason,
           o.closed_at as closed, o.created_at
         from crm.opportunity o join crm.customer c on c.id = o.customer_id join crm.employee e on e.id = o.owner_id
         join crm.pipeline_stage s on s.id = o.stage_id order by o.id`,
      ),
    ).toEqual([
      {
        id: 'crm:SJ001',
        customer: '云图科技',
        owner: '王芳',
        kind: 'open',
        amount: '120000.50',
        expected_close_on: '2026-12-01',
        lost_reason: null,
        closed: null,
        created_at: '2026-10-01 01:30:00',
      },
      {
        id: 'crm:SJ002',
        customer: '云图科技',
        owner: '李强',
        kind: 'won',
        amount: '50000.00',
        expected_close_on: '2026-11-02',
        lost_reason: null,
        closed: '2026-11-01 16:00:00',
        created_at: '2026-09-01 02:00:00',
      },
      {
        id: 'crm:SJ003',
        customer: '蓝海贸易',
        owner: '王芳',
        kind: 'lost',
        amount: '8000.00',
        expected_close_on: '2026-11-03',
        lost_reason: '价格',
        closed: '2026-11-02 16:00:00',
        created_at: '2026-09-05 02:00:00',
      },
    ]);
  });

  it('reads them in GB18030 too', async () => {
    await writeFile(path.join(folder, '商机.csv'), encodeAs(`${HEADINGS}\n${DEALS.join('\n')}\n`, 'gbk'));
    const { file } = await initOn(folder);
    expect(
      await load(file, folder, `select count(*)::int as n from crm.customer where name = '云图科技'`),
    ).toEqual([{ n: 1 }]);
  });
});

describe('init on an old system', () => {
  it('reads shortened names, marks of deletion, a top that has 0 above, and the order of well-known stages', async () => {
    await writeFile(
      path.join(folder, 'TBL_DEPT.csv'),
      'DEPT_NO,DEPT_NM,PARENT_ID,DEL_FLAG\n1,All,0,0\n2,East,1,0\n3,Closed,1,2\n',
    );
    await writeFile(
      path.join(folder, 'TBL_EMP.csv'),
      'EMP_NO,EMP_NM,DEPT_NO,MANAGER_ID\n1,Ann,1,1\n2,Bo,2,1\n',
    );
    await writeFile(
      path.join(folder, 'TBL_CUST.csv'),
      'CUST_NO,CUST_NM,DELETED_AT\n1,A,\n2,B,2026-01-01 10:00:00\n',
    );
    await writeFile(
      path.join(folder, 'TBL_OPPTY.csv'),
      'OPPTY_NO,CUST_NO,REP_NO,STAGE,AMT,CREATED_DT,是否删除\n1,1,2,Proposal,10,2026-01-01,否\n2,1,2,Qualification,5,2026-01-02,是\n3,1,1,Won,7,2026-01-02,否\n',
    );
    const { file, answer } = await initOn(folder);
    expect(answer.entities.map((one: { entity: string }) => one.entity)).toEqual([
      ...['org_unit', 'employee', 'customer', 'opportunity', 'pipeline_stage'],
    ]);
    expect(await load(file, folder, 'select id, parent_id from crm.org_unit order by id')).toEqual([
      { id: 'crm:1', parent_id: null },
      { id: 'crm:2', parent_id: 'crm:1' },
    ]);
    expect(
      await load(file, folder, 'select id, org_unit_id, manager_id from crm.employee order by id'),
    ).toEqual([
      { id: 'crm:1', org_unit_id: 'crm:1', manager_id: null },
      { id: 'crm:2', org_unit_id: 'crm:2', manager_id: 'crm:1' },
    ]);
    expect(await load(file, folder, 'select id, name from crm.customer')).toEqual([
      { id: 'crm:1', name: 'A' },
    ]);
    expect(
      await load(file, folder, 'select id, customer_id, owner_id, amount from crm.opportunity order by id'),
    ).toEqual([
      { id: 'crm:1', customer_id: 'crm:1', owner_id: 'crm:2', amount: '10.00' },
      { id: 'crm:3', customer_id: 'crm:1', owner_id: 'crm:1', amount: '7.00' },
    ]);
    expect(await load(file, folder, 'select id from crm.pipeline_stage order by rank')).toEqual([
      ...[{ id: 'crm:Qualification' }, { id: 'crm:Proposal' }, { id: 'crm:Won' }],
    ]);
  });

  it("takes every sheet of a workbook for a table, and the sheets' names for theirs", async () => {
    const sheet = (name: string, lines: readonly string[], isHidden = false) => ({
      ...{ name, isHidden },
      rows: lines.map((line, index) => sheetRow(index + 1, line.split(','))).join(''),
    });
    const sheets = [
      sheet('商机', [HEADINGS, ...DEALS]),
      sheet('人员', ['工号,姓名,部门', 'E1,王芳,华东', 'E2,李强,华南']),
      sheet('客户', ['客户名称,城市', '云图科技,上海'], true),
    ];
    await writeFile(path.join(folder, '导出.xlsx'), workbook(sheets));
    const { file, answer } = await initOn(folder);
    expect(
      answer.entities.map((one: { entity: string; from: string }) => `${one.entity} ${one.from}`),
    ).toEqual(
      expect.arrayContaining(['employee 人员', 'opportunity 商机', 'customer derived', 'org_unit derived']),
    );
    expect(await load(file, folder, 'select id, org_unit_id from crm.employee order by id')).toEqual([
      { id: 'crm:李强', org_unit_id: 'crm:华南' },
      { id: 'crm:王芳', org_unit_id: 'crm:华东' },
    ]);
  });

  it('says what a table lacks that sounds like an entity, and shows the columns of what it did not use', async () => {
    await writeFile(path.join(folder, 'clients.csv'), 'client_id,label,city\n1,A,Bonn\n');
    await writeFile(path.join(folder, 'rows.csv'), '1,2026-01-01,12.50\n2,2026-01-02,9\n');
    const { file, answer } = await initOn(folder);
    expect(answer.near).toEqual([
      'customer: clients sounds like it, and has no column that sounds like name',
    ]);
    expect(answer.unreadable).toEqual([
      'rows.csv (its first row looks like data: name its columns, see `header` and `columns` in pipelines/sources/README.md)',
    ]);
    expect(await readFile(file, 'utf8')).toContain('clients: client_id, label, city');
  });
});

describe('init', () => {
  it('writes no secret and overwrites nothing unasked', async () => {
    await writeFile(
      path.join(folder, 'deals.csv'),
      'id,stage,amount,created_at,owner\n1,Won,5,2026-01-01,Ann\n',
    );
    const first = await initOn(folder);
    expect(first.code).toBe(0);
    const text = await readFile(first.file, 'utf8');
    expect(text).not.toContain(folder);
    const second = await initOn(folder);
    expect([second.code, second.answer.error.code]).toEqual([1, 'config_exists']);
    expect((await initOn(folder, '--force')).code).toBe(0);
  });

  it('says what it needs', async () => {
    const file = path.join(folder, 'treeline.yaml');
    const err: string[] = [];
    const stream = { write: (text: string) => (err.push(text), true), isTTY: false };
    expect(await run(['node', 'treeline', 'init', '--config', file], {}, { out: stream, err: stream })).toBe(
      1,
    );
    expect(err.join('')).toContain('--url postgres://');
    const missing = await initOn(path.join(folder, 'nowhere'));
    expect([missing.code, missing.answer.error.code]).toEqual([1, 'folder_unreadable']);
    const empty = await initOn(folder);
    expect(empty.answer.error).toMatchObject({
      code: 'folder_unreadable',
      message: expect.stringContaining('holds no file that can be read'),
    });
  });

  it('says where it may not write', async () => {
    await writeFile(path.join(folder, 'deals.csv'), 'id\n1\n');
    const { code, answer } = await initOn(
      folder,
      '--config',
      path.join(folder, 'deals.csv', 'treeline.yaml'),
    );
    expect([code, answer.error.code]).toEqual([1, 'config_unwritable']);
  });

  it.skipIf(!existsSync(path.join(shared, 'maven_crm')))(
    'maps the Maven data set well enough for its known facts (skipped without its folder: set TREELINE_SHARED_DATA)',
    async () => {
      const exports = path.join(shared, 'maven_crm');
      const { file } = await initOn(exports, '--currency', 'USD', '--timezone', 'America/New_York');
      expect(
        await load(
          file,
          exports,
          `select kind, count(*)::int as deals, sum(amount) as amount from crm.opportunity o
           join crm.pipeline_stage s on s.id = o.stage_id where kind <> 'open' group by kind order by kind`,
        ),
      ).toEqual([
        { kind: 'lost', deals: 2473, amount: '0.00' },
        { kind: 'won', deals: 4238, amount: '10005534.00' },
      ]);
    },
  );
});
