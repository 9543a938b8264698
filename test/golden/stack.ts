import type { AddressInfo } from 'node:net';
import express from 'express';
import pino from 'pino';
import { z } from 'zod';
import { createModels, type BuildReport } from '../../models/models.ts';
import { modelSettings } from '../../pipelines/cli/engine/settings-of.ts';
import { loadConfig } from '../../pipelines/config/load.ts';
import { createSync } from '../../pipelines/sync/sync.ts';
import { createSemantic } from '../../semantic/semantic.ts';
import { openWarehouse, type Warehouse } from '../../warehouse/warehouse.ts';
import type { CubeSide } from './ask.ts';

/** Treeline over one source, as far as Cube's REST API. */
export interface Stack extends CubeSide {
  readonly warehouse: Warehouse;
  readonly build: BuildReport;
  close(): Promise<void>;
}

export interface StackOptions {
  readonly configFile: string;
  readonly env: Readonly<Record<string, string>>;
  readonly warehouseFile: string;
  readonly asOf: Date;
}

const answer = z.looseObject({
  data: z.array(z.record(z.string(), z.unknown())).optional(),
  error: z.unknown().optional(),
});
const meta = z.object({ cubes: z.array(z.object({ measures: z.array(z.object({ name: z.string() })) })) });

/** Sync, build and a Cube listening on a free port. */
export async function startStack(options: StackOptions): Promise<Stack> {
  const log = pino({ level: 'warn' }, process.stderr);
  const config = loadConfig(options.configFile, options.env);
  const warehouse = await openWarehouse(options.warehouseFile);
  const sync = createSync(config, warehouse, log);
  const report = await sync.run();
  if (report.failures.length > 0) throw new Error('the sync failed', { cause: report.failures });
  await sync.close();
  const models = await createModels({ warehouse, settings: modelSettings(config), extras: config.extras });
  const build = await models.build({ asOf: options.asOf });
  const semantic = await createSemantic({
    warehouse,
    settings: { calendar: { ...config.calendar, week_starts: 'monday' } },
    log,
  });
  await semantic.published(build.version);
  const app = express();
  semantic.mount(app);
  const server = app.listen(0, '127.0.0.1');
  await new Promise((resolve) => server.once('listening', resolve));
  const base = `http://127.0.0.1:${String((server.address() as AddressInfo).port)}/cubejs-api/v1`;
  const described = meta.parse(await (await fetch(`${base}/meta`)).json());

  return {
    warehouse,
    build,
    members: new Set(described.cubes.flatMap((cube) => cube.measures.map((one) => one.name))),
    async load(query) {
      const response = await fetch(`${base}/load`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ query }),
      });
      const body = answer.parse(await response.json());
      if (body.data === undefined)
        throw new Error(
          `load answered ${String(response.status)}: ${JSON.stringify(body)} for ${JSON.stringify(query)}`,
        );
      return body.data;
    },
    async close() {
      await new Promise((resolve) => server.close(resolve));
      await semantic.close();
      await warehouse.close();
    },
  };
}
