import type { DuckDBConnection } from '@duckdb/node-api';
import { z } from 'zod';
import { rows } from '../../warehouse/warehouse.ts';
import { expectedOrders, probabilityAlive, probabilityOfOrder } from './bg-nbd.ts';
import { DAYS_PER_WEEK } from './fit-customers.ts';

const PatternsSchema = z.array(
  z.object({
    frequency: z.number(),
    last_order_age_days: z.number(),
    age_days: z.number(),
    r: z.number(),
    alpha: z.number(),
    a: z.number(),
    b: z.number(),
  }),
);

const QUARTER_WEEKS = 90 / DAYS_PER_WEEK;
const YEAR_WEEKS = 365 / DAYS_PER_WEEK;

const TABLE = 'customer_forecast_rows';

/** What the fitted model says of each pattern of buying in the rows of `sql`; answers SQL for these rows. */
export async function forecastCustomers(connection: DuckDBConnection, sql: string): Promise<string> {
  const patterns = PatternsSchema.parse(await rows(connection, sql));
  await connection.run(`create or replace temp table ${TABLE} (
    frequency integer, last_order_age_days integer, age_days integer,
    p_alive double, expected_orders_90d double, expected_orders_365d double, p_order_365d double)`);
  const appender = await connection.createAppender(TABLE, 'main', 'temp');
  for (const { r, alpha, a, b, ...pattern } of patterns) {
    const model = { r, alpha, a, b };
    const buyer = {
      frequency: pattern.frequency,
      lastOrderAge: pattern.last_order_age_days / DAYS_PER_WEEK,
      age: pattern.age_days / DAYS_PER_WEEK,
    };
    const figures = [
      probabilityAlive(model, buyer),
      expectedOrders(model, buyer, QUARTER_WEEKS),
      expectedOrders(model, buyer, YEAR_WEEKS),
      probabilityOfOrder(model, buyer, YEAR_WEEKS),
    ];
    // parameters at the end of the search's range may overflow: better no forecast than a wrong one
    if (!figures.every(Number.isFinite)) continue;
    appender.appendInteger(pattern.frequency);
    appender.appendInteger(pattern.last_order_age_days);
    appender.appendInteger(pattern.age_days);
    for (const figure of figures) appender.appendDouble(figure);
    appender.endRow();
  }
  appender.closeSync();
  return `select * from temp.${TABLE}`;
}
