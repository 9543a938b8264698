import pino from 'pino';
import { createModels } from '../../../models/models.ts';
import { modelSettings } from '../../../pipelines/cli/engine/settings-of.ts';
import { loadConfig } from '../../../pipelines/config/load.ts';
import { demoConfigPath } from '../../../pipelines/demo/demo-crm.ts';
import { createSync } from '../../../pipelines/sync/sync.ts';
import { openWarehouse } from '../../../warehouse/warehouse.ts';

/**
 * One start of Treeline over the demo's CRM, to be killed at any moment: `sync-and-build.ts <warehouse file>`.
 * Says `begin` before the first byte is written and `end` when the new version is published.
 */
const [file = ''] = process.argv.slice(2);
const config = loadConfig(demoConfigPath(), { TREELINE_DEMO_URL: process.env['TREELINE_DEMO_URL'] });
process.stdout.write('begin\n');
const warehouse = await openWarehouse(file);
const sync = createSync(config, warehouse, pino({ level: 'warn' }, process.stderr));
await sync.run();
const models = await createModels({ warehouse, settings: modelSettings(config) });
await models.build({ asOf: new Date() });
await sync.close();
await warehouse.close();
process.stdout.write('end\n');
