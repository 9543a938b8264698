import path from 'node:path';
import { afterEach, expect, test } from 'vitest';
import { loadConfig } from '../../pipelines/config/load.ts';
import { openRelation } from '../../pipelines/sources/file-relation.ts';
import { listFiles } from '../../pipelines/sources/files/file-listing.ts';
import { rows as rowsOf } from '../../warehouse/warehouse.ts';
import type { TestSync } from '../services/sync-fixture.ts';
import { encodeAs, messageOf, PRODUCTS, REJECTED, syncFiles, utf16be } from './files-fixture.ts';

const open: TestSync[] = [];
afterEach(async () => {
  for (const sync of open.splice(0)) await sync.end();
});

async function syncOf(...given: Parameters<typeof syncFiles>): Promise<TestSync> {
  const sync = await syncFiles(...given);
  open.push(sync);
  return sync;
}

const A_AND_B = [
  { id: 'f:1', name: 'Ann, Lee', list_price: '1.50' },
  { id: 'f:2', name: '界;|"😀"', list_price: null },
];

test.each([
  ['commas, LF', 'id,name,price\n1,"Ann, Lee",1.50\n2,"界;|""😀""",\n'],
  [
    'commas, LF rows, CRLF inside a value',
    'id,name,price,note\n1,"Ann, Lee",1.50,"a\r\nb"\n2,"界;|""😀""",,\n',
  ],
  ['semicolons, CRLF', 'id;name;price\r\n1;Ann, Lee;1.50\r\n2;"界;|""😀""";\r\n'],
  ['tabs, CR', 'id\tname\tprice\r1\tAnn, Lee\t1.50\r2\t"界;|""😀"""\t\r'],
  ['pipes', 'id|name|price\n1|Ann, Lee|1.50\n2|"界;|""😀"""|\n'],
  ['a byte order mark and padded names', '\ufeff id ;  name ; price\n1;Ann, Lee;1.50\n2;"界;|""😀""";\n'],
  ['single quotes', "id,name,price\n1,'Ann, Lee',1.50\n2,'界;|\"😀\"',\n"],
  ['backslashes before quotes', 'id,name,price\n1,"Ann, Lee",1.50\n2,"界;|\\"😀\\"",\n'],
  ['what Excel writes first', 'sep=;\r\nid;name;price\r\n1;Ann, Lee;1.50\r\n2;"界;|""😀""";\r\n'],
  ['empty lines before and after', '\n\nid,name,price\n1,"Ann, Lee",1.50\n2,"界;|""😀""",\n\n\n'],
  ['a column more at the end of the header', 'id,name,price,\n1,"Ann, Lee",1.50,\n2,"界;|""😀""",,\n'],
])('%s are found out', async (_, csv) => {
  const sync = await syncOf('', { 'p.csv': csv });
  const report = await sync.run();
  expect(report.entities).toMatchObject([{ landed: 2, rejected: 0 }]);
  expect(await sync.query(PRODUCTS)).toEqual(A_AND_B);
});

test.each([
  [
    'a title above the header',
    'skip: 2',
    'Report\n"as of today\nid,name,price\n1,"Ann, Lee",1.50\n2,"界;|""😀""",\n',
  ],
  ['no header', 'header: false\ncolumns: [id, name, price]', '1,"Ann, Lee",1.50\n2,"界;|""😀""",\n'],
  ['a header with other names', 'columns: [id, name, price]', 'a,b,c\n1,"Ann, Lee",1.50\n2,"界;|""😀""",\n'],
  ['nothing quoted', 'quote: none\ndelimiter: tab', 'id\tname\tprice\n1\tAnn, Lee\t1.50\n2\t界;|"😀"\t\n'],
  [
    'separators of two characters',
    'delimiter: "+|"\nnew_line: "&|"',
    'id+|name+|price&|\n1+|Ann, Lee+|1.50&|\n2+|界;|"😀"+|&|\n',
  ],
  [
    'texts that stand for nothing',
    'nulls: ["", "NULL"]',
    'id,name,price\n1,"Ann, Lee",1.50\n2,"界;|""😀""",NULL\n',
  ],
])('%s is told in the configuration', async (_, settings, csv) => {
  const sync = await syncOf(settings, { 'p.csv': csv });
  await sync.run();
  expect(await sync.query(PRODUCTS)).toEqual(A_AND_B);
});

test('tables of one source are written in their own ways', async () => {
  const settings = `delimiter: ";"
tables:
  products: { path: a.txt, header: false, columns: [id, name, price], delimiter: "|" }
  names: n.csv`;
  const mapping = `product: { from: products, key: id, columns: { name: { sql: "(select max(names.name) from names where names.id = products.id)" }, list_price: price } }`;
  const sync = await syncOf(settings, { 'a.txt': '1|x|2\n', 'n.csv': 'id;name\n1;Long, long\n' }, mapping);
  await sync.run();
  expect(await sync.query(PRODUCTS)).toEqual([{ id: 'f:1', name: 'Long, long', list_price: '2.00' }]);
});

