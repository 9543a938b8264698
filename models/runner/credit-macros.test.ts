import { DuckDBInstance, type DuckDBConnection } from '@duckdb/node-api';
import { beforeAll, describe, expect, it } from 'vitest';
import { rows } from '../../warehouse/warehouse.ts';
import { CREDIT_MACROS } from './credit-macros.ts';

describe('credit is split so that the parts add up to the cent', () => {
  let connection: DuckDBConnection;

  beforeAll(async () => {
    connection = await (await DuckDBInstance.create(':memory:')).connect();
    await connection.run(`create schema star; ${CREDIT_MACROS}`);
  });

  /** Owner li; `credits` as `name share` in the order of the staging view. */
  async function split(whole: string, ...credits: string[]): Promise<unknown[][]> {
    const listed = credits
      .map((one) => one.split(' '))
      .map(([name, share]) => `{employee_id: '${name ?? ''}', share: ${share ?? ''}::decimal(38, 6)}`);
    const list =
      credits.length === 0 ? 'null::struct(employee_id varchar, share decimal(38, 6))[]' : listed.join(', ');
    const parts = await rows(
      connection,
      `select part.employee_id, part.record_count, part.share::double as share, part.amount::double as amount
       from (select unnest(star.credit_parts(${whole}::decimal(18, 2), 'li', ${credits.length === 0 ? list : `[${list}]`})) as part)`,
    );
    return parts.map((part) => Object.values(part));
  }

  it('without credit rows all is the owner’s', async () => {
    expect(await split('100.01')).toEqual([['li', 1, 1, 100.01]]);
  });

  it('a credited owner takes what rounding leaves', async () => {
    expect(await split('100.01', 'li 0.5', 'wang 0.5')).toEqual([
      ['li', 1, 0.5, 50],
      ['wang', 0, 0.5, 50.01],
    ]);
  });

  it('an owner without credit counts the record and holds no cent of it', async () => {
    expect(await split('100', 'wang 0.333334', 'chen 0.333333', 'zhao 0.333333')).toEqual([
      ['li', 1, 0, 0],
      ['wang', 0, 0.333334, 33.34],
      ['chen', 0, 0.333333, 33.33],
      ['zhao', 0, 0.333333, 33.33],
    ]);
  });

  it('a share that nobody was given is the owner’s', async () => {
    expect(await split('10', 'wang 0.5')).toEqual([
      ['li', 1, 0.5, 5],
      ['wang', 0, 0.5, 5],
    ]);
  });

  it('an amount that nobody knows stays unknown in every part', async () => {
    expect(await split('null', 'wang 1')).toEqual([
      ['li', 1, 0, null],
      ['wang', 0, 1, null],
    ]);
  });
});
