import { existsSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createModels } from '../../models/models.ts';
import { FIXTURE_SETTINGS, openSourceFixture } from '../../models/source-fixture.ts';
import { createSemantic, type Semantic } from '../../semantic/semantic.ts';
import { quoteText } from '../../warehouse/sql-text.ts';
import { rows, type Warehouse } from '../../warehouse/warehouse.ts';
import { sameFigure } from './compare.ts';

const root = fileURLToPath(new URL('../../', import.meta.url));
const shared = process.env['TREELINE_SHARED_DATA'] ?? path.join(root, '..', 'shared', 'data');
const parquet = path.join(shared, 'online_retail', 'online_retail_2010_2011.parquet');

/**
 * The shop's 541,909 lines as they are, cents exact. Readings: an invoice is an order, paid at once; one whose number
 * begins with C gives money back and is no order; who has no number is nobody known; the shop's days are ours.
 */
const LINES = `(select row_number() over () as line, "InvoiceNo" as invoice, "StockCode" as product,
    "CustomerID"::integer::varchar as customer, "Country" as country, "InvoiceDate"::timestamp as ts,
    "Quantity"::decimal(18, 0) * "UnitPrice"::decimal(12, 3) as amount
  from ${quoteText(parquet)})`;
const INVOICES = `(select invoice, invoice like 'C%' as is_back, any_value(customer) as customer, min(ts) as ts,
    ts::date as day, round(sum(amount), 2)::decimal(18, 2) as amount
  from ${LINES} group by invoice, is_back, ts::date)`;

