import type { DuckDBConnection } from '@duckdb/node-api';
import { z } from 'zod';
import { rows } from '../../warehouse/warehouse.ts';
import { fitBgNbd } from './bg-nbd.ts';
import { fitGammaGamma } from './gamma-gamma.ts';

/** Below these a fit says more about chance than about customers. */
const LEAST_BUYERS = 500;
const LEAST_HISTORY_DAYS = 180;
const LEAST_ORDERS_OF_SOMEBODY = 3;

/** What the parameters are in; days would give others. */
export const DAYS_PER_WEEK = 7;

const ObservationsSchema = z.array(
  z.object({
    frequency: z.number(),
    last_order_age_days: z.number(),
    age_days: z.number(),
    /** Of an order day after the first; null when there is none. */
    mean_value: z.number().nullable(),
    buyer_count: z.number(),
    history_days: z.number(),
    most_orders: z.number(),
  }),
);

type Observations = z.infer<typeof ObservationsSchema>;

function reasonAgainst([first]: Observations): 'few_buyers' | 'short_history' | 'few_orders' | null {
  if (first === undefined || first.buyer_count < LEAST_BUYERS) return 'few_buyers';
  if (first.history_days < LEAST_HISTORY_DAYS) return 'short_history';
  return first.most_orders < LEAST_ORDERS_OF_SOMEBODY ? 'few_orders' : null;
}

/** Fits both models to the rows of `sql`, one per sampled buyer; answers SQL for the one row of parameters. */
export async function fitCustomers(connection: DuckDBConnection, sql: string): Promise<string> {
  const observations = ObservationsSchema.parse(await rows(connection, sql));
  const reason = reasonAgainst(observations);
  const { buyer_count: buyers = 0, history_days: history = 0 } = observations[0] ?? {};
  const parameters = reason === null ? fit(observations) : {};
  return `select publish.as_of_date,
    ${String(buyers)}::integer as buyer_count, ${String(observations.length)}::integer as sample_count,
    ${String(history)}::integer as history_days,
    ${reason === null ? 'null' : `'${reason}'`}::varchar as reason,
    ${PARAMETERS.map((name) => `${literal(parameters[name])}::double as ${name}`).join(', ')}
    from star.publish`;
}

const PARAMETERS = ['r', 'alpha', 'a', 'b', 'p', 'q', 'v'] as const;
type Parameters = Partial<Record<(typeof PARAMETERS)[number], number>>;

function literal(value: number | undefined): string {
  return value === undefined || !Number.isFinite(value) ? 'null' : String(value);
}

function fit(observations: Observations): Parameters {
  const purchases = fitBgNbd(
    observations.map((one) => ({
      frequency: one.frequency,
      lastOrderAge: one.last_order_age_days / DAYS_PER_WEEK,
      age: one.age_days / DAYS_PER_WEEK,
    })),
  );
  // given back whole, an order has no value to learn from
  const repeaters = observations.flatMap(({ frequency, mean_value: meanValue }) =>
    frequency > 0 && meanValue !== null && meanValue > 0 ? [{ frequency, meanValue }] : [],
  );
  if (repeaters.length === 0) return purchases;
  const spending = fitGammaGamma(repeaters);
  // with q ≤ 1 the mean of an order is infinite: no value can be told
  return spending.q > 1 ? { ...purchases, ...spending } : purchases;
}
