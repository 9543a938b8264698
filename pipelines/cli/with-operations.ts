import { loadConfiguration } from './configuration.ts';
import type { Config } from '../config/config.ts';
import type { CommandContext } from './context.ts';
import { controlAddress } from './control/address.ts';
import { isServed, remoteOperations } from './control/client.ts';
import type { Operations } from './engine/operations.ts';

/**
 * Runs `use` with the operations of the server that owns the warehouse, or, when none runs, of this process: a second
 * process cannot open the DuckDB file at all.
 */
export async function withOperations<T>(
  context: CommandContext,
  use: (operations: Operations, config: Config) => Promise<T>,
): Promise<T> {
  const config = loadConfiguration(context.configPath, context.env);
  const address = controlAddress(config.warehouse);
  if (await isServed(address)) return await use(remoteOperations(address), config);
  const { openEngine } = await import('./engine/engine.ts');
  const { fileLog } = await import('./log.ts');
  const engine = await openEngine(config, fileLog(config, context.env));
  try {
    return await use(engine.operations, config);
  } finally {
    await engine.close();
  }
}
