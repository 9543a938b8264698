import { afterAll, beforeAll, expect, test } from 'vitest';
import { createMysqlDatabase, type TestMysql } from './mysql-fixture.ts';
import { openSync } from './sync-fixture.ts';

let db: TestMysql;
beforeAll(async () => {
  db = await createMysqlDatabase();
  await db.sql(`create table odd (id bigint unsigned primary key, title varchar(60), acc int(9) zerofill, stage varchar(20), amount decimal(30, 3),
    currency varchar(10), made datetime(6), due date, gone tinyint(1), upd datetime, share decimal(20, 8), seats bigint, chance double)`);
  // a value in each list is picked by its own rhythm, so that all meet all
  const one = (step: number, values: readonly string[]): string =>
    `elt(1 + (seq div ${step}) % ${values.length}, ${values.join(', ')})`;
  await db.sql(`insert into odd select
    case seq % 5 when 0 then seq when 1 then seq + 999999999999999 when 2 then seq + 99999999999999999 when 3 then seq + 9223372036854775000
      else 18446744073709551615 - seq end,
    ${one(1, [`'deal'`, `''`, 'null', `'a, "b"'`, `'two\\nlines'`, `' pad '`, `'客户 😀'`, `repeat('长', 60)`])}, seq % 40,
    ${one(3, [`'new'`, `' new '`, `''`, 'null', `'赢'`, `'won'`])},
    ${one(2, ['1.5', '-0.004', '0', '-12.340', '12345678901234567890.125', '0.005', 'null', '999999999999.990', '-7'])},
    ${one(7, [`'CNY'`, `'cny'`, 'null', `''`, `'XXXX'`])},
    ${one(1, [`'2024-01-10 08:09:10'`, `'2024-02-29 23:59:59.5'`, `'0000-00-00'`, `'2024-00-10'`, `'1969-12-31 23:59:59.999999'`, `'9999-12-31 23:59:59'`, `'1000-01-01 00:00:01.000001'`, 'null', `'2024-03-10 02:30:00'`])},
    ${one(4, [`'2024-02-29'`, `'0000-00-00'`, 'null', `'2024-00-01'`, `'9999-12-31'`, `'1000-01-01'`, `'2023-03-01'`])},
    ${one(11, ['0', '0', 'null', '1'])},
    ${one(5, [`'2024-01-10 08:09:10'`, 'null', `'0000-00-00'`, `'2023-07-01'`])},
    ${one(2, ['0.25', '0.00000001', '-3.5', 'null', '123456.00000100'])},
    ${one(3, ['7', '-8', '0', '9007199254740993', '-9223372036854775808', 'null'])},
    ${one(6, ['0.1', '1e300', '-1e-7', 'null', '3'])}
    from seq_1_to_4000`);
});
afterAll(() => db.drop());

const deals = (from: string, zone: string) => `calendar: { timezone: Asia/Shanghai }
currency: CNY
sources:
  crm:
    kind: mysql
    url: \${URL}
    timezone: ${zone}
    entities:
      opportunity:
        ${from}
        key: id
        watermark: upd
        columns: { customer_id: acc, stage_id: stage, amount: amount, currency: currency, created_at: made,
          expected_close_on: due, deleted: gone, updated_at: upd, name: title }
        extra: { share: { type: decimal }, seats: { type: integer }, chance: { type: double } }
`;

test.each(['Asia/Shanghai', 'America/New_York', 'UTC'])(
  'rows that go straight are the rows of the long way, of every kind of value, in %s',
  async (zone) => {
    const straight = await openSync(deals('from: odd', zone), { URL: db.url });
    const long = await openSync(deals('query: select * from odd', zone), { URL: db.url });
    const [one, other] = [await straight.run(), await long.run()];
    expect(one.entities).toMatchObject([{ read: 4000 }]);
    expect({ ...one.entities[0], ms: 0 }).toEqual({ ...other.entities[0], ms: 0 });
    for (const sql of [
      'select * exclude (_run_id, _seen_at) from crm.opportunity order by id',
      'select key, column_name, reason, raw from meta.rejected order by all',
      'select entity, watermark from meta.watermark',
    ]) {
      const found = await straight.query(sql);
      expect(found.length).toBeGreaterThan(0);
      expect(found).toEqual(await long.query(sql));
    }
    // what went straight is found again, by its key and by its hash
    const again = await straight.run({ full: true });
    expect(again.entities).toMatchObject([{ landed: 0, deleted: 0, rejected: 0 }]);
    await Promise.all([straight.end(), long.end()]);
  },
  60_000,
);