test('columns in Chinese, with spaces, and of one name', async () => {
  const csv = '客户 名称,编号,电话,电话,Price\n北京 公司,7,1,2,3\n';
  const mapping = (phone: string, more = ''): string =>
    `customer: { from: p.csv, key: 编号, columns: { name: "客户 名称", phone: ${phone}, created_at: { value: 2024-01-01 }${more} } }`;
  const sync = await syncOf('', { 'p.csv': csv }, mapping('"电话 (2)"'));
  await sync.run();
  expect(await sync.query('select id, name, phone from crm.customer')).toEqual([
    { id: 'f:7', name: '北京 公司', phone: '2' },
  ]);
  const wrong = await syncOf('', { 'p.csv': csv }, mapping('电话', ', level: prise'));
  expect((await messageOf(wrong)).split('\n')).toEqual([
    'mapping_invalid: treeline.yaml:6: customer.phone: "p.csv" has 2 columns "电话". Write "电话 (1)" or "电话 (2)".',
    'treeline.yaml:6: customer.level: "p.csv" has no column "prise". Did you mean "Price"?',
  ]);
});

test('a column that is not there is told with how the file was read', async () => {
  const sync = await syncOf('', { 'p.csv': 'Sales report 2024\n\nid;name;price;x\n1;a;2;3\n2;b;3;4\n' });
  expect((await messageOf(sync)).split('\n')[0]).toBe(
    'mapping_invalid: treeline.yaml:6: product.id: "p.csv" has no column "id". It was read as UTF-8, "," between values, double quotes, 1 columns; the first 2 lines look like a title: set "skip: 2".',
  );
});

test('settings that are none are told with their lines', async () => {
  await expect(
    syncOf('encoding: gb18031\ntables:\n  t: { path: a.csv, delimeter: ";", skip: -1 }\nquote: "ab"', {}),
  ).rejects.toThrow(
    /yaml:5: sources.f.encoding: "gb18031" is no encoding that Treeline reads. Did you mean "gb18030"\?\n.*yaml:7: sources.f.tables.t.skip: .*\n.*yaml:7: sources.f.tables.t.delimeter: unknown key "delimeter". Did you mean "delimiter"\?\n.*yaml:8: sources.f.quote: write the character/s,
  );
});

const CHINESE = 'id,name,price\n1,北京科技有限公司,1.5\n2,"上海贸易, 李娜",\n3,Zoë,2\n';

test.each([
  ['UTF-8', Buffer.from(CHINESE)],
  ['UTF-16 LE with a mark', Buffer.from(`\ufeff${CHINESE}`, 'utf16le')],
  ['UTF-16 BE with a mark', utf16be(`\ufeff${CHINESE}`)],
  ['UTF-16 LE without a mark', Buffer.from(CHINESE, 'utf16le')],
  ['UTF-16 BE without a mark', utf16be(CHINESE)],
])('%s is found out', async (_, bytes) => {
  const sync = await syncOf('', { 'p.csv': bytes });
  await sync.run();
  expect(await sync.query(PRODUCTS)).toEqual([
    { id: 'f:1', name: '北京科技有限公司', list_price: '1.50' },
    { id: 'f:2', name: '上海贸易, 李娜', list_price: null },
    { id: 'f:3', name: 'Zoë', list_price: '2.00' },
  ]);
});

test.each([
  ['gbk', '北京科技有限公司', ''],
  ['gbk', '张三,李四', ''],
  ['big5', '臺北科技有限公司 王偉 談判', ''],
  ['shift_jis', '株式会社テスト 山田太郎です', ''],
  ['euc-kr', '삼성전자 김철수', 'encoding: euc-kr'],
  ['gbk', '丂丄', 'encoding: gbk'],
  ['windows-1251', 'ООО Ромашка', 'encoding: windows-1251'],
])('%s: %s (%s)', async (encoding, name, settings) => {
  const sync = await syncOf(settings, { 'p.csv': encodeAs(`id,name,price\n1,"${name}",1\n`, encoding) });
  await sync.run();
  expect(await sync.query(PRODUCTS)).toEqual([{ id: 'f:1', name, list_price: '1.00' }]);
});

test('the first Chinese letter of a long file may come late, and GB18030 has four bytes for the rare', async () => {
  const rare = Buffer.concat([
    encodeAs('2,张三李', 'gbk'),
    Buffer.from([0x95, 0x34, 0xb2, 0x35]),
    Buffer.from(',2\n'),
  ]);
  const plain = Array.from({ length: 200_000 }, (_, row) => `${row + 10},plain,1\n`).join('');
  const sync = await syncOf('', { 'p.csv': Buffer.concat([Buffer.from(`id,name,price\n${plain}`), rare]) });
  await sync.run();
  expect(await sync.query(`${PRODUCTS.replace('order by id', "where id = 'f:2'")}`)).toEqual([
    { id: 'f:2', name: '张三李𠮷', list_price: '2.00' },
  ]);
});

