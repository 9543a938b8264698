import { TreelineError } from '../../warehouse/treeline-error.ts';
import { openWarehouse } from '../../warehouse/warehouse.ts';
import type { Config, SourceConfig } from '../config/config.ts';
import { checkMapping } from '../mapping/check-mapping.ts';
import { createSource } from '../sources/create-source.ts';
import type { Advice } from './advice.ts';
import { examineMachine } from './machine.ts';
import { adviseMysql } from './mysql-advice.ts';
import { advisePostgres } from './postgres-advice.ts';

/** Looks at everything that a sync needs, changes nothing, and says in plain words what is wrong. */
export async function examine(config: Config, progress: (text: string) => void): Promise<Advice[]> {
  progress('looking at the disk');
  const advice = await examineMachine(config);
  for (const source of Object.values(config.sources)) {
    progress(`asking ${source.name}`);
    advice.push(...(await examineSource(source, config)));
  }
  return advice;
}

async function examineSource(settings: SourceConfig, config: Config): Promise<Advice[]> {
  // files are read by a database, any will do
  const warehouse = await openWarehouse(':memory:');
  const source = createSource(settings, config, warehouse);
  try {
    await checkMapping(config, [source]);
    const feeds = Object.values(settings.entities).flat();
    const absent = settings.absent ?? [];
    return [
      {
        severity: 'ok',
        subject: settings.name,
        message: `reached; its ${feeds.length} mapped tables can be read.${absent.length === 0 ? '' : ` Not there, and therefore not mapped: ${absent.join(', ')}.`}`,
      },
      ...(await adviseOn(settings)),
    ];
  } catch (error) {
    if (!(error instanceof TreelineError)) throw error;
    return [{ severity: 'error', subject: settings.name, message: error.message }];
  } finally {
    await source.close();
    await warehouse.close();
  }
}

async function adviseOn(settings: SourceConfig): Promise<Advice[]> {
  switch (settings.kind) {
    case 'postgres':
    case 'demo':
      return await advisePostgres(settings);
    case 'mysql':
      return await adviseMysql(settings);
    case 'files':
      return [];
  }
}
