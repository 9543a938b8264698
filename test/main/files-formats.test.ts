import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterEach, expect, test } from 'vitest';
import type { TestSync } from '../services/sync-fixture.ts';
import { messageOf, PRODUCTS, REJECTED, sheetRow, syncFiles, workbook } from './files-fixture.ts';

const open: TestSync[] = [];
afterEach(async () => {
  for (const sync of open.splice(0)) await sync.end();
});

async function syncOf(...given: Parameters<typeof syncFiles>): Promise<TestSync> {
  const sync = await syncFiles(...given);
  open.push(sync);
  return sync;
}

function mappingOf(file: string, more = ''): string {
  return `product: { from: ${file}, key: id, columns: { name: name, list_price: price${more} } }`;
}

const SHEET = mappingOf('p.xlsx', ', updated_at: at, active: on');

test('a sheet: shared and rich texts, numbers as they are, dates, formulas, booleans, gaps', async () => {
  const rows = [
    sheetRow(3, ['id', ' name ', 'price', 'at', 'on']),
    sheetRow(4, [
      '<c><v>1</v></c>',
      '<c t="s"><v>0</v></c>',
      '<c><v>2.9999999999999999E-2</v></c>',
      '<c s="1"><v>45292</v></c>',
      '<c t="b"><v>1</v></c>',
    ]),
    sheetRow(5, [
      '<c><v>12345678901</v></c>',
      '<c t="s"><v>1</v></c>',
      '<c><f>1+1</f><v>2</v></c>',
      '<c s="2"><v>45292.4375</v></c>',
      '<c t="b"><v>0</v></c>',
    ]),
    '<row r="6"><c r="A6"/></row>',
    '<row r="9"><c r="A9" t="inlineStr"><is><t>x</t></is></c><c r="B9" t="str"><f>A9</f><v>a &amp; b_x000D_</v></c><c r="E9" t="b"><v>1</v></c></row>',
    sheetRow(10, ['e', 'error', '<c t="e"><v>#N/A</v></c>', null, null]),
  ];
  const strings = [
    '<t xml:space="preserve"> 北京 </t>',
    '<r><t>rich</t></r><r><t> text</t></r><rPh><t>guide</t></rPh>',
  ];
  const sheets = [
    { name: 'Cover', rows: '', isHidden: true },
    { name: 'Data', rows: rows.join('') },
  ];
  const sync = await syncOf('', { 'p.xlsx': workbook(sheets, { strings }) }, SHEET);
  await sync.run();
  expect(
    await sync.query('select id, name, list_price, updated_at, active from crm.product order by id'),
  ).toEqual([
    { id: 'f:1', name: ' 北京 ', list_price: '0.03', updated_at: '2023-12-31 16:00:00', active: true },
    {
      id: 'f:12345678901',
      name: 'rich text',
      list_price: '2.00',
      updated_at: '2024-01-01 02:30:00',
      active: false,
    },
    { id: 'f:x', name: 'a & b\r', list_price: null, updated_at: null, active: true },
  ]);
  expect(await sync.query(REJECTED)).toMatchObject([
    { key: 'f:e', column_name: 'list_price', reason: 'unreadable_value' },
  ]);
});

test('a sheet by its name, rows to skip, days counted from 1904', async () => {
  const rows = [
    sheetRow(1, ['Report']),
    sheetRow(2, ['id', 'name', 'price', 'at', 'on']),
    sheetRow(3, ['1', 'a', '1', '<c s="1"><v>43830</v></c>', null]),
  ];
  const file = workbook(
    [
      { name: 'First', rows: sheetRow(1, ['x']) },
      { name: '销售', rows: rows.join('') },
    ],
    { is1904: true },
  );
  const sync = await syncOf('sheet: 销售\nskip: 1', { 'p.xlsx': file }, SHEET);
  await sync.run();
  expect(await sync.query('select id, updated_at from crm.product')).toEqual([
    { id: 'f:1', updated_at: '2023-12-31 16:00:00' },
  ]);
});

