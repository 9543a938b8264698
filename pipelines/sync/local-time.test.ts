import { DuckDBInstance } from '@duckdb/node-api';
import { expect, test } from 'vitest';
import { rows } from '../../warehouse/warehouse.ts';
import { localToUtcSql } from './local-time.ts';

const ZONES = [
  'UTC',
  'Asia/Shanghai',
  'Asia/Kolkata',
  'Asia/Kathmandu',
  'America/New_York',
  'Europe/Berlin',
  'America/Sao_Paulo',
  'Asia/Pyongyang',
  'Pacific/Apia',
];

test.each(ZONES)(
  'a clock on the wall in %s is read as the library reads it, at every hour since 1950',
  async (zone) => {
    const instance = await DuckDBInstance.create(':memory:');
    const connection = await instance.connect();
    await connection.run("set TimeZone = 'UTC'");
    const differing = await rows(
      connection,
      `select local::varchar as local from (
       select unnest(generate_series(timestamp '1950-01-01 00:30', timestamp '2110-01-01', interval 5 hours)) as local)
     where ${localToUtcSql('local', zone)} is distinct from timezone('UTC', timezone('${zone}', local)) limit 3`,
    );
    expect(differing).toEqual([]);
    connection.closeSync();
    instance.closeSync();
  },
);
