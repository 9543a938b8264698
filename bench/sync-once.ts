import pino from 'pino';
import { SYNC_MEMORY } from '../pipelines/cli/engine/engine.ts';
import { loadConfig } from '../pipelines/config/load.ts';
import { createSync } from '../pipelines/sync/sync.ts';
import { openWarehouse } from '../warehouse/warehouse.ts';

/** One sync of the configuration named on the command line, told as JSON: time without the start of the process. */
const config = loadConfig(process.argv[2] ?? '', process.env);
const warehouse = await openWarehouse(config.warehouse);
const sync = createSync(config, warehouse, pino({ level: 'silent' }));
const started = performance.now();
const report = await warehouse.within(SYNC_MEMORY, () => sync.run());
const ms = Math.round(performance.now() - started);
await sync.close();
await warehouse.close();
const sum = (of: 'read' | 'landed') => report.entities.reduce((total, one) => total + one[of], 0);
const peakMb = Math.round(process.resourceUsage().maxRSS / 1024);
process.stdout.write(JSON.stringify({ ms, read: sum('read'), landed: sum('landed'), peakMb }));