test('a byte that is no text rejects its row, whatever the encoding, and keeps the byte', async () => {
  const gbk = Buffer.concat([
    encodeAs('id,name,price\n1,北京科技有限公司,1\n2,上海', 'gbk'),
    Buffer.from([0xff, 0x20]),
    encodeAs('贸易,2\n3,广州客户负责人,3\n', 'gbk'),
  ]);
  const sync = await syncOf('', { 'p.csv': gbk });
  expect((await sync.run()).entities).toMatchObject([{ landed: 2, rejected: 1 }]);
  expect(await sync.query(REJECTED)).toEqual([
    { key: null, column_name: 'name', reason: 'invalid_encoding', raw: '{"line":"2,上海\\\\xff 贸易,2"}' },
  ]);
  const utf8 = Buffer.concat([
    Buffer.from('id,name,price\n1,上海,1\n2,北'),
    Buffer.from([0xe4, 0xba]),
    Buffer.from(',2\n'),
  ]);
  const other = await syncOf('', { 'p.csv': utf8 });
  await other.run();
  expect(await other.query(REJECTED)).toMatchObject([{ raw: '{"line":"2,北\\\\xe4\\\\xba,2"}' }]);
  const half = Buffer.concat([
    Buffer.from('\ufeffid,name,price\n1,a', 'utf16le'),
    Buffer.from([0x00, 0xd8]),
    Buffer.from(',2\n2,b,1\n', 'utf16le'),
  ]);
  const wide = await syncOf('', { 'p.csv': half });
  await wide.run();
  expect(await wide.query(REJECTED)).toMatchObject([
    { reason: 'invalid_encoding', raw: '{"line":"1,a\\\\x00\\\\xd8,2"}' },
  ]);
  // a replacement character that somebody wrote is a character
  const honest = await syncOf('', { 'p.csv': Buffer.from('\ufeffid,name,price\n1,a\ufffdb,2\n', 'utf16le') });
  await honest.run();
  expect(await honest.query(PRODUCTS)).toEqual([{ id: 'f:1', name: 'a\ufffdb', list_price: '2.00' }]);
});

test('encodings of one byte per character cannot be told apart: they are named, and never guessed', async () => {
  const german = Buffer.from('id,name,price\n1,M\xfcller \x80 Gr\xf6\xdfe,1\n', 'latin1');
  const guessed = await syncOf('', { 'p.csv': german });
  expect((await guessed.run()).entities).toMatchObject([{ landed: 0, rejected: 1 }]);
  const named = await syncOf('encoding: windows-1252', { 'p.csv': german });
  await named.run();
  expect(await named.query(PRODUCTS)).toEqual([{ id: 'f:1', name: 'Müller € Größe', list_price: '1.00' }]);
});

test('a wrong encoding is told, not landed', async () => {
  const rows = Array.from({ length: 3000 }, (_, row) => `${row},客户名称,1\n`).join('');
  const sync = await syncOf('encoding: utf-8', { 'p.csv': encodeAs(`id,name,price\n${rows}`, 'gbk') });
  expect(await messageOf(sync)).toBe(
    'file_unreadable: source "f", product from p.csv: most lines are no rows. It was read as UTF-8, "," between values, double quotes, 3 columns. Tell how it is written (encoding, delimiter, quote, skip, columns).',
  );
  const header = await syncOf('', { 'p.csv': Buffer.from('id,gr\xf6\xdfe\n1,2\n', 'latin1') });
  expect(await messageOf(header)).toMatch(
    /the first line is no text in UTF-8. Save the file as CSV in UTF-8, or tell its "encoding"/,
  );
});

test('a large file with rows ending in LF and values with CRLF in them has its rows alone', async () => {
  let seed = 1;
  const below = (limit: number): number => {
    seed = (seed * 1103515245 + 12345) & 0x7fffffff;
    return Math.floor((seed / 0x7fffffff) * limit);
  };
  // text that looks like rows of its own, so that a reader that begins in the middle is led astray
  const rows = Array.from(
    { length: 1_500_000 },
    (_, row) => `${row},"${'note, '.repeat(below(15))}${`\r\n"",more"" text`.repeat(below(4))}",1`,
  );
  const sync = await syncOf('', { 'p.csv': ['id,name,price\n', rows.join('\n')].join('') });
  const config = loadConfig(path.join(sync.dir, 'treeline.yaml'), {}).sources['f'];
  if (config?.kind !== 'files') throw new Error('not of files');
  const found = await sync.warehouse.read(async (connection) => {
    const listing = await listFiles(connection, config, 'p.csv');
    const relation = await openRelation(connection, config, listing, config.format, () => '');
    const counts = 'count(*)::int as n, count(distinct id)::int as ids, min(length(id))::int as shortest';
    return rowsOf(connection, `select ${counts} from ${relation.sql({ rejects: 'r', scans: 's' })}`);
  });
  expect(found).toEqual([{ n: 1_500_000, ids: 1_500_000, shortest: 1 }]);
});
