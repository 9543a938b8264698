import { existsSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import { quoteText } from '../../warehouse/sql-text.ts';
import { rows } from '../../warehouse/warehouse.ts';
import { createModels, type ModelSettings } from '../../models/models.ts';
import { FIXTURE_SETTINGS, openSourceFixture } from '../../models/source-fixture.ts';

const root = fileURLToPath(new URL('../..', import.meta.url));
const shared = path.resolve(process.env['TREELINE_SHARED_DATA'] ?? path.join(root, '../shared/data'));
const withData = describe.skipIf(!existsSync(path.join(shared, 'cdnow')));

type Query = (sql: string) => Promise<Record<string, unknown>[]>;

/** The star of a company of which only paid orders are known: `orders` selects id, customer, day and amount. */
async function starOf(
  orders: string,
  asOf: string,
  settings: Partial<ModelSettings> = {},
): Promise<{ query: Query; close: () => Promise<void> }> {
  const { warehouse } = await openSourceFixture();
  const landed = "'crm' as _source, '1' as _row_hash, 1 as _run_id, timestamp '2026-01-01' as _seen_at";
  await warehouse.write((connection) =>
    connection.run(`
      insert into crm."order" by name
        select 'crm:' || id as id, 'crm:' || customer as customer_id, 'paid' as status, amount::decimal(18, 2) as amount,
          day + interval 4 hour as ordered_at, ${landed}
        from (${orders});
      insert into crm.customer by name
        select distinct customer_id as id, customer_id as name, ${landed} from crm."order" where customer_id is not null`),
  );
  const models = await createModels({ warehouse, settings: { ...FIXTURE_SETTINGS, ...settings } });
  await models.build({ asOf: new Date(`${asOf}T04:00:00Z`) });
  return {
    query: (sql) => warehouse.read((connection) => rows(connection, sql)),
    close: () => warehouse.close(),
  };
}

function file(name: string): string {
  return quoteText(path.join(shared, name));
}

withData(
  'published figures come out of the star (skipped without the data: set TREELINE_SHARED_DATA)',
  () => {
    test('CDNOW, from orders to parameters, in weeks', async () => {
      const star = await starOf(
        `select row_number() over () as id, line[7:11] as customer, strptime(line[13:20], '%Y%m%d') as day,
         trim(line[24:])::double as amount
       from read_csv(${file('cdnow/CDNOW_sample.txt')}, columns = {'line': 'varchar'}, header = false, delim = '|')
       where line[13:20] <= '19970930'`,
        '1997-09-30',
      );
      const [fit] = await star.query('select * from star.customer_fit');
      expect(fit).toMatchObject({ buyer_count: 2357, sample_count: 2357, reason: null });
      expect(Number(fit?.['r'])).toBeCloseTo(0.243, 3);
      expect(Number(fit?.['alpha'])).toBeCloseTo(4.414, 2);
      expect(Number(fit?.['a'])).toBeCloseTo(0.793, 2);
      expect(Number(fit?.['b'])).toBeCloseTo(2.426, 2);
      // E[Y(t)] of the 2nd customer of the paper's table: two orders after the first, the last in week 30.43 of 38.86
      const [one] = await star.query(`select expected_orders_365d from star.customer_forecast
      where frequency = 2 and last_order_age_days = 213 and age_days = 272`);
      expect(Number(one?.['expected_orders_365d'])).toBeGreaterThan(1.226);
      const [values] =
        await star.query(`select count(*)::integer as customers, count(clv_12m)::integer as valued,
      count(*) filter (p_alive = 1)::integer as once, min(churn_risk) as risk from star.customer_value`);
      expect(values).toMatchObject({ customers: 2357, valued: 2357, once: 2357 - 946 });
      await star.close();
    });

    test('RFM of 995 customers: recency, frequency and monetary of every one', async () => {
      const star = await starOf(
        `select row_number() over () as id, customer_id as customer, order_date::timestamp as day, revenue as amount
       from read_csv(${file('rfm_r/rfm_data_orders.csv')})`,
        '2006-12-31',
        { rfmWindowDays: 3650, rfmSameDayOrders: 'each' },
      );
      const found =
        await star.query(`select customer_key, recency_days, frequency, monetary::double as monetary
      from star.rfm_score order by all`);
      const published =
        await star.query(`select 'crm:' || customer_id as customer_key, recency_days::integer as recency_days,
      transaction_count::integer as frequency, amount::double as monetary
      from read_csv(${file('rfm_r/rfm_table_order_recomputed.csv')}) order by all`);
      expect(found).toHaveLength(995);
      expect(found).toEqual(published);
      // the package cuts at quantiles, we by competition rank: the same score but for a few at a cut, then the next one
      const [apart] = await star.query(`select
        count(*) filter (r_score <> recency_score)::integer as r, count(*) filter (f_score <> frequency_score)::integer as f,
        count(*) filter (m_score <> monetary_score)::integer as m,
        max(greatest(abs(r_score - recency_score), abs(m_score - monetary_score)))::integer as most
      from star.rfm_score join read_csv(${file('rfm_r/rfm_table_order_recomputed.csv')})
        on customer_key = 'crm:' || customer_id`);
      expect(apart).toEqual({ r: 12, f: 0, m: 2, most: 1 });
      await star.close();
    });

    const ONLINE_RETAIL = (
      rows: string,
    ): string => `select "InvoiceNo" as id, "CustomerID"::integer as customer,
      date_trunc('day', min("InvoiceDate"::timestamp)) as day, sum("Quantity" * "UnitPrice") as amount
    from (${rows}) group by "InvoiceNo", "CustomerID"`;

    test('RFM of 4,338 customers of a shop; who is anonymous is never scored', async () => {
      const star = await starOf(
        ONLINE_RETAIL(`select * from ${file('online_retail/online_retail_2010_2011.parquet')}
        where "InvoiceNo" not like 'C%' and "Quantity" > 0 and "UnitPrice" > 0`),
        '2011-12-09',
        { rfmWindowDays: 3650, rfmSameDayOrders: 'each' },
      );
      const published = `(select 'crm:' || "CustomerID"::integer as customer_key, "Recency"::integer as recency_days,
      "Frequency"::integer as frequency, round("Monetary", 2) as monetary
      from read_csv(${file('online_retail/published_rfm_WhiteHorse101.csv')}))`;
      const [found] = await star.query(`select count(*)::integer as customers,
        count(*) filter (p.customer_key is null)::integer as unknown,
        count(*) filter (s.frequency <> p.frequency)::integer as frequency,
        count(*) filter (s.recency_days <> p.recency_days)::integer as recency,
        count(*) filter (abs(s.monetary - p.monetary) > 0.02 * s.frequency)::integer as monetary
      from star.rfm_score s left join ${published} p using (customer_key)`);
      expect(found).toEqual({ customers: 4338, unknown: 0, frequency: 0, recency: 0, monetary: 0 });
      // their orders are sales all the same
      const [anonymous] =
        await star.query(`select count(distinct order_id)::integer as orders from star.fct_order
      where customer_key = 'unknown'`);
      expect(anonymous).toEqual({ orders: 1428 });
      expect(await star.query("select * from star.fct_customer where customer_key = 'unknown'")).toEqual([]);
      await star.close();
    });

    test('retention of thirteen cohorts: 91 of 91 cells', async () => {
      const star = await starOf(
        ONLINE_RETAIL(`select * from ${file('online_retail/online_retail_Yussufgit_filtered.parquet')}`),
        '2011-12-09',
      );
      const found = await star.query(`select strftime(date_trunc('month', cohort_date), '%Y-%m-%d') as cohort,
        month_no, round(avg(is_retained::integer), 3) as rate, bool_and(is_finished) as is_finished
      from star.fct_cohort_month group by all order by all`);
      const published =
        await star.query(`select cohort_month::varchar as cohort, name::integer as month_no, value as rate
      from (unpivot (from read_csv(${file('online_retail/published_cohort_retention_Yussufgit.csv')}))
        on columns(* exclude cohort_month)) order by all`);
      expect(published).toHaveLength(91);
      expect(found.map(({ cohort, month_no, rate }) => ({ cohort, month_no, rate }))).toEqual(published);
      // December 2011 has nine days in the data
      expect(found.filter((cell) => cell['is_finished'] === false)).toHaveLength(13);
      await star.close();
    });
  },
);
