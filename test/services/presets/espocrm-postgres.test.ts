import { afterAll, beforeAll, expect, test } from 'vitest';
import { createDatabase, type TestDatabase } from '../sync-fixture.ts';
import { fillEspoPostgres } from './espocrm/fill.ts';
import { expectSame, runPreset, type PresetRun } from './star-facts.ts';

/** When the stream saw a deal enter the stage that it is in. */
const CLOSING = `(select max(n.created_at) from note n where n.parent_id = o.id
  and o.stage = coalesce(n.data::json -> 'attributes' -> 'became' ->> 'stage', n.data::json ->> 'value'))`;
const DEALS = `with deal as (
    select o.*, case o.stage when 'Closed Won' then 'won' when 'Closed Lost' then 'lost' else 'open' end as kind, ${CLOSING} as closed_at,
      round(o.amount::numeric(18, 2) * case o.amount_currency when 'EUR' then 1.25 else 1 end, 2) as dollars
    from opportunity o where deleted = false
  )`;
const SUM = 'count(*)::int as count, sum(dollars)::text as amount';
const DAY = `coalesce((closed_at at time zone 'UTC' at time zone 'Europe/Berlin')::date, close_date)::text`;

let db: TestDatabase;
let run: PresetRun;
beforeAll(async () => {
  db = await createDatabase();
  await fillEspoPostgres(db);
  run = await runPreset('sources:\n  espo: { kind: postgres, url: "${URL}", preset: espocrm }\n', {
    URL: db.url,
  });
});
afterAll(async () => {
  try {
    await run.sync.end();
  } finally {
    await db.drop();
  }
});

test('EspoCRM on PostgreSQL: deals, owners, units, leads and activities are those of the database', async () => {
  const { facts } = run;
  const ask = (select: string) => db.sql(`${DEALS} ${select}`);
  expect(run.absent).toEqual([]);
  expect(await run.sync.query('select entity, key, reason from meta.rejected')).toEqual([]);
  expectSame(facts.deals, await ask(`select kind, ${SUM} from deal group by kind`));
  expectSame(
    facts.wonByDay,
    await ask(`select ${DAY} as day, ${SUM} from deal where kind = 'won' group by 1`),
  );
  expectSame(
    facts.wonByOwner,
    await ask(`select assigned_user_id as owner, ${SUM} from deal where kind = 'won' group by 1`),
  );
  expectSame(
    facts.created,
    await ask(`select data::json ->> 'assignedUserId' as owner, count(*)::int as count
      from deal join note on note.parent_id = deal.id and note.type = 'Create' group by 1`),
  );
  expectSame(
    facts.wonByUnit,
    await ask(`select team.name as unit, ${SUM} from deal join team_user on user_id = deal.assigned_user_id
      join team on team.id = team_id where kind = 'won' group by 1`),
  );
  expectSame(
    facts.winRate,
    await ask(`select round(10000.0 * count(*) filter (where kind = 'won') / count(*) filter (where kind <> 'open'))::int as rate
      from deal`),
  );
  expectSame(
    facts.leads,
    await db.sql(`select case status when 'Converted' then 'converted' when 'New' then 'new' when 'Dead' then 'invalid'
      when 'Recycled' then 'no_intent' else 'contacted' end as status, count(*)::int as count from "lead" group by 1`),
  );
  expectSame(
    facts.activities,
    await db.sql(`select 'call' as type, count(*)::int as count from "call" where not deleted and status = 'Held'
      union all select 'meeting', count(*)::int from meeting where not deleted and status = 'Held'`),
  );
});

test('EspoCRM on PostgreSQL: a stage is left for the next one that the stream names', async () => {
  expectSame(
    run.facts.stageChanges,
    await db.sql(`with said as (
        select parent_id, number, coalesce(data::json ->> 'statusValue', data::json -> 'attributes' -> 'became' ->> 'stage',
          data::json ->> 'value') as stage
        from note where type in ('Create', 'Status') or type = 'Update' and data like '%"stage"%'),
      moved as (select *, lag(stage) over (partition by parent_id order by number) as before_it from said)
      select before_it as from_stage, moved.stage as to_stage, count(*)::int as count
      from moved join opportunity o on o.id = parent_id and not o.deleted where before_it is not null group by 1, 2`),
  );
  expect(await run.sync.run()).toMatchObject({ changed: false });
});
