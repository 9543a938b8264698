import { existsSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, expect, test } from 'vitest';
import type { TestSync } from '../services/sync-fixture.ts';
import { syncFiles } from './files-fixture.ts';

const root = fileURLToPath(new URL('../..', import.meta.url));
const data = path.resolve(process.env['TREELINE_SHARED_DATA'] ?? path.join(root, '../shared/data'));
const open: TestSync[] = [];
afterEach(async () => {
  for (const sync of open.splice(0)) await sync.end();
});

async function syncOf(settings: string, mapping: string): Promise<TestSync> {
  const sync = await syncFiles(`path: ${data}\n${settings}`, {}, mapping);
  open.push(sync);
  return sync;
}

/** Real files, skipped without their folder: set TREELINE_SHARED_DATA. */
const trial = test.skipIf(!existsSync(data));

trial('AdventureWorks people: UTF-16, gzip, separators of two characters', async () => {
  const sync = await syncOf(
    'delimiter: "+|"\nnew_line: "&|"',
    'contact: { from: adventureworks/Person_utf16_raw.csv.gz, key: BusinessEntityID, columns: { name: { sql: "FirstName || \' \' || LastName" }, customer_id: BusinessEntityID, title: Title } }',
  );
  const report = await sync.run();
  expect(report.entities).toMatchObject([{ landed: 19_972, rejected: 0 }]);
  expect(
    await sync.query(`select name, title from crm.contact where id in ('f:1', 'f:20777') order by id`),
  ).toEqual([
    { name: 'Ken Sánchez', title: null },
    { name: expect.any(String), title: null },
  ]);
});

trial('AdventureWorks tables: tabs without a header, padded headers, commas with CRLF, pipes', async () => {
  const sync = await syncOf(
    `tables:
  quota: { path: adventureworks/SalesPersonQuotaHistory.tsv, header: false, columns: [id, person, day, quota, guid, modified] }
  line: { path: adventureworks/SalesOrderDetail.csv, header: false, columns: [order_id, line, tracking, quantity, product, offer, price, discount, total, guid, modified] }
  calls: { path: adventureworks/dw_FactCallCenter.psv, header: false }`,
    `target: { from: quota, key: id, columns: { subject_type: { value: employee }, subject_id: person, metric: { value: won_amount }, period: { value: quarter }, period_start: day, value: quota } }
order: { from: adventureworks/SalesOrderHeader.tsv, key: SalesOrderID, columns: { customer_id: CustomerID, ordered_at: OrderDate, status: { value: paid }, amount: SubTotal, owner_id: SalesPersonID } }
order_line: { from: line, key: [order_id, line], columns: { order_id: order_id, product_id: product, quantity: quantity, unit_price: price, amount: total } }
activity_day: { from: calls, columns: { employee_id: "column 1", date: { sql: '"column 14"[:10]' }, metric: { value: calls }, value: "column 8" } }`,
  );
  const report = await sync.run();
  expect(Object.fromEntries(report.entities.map((one) => [one.entity, [one.landed, one.rejected]]))).toEqual({
    target: [163, 0],
    order: [31_465, 0],
    order_line: [121_317, 0],
    activity_day: [120, 0],
  });
  expect(
    await sync.query('select sum(amount) as amount, count(owner_id)::int as owned from crm."order"'),
  ).toEqual([{ amount: '109846382.18', owned: 3806 }]);
});

trial('Maven variants: US dates by an expression, the word NULL for nothing', async () => {
  const columns =
    'key: opportunity_id, columns: { name: opportunity_id, stage_id: deal_stage, owner_id: sales_agent, created_at: { value: 2016-10-01 }, amount: close_value, closed_at:';
  const dates = await syncOf(
    '',
    `opportunity: { from: maven_crm/sales_pipeline_usdates_variant.csv, ${columns} { sql: "strftime(strptime(close_date, '%m/%d/%Y'), '%Y-%m-%d')" } } }`,
  );
  expect((await dates.run()).entities).toMatchObject([{ landed: 8800, rejected: 0 }]);
  const nulls = await syncOf(
    'nulls: ["", "NULL"]',
    `opportunity: { from: maven_crm/sales_pipeline_NULLstrings_variant.csv, ${columns} close_date } }`,
  );
  expect((await nulls.run()).entities).toMatchObject([{ landed: 8800, rejected: 0 }]);
  const counted =
    'select count(closed_at)::int as closed, min(closed_at)::date::varchar as first from crm.opportunity';
  expect(await nulls.query(counted)).toEqual(await dates.query(counted));
});

trial('Online Retail: half a million lines of Parquet', async () => {
  const sync = await syncOf(
    'tables: { retail: online_retail/online_retail_2010_2011.parquet }',
    `product: { query: "select StockCode as id, max(Description) as name from retail where Description is not null group by 1", key: id, columns: { name: name } }`,
  );
  const [report] = (await sync.run()).entities;
  expect(report).toMatchObject({ rejected: 0 });
  expect(report?.landed).toBeGreaterThan(3900);
});
