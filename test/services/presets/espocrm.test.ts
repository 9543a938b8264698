import { afterAll, beforeAll, expect, test } from 'vitest';
import { createMysqlDatabase, type TestMysql } from '../mysql-fixture.ts';
import { fillEspo } from './espocrm/fill.ts';
import { berlinDay } from './mysql-tables.ts';
import { expectSame, runPreset, type PresetRun } from './star-facts.ts';

const CLOSING = `(select max(created_at) from note n where n.parent_id = o.id and (
  n.type = 'Status' and n.data like concat('%"value":"', o.stage, '"%') or n.type = 'Update' and n.data like concat('%"became":{"stage":"', o.stage, '"%')))`;
const DEALS = `with deal as (
    select o.*, case o.stage when 'Closed Won' then 'won' when 'Closed Lost' then 'lost' else 'open' end as kind, ${CLOSING} as closed_at,
      round(cast(o.amount as decimal(18, 2)) * case o.amount_currency when 'EUR' then 1.25 else 1 end, 2) as dollars
    from opportunity o where deleted = 0
  )`;
const SUM = 'count(*) as count, cast(cast(sum(dollars) as decimal(18, 2)) as char) as amount';

let db: TestMysql;
let run: PresetRun;
beforeAll(async () => {
  db = await createMysqlDatabase();
  await fillEspo(db);
  run = await runPreset('sources:\n  espo: { kind: mysql, url: "${URL}", preset: espocrm }\n', {
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

test('EspoCRM: deals, owners, units, leads and activities are those of the database', async () => {
  const { facts } = run;
  expect(run.absent).toEqual([]);
  expect(await run.sync.query('select entity, key, reason from meta.rejected')).toEqual([]);
  expectSame(facts.deals, await db.sql(`${DEALS} select kind, ${SUM} from deal group by kind`));
  expectSame(
    facts.wonByDay,
    await db.sql(
      `${DEALS} select cast(coalesce(${berlinDay('closed_at')}, close_date) as char) as day, ${SUM} from deal where kind = 'won' group by 1`,
    ),
  );
  expectSame(
    facts.wonByOwner,
    await db.sql(`${DEALS} select assigned_user_id as owner, ${SUM} from deal where kind = 'won' group by 1`),
  );
  expectSame(
    facts.created,
    await db.sql(`${DEALS} select json_value(data, '$.assignedUserId') as owner, count(*) as count
      from deal join note on note.parent_id = deal.id and note.type = 'Create' group by 1`),
  );
  expectSame(
    facts.wonByUnit,
    await db.sql(`${DEALS} select team.name as unit, ${SUM} from deal join team_user on user_id = deal.assigned_user_id
      join team on team.id = team_id where kind = 'won' group by 1`),
  );
  expectSame(
    facts.winRate,
    await db.sql(
      `${DEALS} select cast(round(10000 * sum(kind = 'won') / sum(kind <> 'open')) as signed) as rate from deal`,
    ),
  );
  expectSame(
    facts.leads,
    await db.sql(`select case status when 'Converted' then 'converted' when 'New' then 'new' when 'Dead' then 'invalid' when 'Recycled' then 'no_intent'
      else 'contacted' end as status, count(*) as count from \`lead\` group by 1`),
  );
  expectSame(
    facts.activities,
    await db.sql(`select 'call' as type, count(*) as count from \`call\` where deleted = 0 and status = 'Held'
      union all select 'meeting', count(*) from meeting where deleted = 0 and status = 'Held'`),
  );
});

test('EspoCRM: a stage is left for the next one that the stream names', async () => {
  expectSame(
    run.facts.stageChanges,
    await db.sql(`with said as (
        select parent_id, number, coalesce(json_value(data, '$.statusValue'), json_value(data, '$.attributes.became.stage'), json_value(data, '$.value')) as stage
        from note where type in ('Create', 'Status') or type = 'Update' and data like '%"stage"%'),
      moved as (select *, lag(stage) over (partition by parent_id order by number) as before_it from said)
      select before_it as from_stage, moved.stage as to_stage, count(*) as count from moved join opportunity o on o.id = parent_id and o.deleted = 0
      where before_it is not null group by 1, 2`),
  );
  expect(await run.sync.run()).toMatchObject({ changed: false });
});
