import path from 'node:path';
import { expect } from 'vitest';
import { createModels } from '../../../models/models.ts';
import { modelSettings } from '../../../pipelines/cli/engine/settings-of.ts';
import { loadConfig } from '../../../pipelines/config/load.ts';
import { openSync, type TestSync } from '../sync-fixture.ts';
import { NOW } from './company.ts';

type Facts = Record<string, unknown>[];

/** The same rows, in whatever order each database sorts its texts. */
export function expectSame(actual: Facts, expected: Facts): void {
  const texts = (rows: Facts): string[] => rows.map((row) => JSON.stringify(row)).toSorted();
  expect(texts(actual)).toEqual(texts(expected));
}

/** What the star says, in the shape in which each test asks its CRM's database. */
export interface StarFacts {
  /** kind, count, amount: deals as they stand, in the reporting currency. */
  readonly deals: Facts;
  /** day, count, amount of what was won, by the business day of the close. */
  readonly wonByDay: Facts;
  /** owner, count: who held the deals when they were created. */
  readonly created: Facts;
  /** owner, count, amount: who won. */
  readonly wonByOwner: Facts;
  /** unit, count, amount of what a unit and all below it won. */
  readonly wonByUnit: Facts;
  /** from_stage, to_stage, count. */
  readonly stageChanges: Facts;
  /** status, count. */
  readonly leads: Facts;
  /** won / (won + lost), in ten-thousandths. */
  readonly winRate: Facts;
  /** type, count. */
  readonly activities: Facts;
}

const QUESTIONS: Record<keyof StarFacts, string> = {
  deals: `select kind, count(*)::int as count, sum(amount)::varchar as amount
    from star.fct_opportunity group by kind order by kind`,
  wonByDay: `select closed_date::varchar as day, count(*)::int as count, sum(amount)::varchar as amount
    from star.fct_opportunity where kind = 'won' group by 1 order by 1`,
  created: `select case owner_id when 'unassigned' then null else split_part(owner_id, ':', 2) end as owner,
      count(*)::int as count
    from star.fct_opportunity_event where event = 'created' group by 1 order by 1 nulls last`,
  wonByOwner: `select case owner_id when 'unassigned' then null else split_part(owner_id, ':', 2) end as owner,
      count(*)::int as count, sum(amount)::varchar as amount
    from star.fct_opportunity_event where event = 'won' group by 1 order by 1 nulls last`,
  wonByUnit: `select above.name as unit, count(*)::int as count, sum(amount)::varchar as amount
    from star.fct_opportunity_event as fact
    join star.dim_employee_current as employee on employee.employee_id = fact.owner_id
    join star.dim_org_current as unit on unit.org_id = employee.org_id
    join star.dim_org_current as above on starts_with(unit.path, above.path)
    where event = 'won' and above.org_id not in ('unassigned', 'root') group by 1 order by 1`,
  stageChanges: `select regexp_extract(from_stage_key, '[^:]*$') as from_stage,
      regexp_extract(to_stage_key, '[^:]*$') as to_stage, count(*)::int as count
    from star.fct_stage_change group by 1, 2 order by 1 nulls last, 2`,
  leads: 'select status, count(*)::int as count from star.fct_lead group by 1 order by 1',
  winRate: `select round(10000.0 * count(*) filter (kind = 'won') / count(*) filter (kind in ('won', 'lost')))::int as rate
    from star.fct_opportunity`,
  activities: 'select type, count(*)::int as count from star.fct_activity group by 1 order by 1',
};

/** A company's CRM read through a preset, and the star built from it. */
export interface PresetRun {
  readonly sync: TestSync;
  readonly facts: StarFacts;
  /** What the mapping left out, as `entity` or `entity.column`. */
  readonly absent: readonly string[];
  /** Entities that are mapped. */
  readonly mapped: readonly string[];
}

/** Syncs by the configuration as it is, builds the star, and asks it. */
export async function runPreset(
  sources: string,
  env: Record<string, string>,
  prepare: (dir: string) => void = () => undefined,
  dir?: string,
): Promise<PresetRun> {
  const yaml = `calendar: { timezone: Europe/Berlin, holidays: none }\ncurrency: USD\n${sources}`;
  const sync = await openSync(yaml, env, dir === undefined ? {} : { dir });
  prepare(sync.dir);
  await sync.run();
  const config = loadConfig(path.join(sync.dir, 'treeline.yaml'), env);
  const models = await createModels({
    warehouse: sync.warehouse,
    settings: modelSettings(config),
    now: () => NOW,
  });
  await models.build({ asOf: NOW });
  const asked: [string, Facts][] = [];
  for (const [name, question] of Object.entries(QUESTIONS)) asked.push([name, await sync.query(question)]);
  const mapped = await sync.query('select distinct entity from meta.mapped order by 1');
  return {
    sync,
    facts: Object.fromEntries(asked) as unknown as StarFacts,
    absent: sync.absent().map(({ entity, column }) => (column === null ? entity : `${entity}.${column}`)),
    mapped: mapped.map((row) => String(row['entity'])),
  };
}
