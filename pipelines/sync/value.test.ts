import { DuckDBInstance } from '@duckdb/node-api';
import { expect, test } from 'vitest';
import type { ColumnType } from '../canonical/entities.ts';
import type { MappedColumn } from '../config/config.ts';
import type { Form } from '../sources/source.ts';
import { rows } from '../../warehouse/warehouse.ts';
import { codedSql, isUnbounded, typedSql } from './value.ts';

const ZONES = { idsOf: 's', source: 'America/New_York', calendar: 'Asia/Shanghai', dayStartsAt: '04:00' };

/** What a source's text becomes in a column of this type. */
async function read(
  type: ColumnType,
  texts: readonly string[],
  more: Partial<MappedColumn> = {},
  form: Form = 'text',
): Promise<unknown[]> {
  const column: MappedColumn = {
    name: 'x',
    type,
    required: false,
    optional: false,
    allowed: null,
    expression: { kind: 'column', name: 'x' },
    values: new Map(),
    at: [],
    ...more,
  };
  const connection = await (await DuckDBInstance.create(':memory:')).connect();
  await connection.run("set TimeZone = 'UTC'");
  await connection.run('create table t (n integer, x varchar)');
  for (const [n, text] of texts.entries())
    await connection.run('insert into t values ($n, $text)', { n, text });
  const coded = `select n, ${codedSql('x', column, form)} as c from t`;
  const found = await rows(
    connection,
    `select ${typedSql('c', column, form, ZONES)} as v from (${coded}) order by n`,
  );
  return found.map((row) => row['v']);
}

test('an id carries its source; an empty one is none', async () => {
  expect(await read('id', ['7', ' 7 ', '', 'a:b'])).toEqual(['s:7', 's:7', null, 's:a:b']);
});

test('whole numbers are never rounded into being', async () => {
  expect(await read('integer', ['5', '-9223372036854775808', '5.0', '1e3', '1.5', '1_000', '0x1F', '1,000', ''])).toEqual([
    '5', '-9223372036854775808', '5', '1000', null, null, null, null, null,
  ]); // prettier-ignore
});

test('money is rounded to the cent, half away from zero', async () => {
  expect(await read('money', ['1.005', '-1.005', '1.004', '1e2', 'NaN', '¥5', '99999999999999999'])).toEqual([
    '1.01', '-1.01', '1.00', '100.00', null, null, null,
  ]); // prettier-ignore
});

test('what a database wrote from a number or a date is read as it stands', async () => {
  expect(await read('money', ['1.005', '-7', 'NaN'], {}, 'plain')).toEqual(['1.01', '-7.00', null]);
  expect(await read('date', ['2026-02-28', 'infinity', '0000-00-00'], {}, 'plain')).toEqual([
    '2026-02-28',
    null,
    null,
  ]);
  const codes = { values: new Map([['1', 'true']]) };
  expect(await read('boolean', ['1', '0'], codes, 'plain')).toEqual([true, false]);
});

test('a day is a day; an instant becomes the day it is in the calendar', async () => {
  expect(await read('date', ['2024-02-29', '2023-02-29', '2024-03-31T17:00:00Z', '10/20/2016', 'infinity'])).toEqual([
    '2024-02-29', null, '2024-04-01', null, null,
  ]); // prettier-ignore
});

test('an instant is exact with a zone, local without, and a day begins when the business day does', async () => {
  expect(
    await read('instant', [
      '2024-01-01T10:00:00Z',
      '2024-01-01 10:00:00.5+08:00',
      '2024-01-01 10:00:00+0530',
      '2024-01-01 10:00',
      '2024-07-01 10:00:00',
      '2024-01-01',
      '2024-13-01',
      '12345-01-01 00:00:00',
      'infinity',
    ]),
  ).toEqual([
    '2024-01-01 10:00:00',
    '2024-01-01 02:00:00.5',
    '2024-01-01 04:30:00',
    '2024-01-01 15:00:00', // New York in winter
    '2024-07-01 14:00:00', // and in summer
    '2023-12-31 20:00:00', // 04:00 in Shanghai
    null,
    null,
    null,
  ]);
});

test('the last day that a calendar knows is how CRMs write "never"', async () => {
  const never = ['9999-12-31', '9999-12-31 23:59:59', '9999-12-31T00:00:00Z', '9999/12/31'];
  expect(await read('date', never)).toEqual([null, null, null, null]);
  expect(await read('instant', never)).toEqual([null, null, null, null]);
  expect(await read('instant', ['9999-12-31 00:00:00'], {}, 'local')).toEqual([null]);
  expect(await read('date', ['9999-12-31'], {}, 'plain')).toEqual([null]);
  const connection = await (await DuckDBInstance.create(':memory:')).connect();
  const texts = [...never, 'infinity', '9998-12-31', '99999-12-31', 'soon'];
  const found = await rows(
    connection,
    `select ${isUnbounded('x')} as v from (select unnest([${texts.map((one) => `'${one}'`).join(', ')}]) as x)`,
  );
  expect(found.map((row) => row['v'])).toEqual([true, true, true, true, true, false, false, false]);
});

test('codes become canonical values before they are read', async () => {
  const values = new Map([
    ['1', 'true'],
    ['2', 'false'],
  ]);
  expect(await read('boolean', ['1', '2', 't', 'no', 'maybe'], { values })).toEqual([
    true,
    false,
    true,
    false,
    null,
  ]);
});
