import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import pino from 'pino';
import { loadConfiguration } from '../../pipelines/cli/configuration.ts';
import { openEngine, type Engine } from '../../pipelines/cli/engine/engine.ts';
import { EVERYTHING_NEW, type SyncRequest } from '../../pipelines/cli/engine/operations.ts';
import type { CubeQuery } from '../../server/semantic-port.ts';
import { rows, type Row } from '../../warehouse/warehouse.ts';
import { keepStar, starDifferences } from '../golden/increments/star-difference.ts';

const quiet = (): undefined => undefined;

/** The engine of the `treeline` command over a folder with a configuration and files. */
export async function openEngineFixture(env: Record<string, string> = {}) {
  const dir = mkdtempSync(path.join(os.tmpdir(), 'treeline-engine-'));
  const file = path.join(dir, 'treeline.yaml');
  let engine: Engine | null = null;
  const current = (): Engine => {
    if (engine === null) throw new Error('configure() first');
    return engine;
  };
  const write = (name: string, content: string): void => writeFileSync(path.join(dir, name), content);
  return {
    write,
    /** Takes a configuration into use, as a restart with it does. */
    async configure(yaml: string): Promise<void> {
      write('treeline.yaml', yaml);
      const config = loadConfiguration(file, env);
      await engine?.close();
      engine = await openEngine(config, pino({ level: 'silent' }));
    },
    sync: (request: Partial<SyncRequest> = {}) =>
      current().operations.sync({ ...EVERYTHING_NEW, ...request }, quiet),
    metrics: () => current().operations.metrics({}, quiet),
    check: () => current().operations.check({}, quiet),
    ask: async (query: CubeQuery) => (await current().operations.query({ query }, quiet)).rows,
    sql: (text: string): Promise<Row[]> => current().warehouse.read((connection) => rows(connection, text)),
    /** Changes the warehouse behind the engine's back. */
    tamper: async (statement: string): Promise<void> => {
      await current().warehouse.write((connection) => connection.run(statement));
    },
    /** What a full build makes otherwise than the increments did; empty when nothing. */
    async fullBuildDiffers(): Promise<string[]> {
      const { warehouse, operations } = current();
      await warehouse.write(keepStar);
      await operations.build({ full: true }, quiet);
      return await warehouse.write(starDifferences);
    },
    dir,
    async close(): Promise<void> {
      await engine?.close();
      rmSync(dir, { recursive: true, force: true });
    },
  };
}

export type EngineFixture = Awaited<ReturnType<typeof openEngineFixture>>;
