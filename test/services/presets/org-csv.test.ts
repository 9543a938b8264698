import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import { createDatabase } from '../sync-fixture.ts';
import { fillOdoo } from './odoo/fill.ts';
import { runPreset } from './star-facts.ts';

const ORG = `user_id,name,unit,role,is_head,valid_from
28,Achte,World/Asia/Shanghai,seller,,
28,Achte,World/Europe / Berlin,seller,,2024-04-01
21,Head,World,boss,true,
,,World/Asia/Empty,,,
`;

test('org.csv beside the CRM gives the tree, and speaks of the CRM’s people', async () => {
  const db = await createDatabase();
  await fillOdoo(db, { version: '17', hr: true, sale: false });
  const run = await runPreset(
    `sources:
  odoo: { kind: postgres, url: "\${URL}", preset: odoo-17, entities: { org_unit: none } }
  org: { kind: files, preset: org-csv, ids_of: odoo }
`,
    { URL: db.url },
    (dir) => writeFileSync(path.join(dir, 'org.csv'), ORG),
  );
  expect(
    await run.sync.query(
      `select path, name, type from star.dim_org_current where org_id <> 'unassigned' order by path`,
    ),
  ).toEqual([
    { path: '/odoo:unit:World/', name: 'World', type: 'level 1' },
    { path: '/odoo:unit:World/odoo:unit:World/Asia/', name: 'Asia', type: 'level 2' },
    {
      path: '/odoo:unit:World/odoo:unit:World/Asia/odoo:unit:World/Asia/Empty/',
      name: 'Empty',
      type: 'level 3',
    },
    {
      path: '/odoo:unit:World/odoo:unit:World/Asia/odoo:unit:World/Asia/Shanghai/',
      name: 'Shanghai',
      type: 'level 3',
    },
    { path: '/odoo:unit:World/odoo:unit:World/Europe/', name: 'Europe', type: 'level 2' },
    {
      path: '/odoo:unit:World/odoo:unit:World/Europe/odoo:unit:World/Europe/Berlin/',
      name: 'Berlin',
      type: 'level 3',
    },
  ]);
  // where the deals of one person were won, as the organisation was on the day
  const placed = await run.sync.query(`select split_part(unit.path, '/', -2) as unit, count(*)::int as won,
      bool_and((event_date >= date '2024-04-01') = (unit.name = 'Berlin')) as is_then
    from star.fct_opportunity_event join star.dim_org as unit on unit.org_key = org_then_key
    where event = 'won' and owner_id = 'odoo:28' group by 1 order by 1`);
  expect(placed.map(({ unit, is_then }) => [unit, is_then])).toEqual([
    ['Berlin', true],
    ['Shanghai', true],
  ]);
  // whoever is not in the file is known by name, and sits nowhere
  expect(
    await run.sync.query(
      `select count(*)::int as n from star.dim_employee_current where org_id = 'unassigned' and employee_id like 'odoo:%'`,
    ),
  ).toEqual([{ n: 13 }]);
  expect(await run.sync.query('select entity from meta.rejected')).toEqual([]);
  expect(await run.sync.run()).toMatchObject({ changed: false });
  await run.sync.end();
  await db.drop();
});
