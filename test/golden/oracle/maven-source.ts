import path from 'node:path';
import { literal, type OracleDb } from './oracle-db.ts';

const FILES = {
  pipeline: 'sales_pipeline',
  teams: 'sales_teams',
  accounts: 'accounts',
  products: 'products',
};

/** Loads the CSV files as they are, all columns as text, into `src`. */
export async function copyMavenFiles(db: OracleDb, folder: string): Promise<void> {
  for (const [table, file] of Object.entries(FILES)) {
    await db.run(`
create or replace table src.${table} as
select * from read_csv(${literal(path.join(folder, `${file}.csv`))}, header = true, all_varchar = true, nullstr = '')`);
  }
}

/**
 * Reads the files in the canonical words. Readings, which the mapping shares: the tree is company, regional office,
 * manager's team, and the manager sits in the own team; a deal begins when it was engaged, one in Prospecting has no
 * date and is dated on the last day of the data; only a won deal's value is known; 'GTXPro' is the product 'GTX Pro'.
 * Dates begin at midnight of the calendar's zone.
 */
export async function readMaven(db: OracleDb, prefix: string, timezone: string): Promise<void> {
  const id = (column: string): string => `'${prefix}:' || ${column}`;
  const midnight = (column: string): string =>
    `(${column}::date::timestamp at time zone ${literal(timezone)} at time zone 'UTC')`;
  await db.run(`
insert into o.unit_version values (${literal(`${prefix}:company`)}, null, null, 'All sales', 'company', null);
insert into o.unit_version select distinct ${id(`'region:' || regional_office`)}, null::date, null::date, regional_office, 'region',
  ${literal(`${prefix}:company`)} from src.teams;
insert into o.unit_version select distinct ${id(`'team:' || manager`)}, null::date, null::date, manager, 'team',
  ${id(`'region:' || regional_office`)} from src.teams;
insert into o.seat select ${id('sales_agent')}, ${id(`'team:' || manager`)}, null, null from src.teams;
insert into o.seat select distinct ${id('manager')}, ${id(`'team:' || manager`)}, null::date, null::date from src.teams;
insert into o.person select person, person, null, null, null, null from o.seat;
insert into o.customer select ${id('account')}, account, case sector when 'technolgy' then 'technology' else sector end,
  null, null, null, null, null, null, null, null, null from src.accounts;
insert into o.product select ${id('product')}, product, series from src.products;
insert into o.stage values ('sales', 'Prospecting', 'open', 1, null), ('sales', 'Engaging', 'open', 2, null),
  ('sales', 'Won', 'won', 3, null), ('sales', 'Lost', 'lost', 4, null);
insert into o.opp select ${id('opportunity_id')}, ${id('account')}, 'sales', deal_stage,
  case deal_stage when 'Won' then close_value::decimal(18,2) end, null,
  ${midnight(`coalesce(engage_date, (select max(close_date) from src.pipeline))`)}, ${midnight('close_date')}, null,
  ${id('sales_agent')}, null, ${id(`case product when 'GTXPro' then 'GTX Pro' else product end`)}, null, null, null, null
  from src.pipeline;
`);
}