describe.skipIf(!existsSync(parquet))(
  'the order measures of a shop, from its own lines (skipped without the data: set TREELINE_SHARED_DATA)',
  () => {
    let warehouse: Warehouse;
    let semantic: Semantic;

    beforeAll(async () => {
      ({ warehouse } = await openSourceFixture());
      const landed = "'crm' as _source, '1' as _row_hash, 1 as _run_id, timestamp '2026-01-01' as _seen_at";
      const utc = 'ts - interval 8 hour';
      await warehouse.write((connection) =>
        connection.run(`
        create schema shop; create table shop.line as from ${LINES};
        create table shop.invoice as from ${INVOICES};
        insert into crm."order" by name select 'crm:' || invoice as id, 'crm:' || customer as customer_id, 'paid' as status,
          amount, ${utc} as ordered_at, ${utc} as paid_at, ${landed} from shop.invoice where not is_back;
        insert into crm.order_line by name select 'crm:' || line as id, 'crm:' || invoice as order_id, 'crm:' || product as product_id,
          1 as quantity, amount as unit_price, round(amount, 2) as amount, ${landed} from shop.line where invoice not like 'C%';
        insert into crm.payment by name select 'crm:' || invoice as id, 'crm:' || customer as customer_id,
          case when is_back then null else 'crm:' || invoice end as order_id, case when is_back then 'refund' else 'payment' end as kind,
          ${utc} as at, case when is_back then -amount else amount end as amount, ${landed} from shop.invoice;
        insert into crm.customer by name select 'crm:' || customer as id, customer as name, any_value(country) as province,
          ${landed} from shop.line where customer is not null group by customer;
        insert into meta.mapped (source, entity, column_name) values ('crm', 'order', 'id'), ('crm', 'payment', 'id'),
          ('crm', 'customer', 'id'), ('crm', 'customer', 'province'), ('crm', 'employee', 'id')`),
      );
      const models = await createModels({ warehouse, settings: FIXTURE_SETTINGS });
      const { version } = await models.build({ asOf: new Date('2011-12-10T04:00:00Z') });
      semantic = await createSemantic({
        warehouse,
        settings: { calendar: { timezone: 'Asia/Shanghai', week_starts: 'monday', fiscal_year_start: 1 } },
        log: { warn: () => undefined },
      });
      await semantic.published(version);
    }, 300_000);

    afterAll(async () => {
      await semantic.close();
      await warehouse.close();
    });

    const ask = async (query: Parameters<Semantic['query']>[0]) =>
      (await semantic.query(query, { allowAll: true })).rows;
    const oracle = (sql: string) => warehouse.read((connection) => rows(connection, sql));

    it('has the published size: 25,900 invoices of 4,372 customers', async () => {
      const customers = await ask({
        measures: ['sales.order_count', 'sales.collected_count', 'sales.repaid_amount'],
        dimensions: ['sales.customer_id'],
        limit: 10_000,
      });
      expect(customers.filter((row) => row['sales.customer_id'] !== 'unknown')).toHaveLength(4372);
      const [all] = await ask({ measures: ['sales.order_count', 'sales.collected_count'], dimensions: [] });
      const back = await ask({
        measures: ['sales.repaid_amount'],
        dimensions: ['sales.record_id'],
        filters: [{ member: 'sales.event', operator: 'equals', values: ['repaid'] }],
        limit: 10_000,
      });
      expect(Number(all?.['sales.order_count']) + back.length).toBe(25_900);
      expect(all?.['sales.collected_count']).toBe(all?.['sales.order_count']);
    });

    it('equals SQL over the lines, month by month', async () => {
      const measures = ['order_count', 'revenue', 'avg_order_value', 'paying_customer_count', 'revenue_per_customer',
      'new_customer_count', 'reactivated_count', 'collected_amount', 'collected_count', 'repaid_amount']; // prettier-ignore
      const found = await ask({
        measures: measures.map((name) => `sales.${name}`),
        timeDimensions: [
          { dimension: 'sales.date', granularity: 'month', dateRange: ['2010-12-01', '2011-12-31'] },
        ],
      });
      const expected = await oracle(`
      with bought as (select *, row_number() over (partition by customer order by ts, invoice) as nth,
          day - lag(day) over (partition by customer order by ts, invoice) as gap from shop.invoice where not is_back)
      select strftime(date_trunc('month', day), '%Y-%m-%d') as month,
        count(*) filter (not is_back)::bigint as order_count, sum(amount) filter (not is_back) as revenue,
        sum(amount) filter (not is_back)::double / count(*) filter (not is_back) as avg_order_value,
        count(distinct customer) filter (not is_back)::bigint as paying_customer_count,
        sum(amount) filter (not is_back)::double / count(distinct customer) filter (not is_back) as revenue_per_customer,
        (count(*) filter (not is_back and nth = 1 and customer is not null))::bigint as new_customer_count,
        (count(*) filter (not is_back and gap > 365 and customer is not null))::bigint as reactivated_count,
        sum(amount) filter (not is_back) as collected_amount, count(*) filter (not is_back)::bigint as collected_count,
        -sum(amount) filter (is_back) as repaid_amount
      from (select * from bought union all by name select *, null as nth, null as gap from shop.invoice where is_back)
      group by all order by month`);
      expect(expected).toHaveLength(13);
      expect(found).toHaveLength(13);
      for (const [nth, month] of expected.entries()) {
        for (const name of measures) {
          const theirs = found[nth]?.[`sales.${name}`];
          expect(
            sameFigure(month[name], theirs),
            `${String(month['month'])} ${name}: ${String(month[name])} ≠ ${String(theirs)}`,
          ).toBe(true);
        }
      }
      expect(expected.some((month) => Number(month['reactivated_count']) > 0)).toBe(true);
    });

    it('tells sales by product to the cent, and what no line tells beside them', async () => {
      const found = await ask({
        measures: ['sales.revenue', 'sales.order_count'],
        dimensions: ['sales.product_id'],
        timeDimensions: [{ dimension: 'sales.date', dateRange: ['2011-01-01', '2011-12-31'] }],
        filters: [{ member: 'sales.event', operator: 'equals', values: ['paid'] }],
        limit: 10_000,
      });
      const expected = new Map(
        (
          await oracle(`select 'crm:' || product as product, sum(round(amount, 2))::decimal(18, 2) as revenue, count(distinct invoice)::integer as orders
        from shop.line where invoice not like 'C%' and ts::date >= date '2011-01-01' group by product`)
        ).map((row) => [row['product'], row]),
      );
      const itemised = found.filter((row) => row['sales.product_id'] !== null);
      expect(itemised).toHaveLength(expected.size);
      for (const row of itemised) {
        const own = expected.get(row['sales.product_id']);
        expect([row['sales.revenue'], Number(row['sales.order_count'])]).toEqual([
          own?.['revenue'],
          own?.['orders'],
        ]);
      }
      const [whole] = await oracle(
        "select sum(amount) as revenue from shop.invoice where not is_back and day >= date '2011-01-01'",
      );
      const sum = found.reduce((cents, row) => cents + Math.round(Number(row['sales.revenue']) * 100), 0);
      expect(sum).toBe(Math.round(Number(whole?.['revenue']) * 100));
    });
  },
);
