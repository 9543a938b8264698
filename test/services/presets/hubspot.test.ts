import { mkdtempSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { openWarehouse, rows, type Row } from '../../../warehouse/warehouse.ts';
import { fillHubspot } from './hubspot-fill.ts';
import { expectSame, runPreset, type PresetRun } from './star-facts.ts';

/** Asks the exported files themselves; written apart from the preset. */
async function ask(dir: string, sql: string): Promise<Row[]> {
  const warehouse = await openWarehouse(':memory:');
  const text = sql.replaceAll(
    /\$(\w+)/g,
    (_, name: string) =>
      `read_csv('${path.join(dir, `${name}.csv`)}', all_varchar = true, header = true, quote = '"', escape = '"')`,
  );
  try {
    return await warehouse.read((connection) => rows(connection, text));
  } finally {
    await warehouse.close();
  }
}

const DEALS = `with deal as (
    select *, case deal_pipeline_stage_id when 'closedwon' then 'won' when 'closedlost' then 'lost' else 'open' end as kind,
      timezone('Europe/Berlin', timezone('UTC', property_closedate::timestamp))::date::varchar as day
    from $deal where is_deleted = 'false'
  )`;
const SUM = 'count(*)::int as count, sum(property_amount::decimal(18, 2))::varchar as amount';

describe.each([true, false])('HubSpot, a whole export: %s', (isWhole) => {
  let dir = '';
  let run: PresetRun;
  beforeAll(async () => {
    dir = mkdtempSync(path.join(os.tmpdir(), 'treeline-hs-'));
    fillHubspot(path.join(dir, 'export'), isWhole);
    run = await runPreset(
      'sources:\n  hs: { kind: files, path: ./export, preset: hubspot-export }\n',
      {},
      () => undefined,
      dir,
    );
  });
  afterAll(async () => {
    await run.sync.end();
    rmSync(dir, { recursive: true });
  });

  test('deals, owners, history, leads and activities are those of the files', async () => {
    const { facts } = run;
    const files = path.join(dir, 'export');
    expect(await run.sync.query('select entity, key, reason from meta.rejected')).toEqual([]);
    expectSame(facts.deals, await ask(files, `${DEALS} select kind, ${SUM} from deal group by 1`));
    expectSame(
      facts.wonByDay,
      await ask(files, `${DEALS} select day, ${SUM} from deal where kind = 'won' group by 1`),
    );
    expectSame(
      facts.wonByOwner,
      await ask(files, `${DEALS} select owner_id as owner, ${SUM} from deal where kind = 'won' group by 1`),
    );
    expectSame(
      facts.winRate,
      await ask(
        files,
        `${DEALS} select round(10000.0 * count(*) filter (kind = 'won') / count(*) filter (kind <> 'open'))::int as rate from deal`,
      ),
    );
    if (!isWhole) {
      expect(run.absent).toEqual([
        'org_unit',
        'employee',
        'customer',
        'lead',
        'opportunity',
        'opportunity.currency',
        'opportunity.lost_reason',
        'opportunity.source',
        'stage_change',
        'record_change',
        'activity',
        'activity',
      ]);
      return;
    }
    expect(run.absent.filter((one) => !one.includes('.'))).toEqual([]);
    expectSame(
      facts.created,
      await ask(
        files,
        `${DEALS}, first as (select arg_min(value, timestamp) as owner from $deal_property_history h join deal using (deal_id) group by deal_id)
        select owner, count(*)::int as count from first group by 1`,
      ),
    );
    expectSame(
      facts.wonByUnit,
      await ask(
        files,
        `${DEALS} select t.name as unit, ${SUM} from deal join $owner_team o on o.owner_id = deal.owner_id and is_team_primary = 'true'
        join $team t on t.id = o.team_id where kind = 'won' group by 1`,
      ),
    );
    expectSame(
      facts.stageChanges,
      await ask(
        files,
        `${DEALS}, s as (select *, row_number() over (partition by deal_id order by date_entered) as n from $deal_stage)
        select a.value as from_stage, b.value as to_stage, count(*)::int as count from s a join s b on b.deal_id = a.deal_id and b.n = a.n + 1
        join deal on deal.deal_id = a.deal_id group by 1, 2`,
      ),
    );
    expectSame(
      facts.leads,
      await ask(
        files,
        `select case when property_lifecyclestage = 'customer' then 'converted' when property_hs_lead_status = 'UNQUALIFIED' then 'invalid' else 'new' end as status,
        count(*)::int as count from $contact where property_lifecyclestage <> 'subscriber' group by 1`,
      ),
    );
    expectSame(
      facts.activities,
      await ask(
        files,
        `select 'call' as type, count(*)::int as count from $engagement_call where _fivetran_deleted = 'false' union all select 'meeting', count(*)::int from $engagement_meeting`,
      ),
    );
    expect(await run.sync.run()).toMatchObject({ changed: false });
  });
});
