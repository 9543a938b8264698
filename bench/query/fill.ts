import type { DuckDBConnection } from '@duckdb/node-api';
import { ENTITIES } from '../../pipelines/canonical/entities.ts';

/** The last day of the made-up company; it began three years before. */
export const LAST_DAY = '2026-06-30';

/** A number in [0, 1) from a row's number, the same on each run. */
const random = (salt: number) => `(hash(n * 2 + ${salt}) % 1000003) / 1000003.0`;
const pick = (salt: number, count: string) => `(hash(n * 2 + ${salt}) % ${count})::integer`;

const LANDED = `'crm' as _source, hash(n) as _key_number, hash(n) as _row_hash, 1 as _run_id, timestamp '2026-06-30 15:00:00' as _seen_at`;

/** Regions → cities → teams → people, below one root. */
export const SHAPE = { regions: 8, cities: 32, teams: 128 } as const;

interface Filled {
  readonly entity: string;
  readonly select: string;
}

/** What a CRM of so many opportunities holds, with three activities for each, as a landing leaves it. */
function entities(rows: number): Filled[] {
  const people = Math.min(5_000, Math.max(1_000, Math.round(rows / 1_000)));
  const customers = Math.round(rows / 5);
  const { regions, cities, teams } = SHAPE;
  const unit = (kind: string, count: number, parent: string) => `
    select n, 'crm:${kind}' || n as id, ${parent} as parent_id, '${kind} ' || n as name, '${kind}' as type from range(${count}) as t(n)`;
  return [
    {
      entity: 'org_unit',
      select: `
        select 0 as n, 'crm:root' as id, null as parent_id, 'All' as name, 'nation' as type
        union all ${unit('region', regions, "'crm:root'")}
        union all ${unit('city', cities, `'crm:region' || (n % ${regions})`)}
        union all ${unit('team', teams, `'crm:city' || (n % ${cities})`)}`,
    },
    {
      entity: 'employee',
      select: `
        select n, 'crm:p' || n as id, 'Person ' || n as name, 'crm:team' || (n % ${teams}) as org_unit_id,
          'seller' as role, date '2023-01-01' + ${pick(1, '900')} as hired_on
        from range(${people}) as t(n)`,
    },
    {
      entity: 'customer',
      select: `
        select n, 'crm:c' || n as id, 'Customer ' || n as name, 'company' as type,
          'industry ' || ${pick(2, '18')} as industry, 'province ' || ${pick(3, '31')} as province,
          timestamp '2023-01-01' + to_days(${pick(4, '180')}) as created_at
        from range(${customers}) as t(n)`,
    },
    {
      entity: 'product',
      select: `select n, 'crm:x' || n as id, 'Product ' || n as name, 'line ' || (n % 6) as category from range(30) as t(n)`,
    },
    {
      entity: 'pipeline_stage',
      select: `
        select n, 'main' as pipeline, 'crm:s' || n as id, 'Stage ' || n as name, n + 1 as rank, 0.2 * n as probability,
          case n when 4 then 'won' when 5 then 'lost' else 'open' end as kind
        from range(6) as t(n)`,
    },
    {
      entity: 'opportunity',
      select: `
        select
          n, id, customer_id, owner_id, pipeline, name, amount, created_at, lost_reason, source, product_id,
          expected_close_on,
          case when outcome < 0.38 and ends <= last then ends when outcome < 0.76 and ends <= last then ends end as closed_at,
          case
            when outcome < 0.38 and ends <= last then 'crm:s4'
            when outcome < 0.76 and ends <= last then 'crm:s5'
            else 'crm:s' || (n % 4)
          end as stage_id
        from (
          select
            n, 'crm:o' || n as id, 'crm:c' || ${pick(5, String(customers))} as customer_id,
            'crm:p' || ${pick(6, String(people))} as owner_id, 'main' as pipeline, 'Deal ' || n as name,
            round(exp(9 + 3 * ${random(7)}), 2)::decimal(18, 2) as amount,
            timestamp '2023-07-01' + to_seconds(${random(8)} * 1095 * 86400) as created_at,
            timestamp '2023-07-01' + to_seconds((${random(8)} * 1095 + 5 + 85 * ${random(9)}) * 86400) as ends,
            (timestamp '2023-07-01' + to_seconds((${random(8)} * 1095 + 20 + 90 * ${random(10)}) * 86400))::date as expected_close_on,
            'reason ' || ${pick(11, '7')} as lost_reason, 'source ' || ${pick(12, '9')} as source,
            'crm:x' || ${pick(13, '30')} as product_id, ${random(14)} as outcome, timestamp '2026-06-30 15:00:00' as last
          from range(${rows}) as t(n)
        )`,
    },
    {
      entity: 'activity',
      select: `
        select
          n, 'crm:a' || n as id, (['call', 'call', 'call', 'visit', 'meeting', 'message'])[1 + ${pick(15, '6')}] as type,
          'crm:p' || ${pick(16, String(people))} as owner_id,
          timestamp '2023-07-01' + to_seconds(${random(17)} * 1095 * 86400) as "at",
          ${pick(18, '900')} as duration_s,
          case when ${random(19)} < 0.6 then 'connected' else 'no_answer' end as outcome,
          'crm:o' || (n % ${rows}) as opportunity_id
        from range(${rows * 3}) as t(n)`,
    },
    {
      entity: 'target',
      select: `
        select
          n, 'crm:t' || n as id, 'org_unit' as subject_type, 'crm:team' || (n % ${teams}) as subject_id,
          'won_amount' as metric, 'month' as period,
          (date '2023-07-01' + to_months((n // ${teams})::integer))::date as period_start,
          ${Math.round(rows / teams / 2)}::decimal(18, 2) * 1000 as value
        from range(${teams * 36}) as t(n)`,
    },
  ];
}

/** Fills `crm.*` and says what is mapped. */
export async function fillWarehouse(connection: DuckDBConnection, rows: number): Promise<void> {
  for (const { entity, select } of entities(rows)) {
    await connection.run(`
      insert into crm."${entity}" by name select * exclude (n) from (select *, ${LANDED} from (${select}))`);
    const columns = (
      await connection.runAndReadAll(`select * exclude (n) from (${select}) limit 0`)
    ).columnNames();
    const known = Object.keys(ENTITIES.get(entity)?.columns ?? {}).filter((name) => columns.includes(name));
    for (const name of known) {
      await connection.run(`insert into meta.mapped values ('crm', '${entity}', '${name}')`);
    }
  }
}