test('a workbook that cannot be read as a table says why', async () => {
  const head = sheetRow(1, ['id', 'name', 'price', 'at', 'on']);
  const sheet = (rows: string, merges: string[] = []): Buffer =>
    workbook([{ name: 'S', rows: `${head}${rows}`, merges }]);
  const sync = await syncOf('', { 'p.xlsx': sheet('', ['B1:C1']) }, SHEET);
  expect(await messageOf(sync)).toBe(
    'file_unreadable: source "f", p.xlsx: the header of sheet "S" has merged cells (B1:C1): give every column its own heading in one row, or set "skip" to the rows above it.',
  );
  const say = async (content: Buffer): Promise<string> => {
    writeFileSync(path.join(sync.dir, 'p.xlsx'), content);
    return messageOf(sync);
  };
  expect(await say(sheet(sheetRow(2, ['1', 'a', '<c><f>A1</f></c>'])))).toMatch(
    /C2 is a formula without a result/,
  );
  expect(await say(sheet('').subarray(0, 900))).toMatch(/the workbook is cut off or damaged/);
  const bent = sheet(sheetRow(2, ['1', 'someone', '1']));
  bent.write('anybody', bent.indexOf('someone'));
  expect(await say(bent)).toMatch(/the workbook is cut off or damaged/);
  expect(await say(Buffer.from('id,name\n'))).toMatch(/no Excel workbook \(.xlsx\), or it is cut off/);
  expect(await say(Buffer.from([0xd0, 0xcf, 0x11, 0xe0]))).toMatch(/an old \(.xls\) or a protected workbook/);
  expect(await say(workbook([{ name: 'S', rows: '' }]))).toMatch(/^file_empty: .*p.xlsx is empty/);
  const named = await syncOf('sheet: Sales', { 'p.xlsx': sheet('') }, SHEET);
  expect(await messageOf(named)).toMatch(/there is no sheet "Sales". The workbook has "S"/);
  // a column more than the header is a row that does not fit
  writeFileSync(
    path.join(sync.dir, 'p.xlsx'),
    sheet(`${sheetRow(2, ['1', 'a', '1', null, null, 'what'])}${sheetRow(3, ['2', 'b', '1'])}`),
  );
  expect((await sync.run()).entities).toMatchObject([{ landed: 1, rejected: 1 }]);
});

const JSONL =
  '{"id":1,"name":"a \\"q\\"","price":1234567890123456.78,"owner":{"id":7,"tags":["x",1.50]}}\n\n{"id":"2","name":"","price":null}\n{"price":1e2,"id":12345678901234567890,"name":"界\\n"}';

test.each([
  ['p.jsonl', JSONL],
  ['p.ndjson', JSONL.replaceAll('\n', '\r\n')],
  ['p.json', `[${JSONL.split('\n').filter(Boolean).join(',\n')}]\n`],
  ['p.jsonl.gz', gzipSync(JSONL)],
  ['p.json', Buffer.from(`\ufeff${JSONL}`, 'utf16le')],
])('JSON: fields of inner objects by their path, every digit (%s)', async (name, content) => {
  const mapping = `product: { from: ${name}, key: id, columns: { name: name, list_price: price, category: owner.id }, extra: { tags: { type: text, column: owner.tags } } }`;
  const sync = await syncOf('', { [name]: content }, mapping);
  await sync.run();
  expect(
    await sync.query('select id, name, list_price, category, tags from crm.product order by id'),
  ).toEqual([
    { id: 'f:1', name: 'a "q"', list_price: '1234567890123456.78', category: '7', tags: '["x",1.5]' },
    { id: 'f:12345678901234567890', name: '界\n', list_price: '100.00', category: null, tags: null },
    { id: 'f:2', name: '', list_price: null, category: null, tags: null },
  ]);
});

test('a JSON line that is none is rejected; an array without its end is not read', async () => {
  const sync = await syncOf(
    '',
    { 'p.jsonl': '{"id":1,"name":"a","price":1}\n{"id":2,"na\n[3]\n' },
    mappingOf('p.jsonl'),
  );
  expect((await sync.run()).entities).toMatchObject([{ landed: 1, rejected: 2 }]);
  expect(await sync.query(REJECTED)).toMatchObject([
    { raw: '{"line":"[3]"}' },
    { raw: '{"line":"{\\"id\\":2,\\"na"}' },
  ]);
  const cut = await syncOf('', { 'p.json': '[{"id":1,"name":"a","price":1},{"id":2' }, mappingOf('p.json'));
  expect(await messageOf(cut)).toMatch(/the JSON array has no end: the file is cut off/);
  const wrong = await syncOf('', { 'p.json': '{"records": 1}\n' }, mappingOf('p.json'));
  expect(await messageOf(wrong)).toMatch(/product.id: "p.json" has no column "id"/);
});

