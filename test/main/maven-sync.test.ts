import { existsSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import pino from 'pino';
import { expect, test } from 'vitest';
import { loadConfig } from '../../pipelines/config/load.ts';
import { createSync } from '../../pipelines/sync/sync.ts';
import { openWarehouse, rows } from '../../warehouse/warehouse.ts';

const root = fileURLToPath(new URL('../..', import.meta.url));
const data = path.resolve(
  process.env['TREELINE_SHARED_DATA'] ?? path.join(root, '../shared/data'),
  'maven_crm',
);

test.skipIf(!existsSync(data))(
  'the Maven data set lands whole, with its known facts (skipped without its folder: set TREELINE_SHARED_DATA)',
  async () => {
    const config = loadConfig(path.join(root, 'examples/maven-crm/treeline.yaml'), { MAVEN_CRM_DIR: data });
    const warehouse = await openWarehouse(':memory:');
    const sync = createSync(config, warehouse, pino({ level: 'silent' }));
    const query = (sql: string): Promise<unknown> => warehouse.read((connection) => rows(connection, sql));
    const report = await sync.run();
    expect(report.entities.every((one) => one.rejected === 0)).toBe(true);

    expect(
      await query(`select stage_id, count(*)::int as deals, count(amount)::int as valued, sum(amount) as amount
        from crm.opportunity group by stage_id order by stage_id`),
    ).toEqual([
      { stage_id: 'maven:Engaging', deals: 1589, valued: 0, amount: null },
      { stage_id: 'maven:Lost', deals: 2473, valued: 0, amount: null },
      { stage_id: 'maven:Prospecting', deals: 500, valued: 0, amount: null },
      { stage_id: 'maven:Won', deals: 4238, valued: 4238, amount: '10005534.00' },
    ]);
    expect(
      await query(`select
        (select count(*)::int from crm.employee where role = 'agent') as agents,
        (select count(*)::int from crm.employee where is_head) as managers,
        (select count(*)::int from crm.org_unit where type = 'region') as regions,
        (select count(distinct owner_id)::int from crm.opportunity) as owners,
        (select count(*)::int from crm.opportunity where product_id = 'maven:GTX Pro') as gtx_pro`),
    ).toEqual([{ agents: 35, managers: 6, regions: 3, owners: 30, gtx_pro: 1480 }]);
    // every owner, product, customer and unit that is named exists
    expect(
      await query(`select
        (select count(*)::int from crm.opportunity anti join crm.employee e on e.id = owner_id) as owners,
        (select count(*)::int from crm.opportunity anti join crm.product p on p.id = product_id) as products,
        (select count(*)::int from (from crm.opportunity where customer_id is not null) anti join crm.customer c on c.id = customer_id) as customers,
        (select count(*)::int from crm.employee anti join crm.org_unit u on u.id = org_unit_id) as units`),
    ).toEqual([{ owners: 0, products: 0, customers: 0, units: 0 }]);
    // a deal won on 2017-03-01 belongs to that day in New York
    expect(
      await query(
        `select closed_at, list_amount, engaged_on from crm.opportunity where id = 'maven:1C1I7A6R'`,
      ),
    ).toEqual([{ closed_at: '2017-03-01 05:00:00', list_amount: '1096.00', engaged_on: '2016-10-20' }]);

    expect(await sync.run()).toMatchObject({ changed: false, entities: [] });
    await sync.close();
    await warehouse.close();
  },
);
