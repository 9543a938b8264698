import pg from 'pg';

import { fill, postgresTarget, type FillOptions, type RowCounts } from './crm/fill.ts';

/** Makes and fills the demo CRM in an empty PostgreSQL database (15 or newer), for tests against a real server. */
export async function fillDatabase(url: string, options: FillOptions): Promise<RowCounts> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    return await fill(postgresTarget(client), options);
  } finally {
    await client.end();
  }
}