test('gzip is read whole or not at all', async () => {
  const csv = `id,name,price\n${Array.from({ length: 20_000 }, (_, row) => `${row},n${row * 7919},${row % 100}\n`).join('')}`;
  const packed = gzipSync(csv);
  const sync = await syncOf('', { 'p.csv.gz': packed }, mappingOf('p.csv.gz'));
  expect((await sync.run()).entities).toMatchObject([{ landed: 20_000 }]);
  for (const end of [packed.length - 1, packed.length - 9, packed.length >> 1]) {
    writeFileSync(path.join(sync.dir, 'p.csv.gz'), packed.subarray(0, end));
    expect(await messageOf(sync)).toMatch(
      /^file_unreadable: source "f", p.csv.gz: the gzip file is cut off or damaged/,
    );
  }
  expect(await sync.query('select count(*)::int as n from crm.product')).toEqual([{ n: 20_000 }]);
});

test('names do not matter where the first bytes tell', async () => {
  const sync = await syncOf('', { 'p.csv': gzipSync('id,name,price\n1,a,1\n') });
  await sync.run();
  expect(await sync.query(PRODUCTS)).toMatchObject([{ id: 'f:1' }]);
  const say = async (content: Buffer): Promise<string> => {
    writeFileSync(path.join(sync.dir, 'p.csv'), content);
    return messageOf(sync);
  };
  expect(await say(workbook([]))).toMatch(/this is a zip archive: unpack it, or name it .xlsx/);
  expect(await say(Buffer.from('PAR1'))).toMatch(/this is a Parquet file: name it .parquet/);
  expect(await say(Buffer.from([0x28, 0xb5, 0x2f, 0xfd]))).toMatch(/zstd is not read/);
});

test('files of several formats under one pattern are one table; what is not ours is left', async () => {
  const files = {
    'p_1.csv': 'id,name,price\n1,a,1\n',
    'p_2.csv': 'price;id;name\n2;2;b\n',
    'p_3.jsonl': '{"id":3,"name":"c"}\n',
    'p_4.xlsx': workbook([{ name: 'S', rows: sheetRow(1, ['name', 'id']) + sheetRow(2, ['d', '4']) }]),
    'p[5].csv': 'id,name,price\n5,e,5\n',
    '~$p_4.xlsx': 'lock',
    '.p_9.csv': 'half',
  };
  const sync = await syncOf(
    '',
    files,
    `product:\n  - { from: "*p_*", key: id, columns: { name: name, list_price: price } }\n  - { from: "p[5].csv", key: id, columns: { name: name, list_price: price } }`,
  );
  await sync.run();
  expect(await sync.query(PRODUCTS)).toMatchObject([
    { id: 'f:1', name: 'a', list_price: '1.00' },
    { id: 'f:2', name: 'b', list_price: '2.00' },
    { id: 'f:3', name: 'c', list_price: null },
    { id: 'f:4', name: 'd', list_price: null },
    { id: 'f:5', name: 'e', list_price: '5.00' },
  ]);
});

test('junk: a line of 10 MB, a half-written row, a header alone, a folder', async () => {
  const long = 'x'.repeat(10 << 20);
  const sync = await syncOf('', { 'p.csv': `id,name,price\n1,a,1\n2,${long},2\n3,c,3\n4,d` });
  expect((await sync.run()).entities).toMatchObject([{ landed: 2, rejected: 2 }]);
  writeFileSync(path.join(sync.dir, 'p.csv'), `id,${long}\n`);
  expect(await messageOf(sync)).toMatch(/the first line is longer than 1 MiB/);
  writeFileSync(path.join(sync.dir, 'p.csv'), 'id,name,price\n');
  expect((await sync.run()).entities).toMatchObject([{ read: 0, deleted: 2 }]);
  mkdirSync(path.join(sync.dir, 'd.csv'));
  const folder = await syncOf('', {}, mappingOf('../nothing/*.csv'));
  expect(await messageOf(folder)).toMatch(/^file_not_found: /);
});
