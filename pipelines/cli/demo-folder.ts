import { existsSync } from 'node:fs';
import { mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { TreelineError } from '../../warehouse/treeline-error.ts';

const MARK = '# Written by `treeline demo` at each start; changes are lost.';

/** Where the demo keeps everything: its CRM, its warehouse and the configuration for the other commands. */
export interface DemoFolder {
  readonly config: string;
  readonly warehouse: string;
  readonly crm: string;
  /** Throws the demo's data away. */
  empty(): Promise<void>;
  /** Throws the warehouse away: its CRM was made anew, so its rows mean nothing any more. */
  dropWarehouse(): Promise<void>;
  /** Lets every other command find the demo. */
  writeConfig(crmUrl: string): Promise<void>;
}

/** Errors: `demo_folder_taken` when the folder holds somebody's own configuration. */
export async function openDemoFolder(folder: string): Promise<DemoFolder> {
  const root = path.resolve(folder);
  const config = path.join(root, 'treeline.yaml');
  const warehouse = path.join(root, 'treeline.duckdb');
  const crm = path.join(root, 'crm');
  const isOurs = existsSync(config) && (await readFile(config, 'utf8')).startsWith(MARK);
  if (!isOurs && (existsSync(config) || existsSync(warehouse))) {
    throw new TreelineError(
      'demo_folder_taken',
      `${root} holds a warehouse of its own, not the demo's. Name another folder: treeline demo --folder <folder>.`,
      { folder: root },
    );
  }
  await mkdir(root, { recursive: true });
  async function dropWarehouse(): Promise<void> {
    for (const end of ['', '.wal', '.sock', '.stage'])
      await rm(`${warehouse}${end}`, { recursive: true, force: true });
  }
  return {
    ...{ config, warehouse, crm, dropWarehouse },
    async empty() {
      await dropWarehouse();
      await rm(crm, { recursive: true, force: true });
    },
    async writeConfig(crmUrl) {
      const text = [
        MARK,
        '# Every command works on the running demo:  npx treeline status --config <this file>',
        'warehouse: ./treeline.duckdb',
        'sources:',
        '  crm:',
        '    kind: demo',
        `    url: ${JSON.stringify(crmUrl)}`,
        '# A visitor looks at everything, and becomes one of five people by a click. Refused on any other address than this machine’s.',
        'auth: { mode: demo }',
        '',
      ];
      await writeFile(config, text.join('\n'));
    },
  };
}
