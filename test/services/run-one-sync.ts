import path from 'node:path';
import pino from 'pino';
import { loadConfig } from '../../pipelines/config/load.ts';
import { createSync } from '../../pipelines/sync/sync.ts';
import { openWarehouse } from '../../warehouse/warehouse.ts';

// a process to be killed: one sync of the configuration in the folder given
const config = loadConfig(path.join(process.argv[2] ?? '.', 'treeline.yaml'), process.env);
const warehouse = await openWarehouse(config.warehouse);
const sync = createSync(config, warehouse, pino({ level: 'silent' }));
process.stdout.write('begin\n');
await sync.run();
await sync.close();
await warehouse.close();
