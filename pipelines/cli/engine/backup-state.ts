import { existsSync } from 'node:fs';
import path from 'node:path';
import { isUrl } from '../../../server/state/state-place.ts';
import type { OperationEffects } from './own-operations.ts';
import type { BackupResult } from './operations.ts';
import { directorySettings } from './settings-of.ts';

/** Copies accounts, sessions, links and the audit into a folder, as of one moment; people go on working meanwhile. */
export async function backUpState(effects: OperationEffects, folder: string): Promise<BackupResult['state']> {
  const { place } = directorySettings(effects.config);
  if (isUrl(place)) return { kept: 'postgresql', folder: null };
  // nobody has come in yet: opening it only now would make an empty one
  if (!existsSync(path.join(place, 'PG_VERSION'))) return { kept: 'none', folder: null };
  const { state } = await effects.directory();
  if (state.copyTo === null) throw new Error(`${place} is a folder, and its state a server`);
  await state.copyTo(folder);
  return { kept: 'folder', folder };
}
