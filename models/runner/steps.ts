import type { DuckDBConnection } from '@duckdb/node-api';
import { fitCustomers } from '../forecast/fit-customers.ts';
import { forecastCustomers } from '../forecast/forecast-customers.ts';
import { freezeThresholds } from './frozen-thresholds.ts';
import type { Model, StepName } from './model-file.ts';

/** Takes the SQL of a model and answers the SQL of what becomes of its rows. */
type Step = (connection: DuckDBConnection, sql: string) => Promise<string>;

const STEPS: Readonly<Record<StepName, Step>> = {
  freeze_thresholds: freezeThresholds,
  fit_customers: fitCustomers,
  forecast_customers: forecastCustomers,
};

/** The model as it can be built: what SQL cannot work out is worked out now, from its inputs as they are. */
export async function takeStep(connection: DuckDBConnection, model: Model): Promise<Model> {
  if (model.through === null) return model;
  return { ...model, sql: await STEPS[model.through](connection, model.sql) };
}
