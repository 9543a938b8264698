import { access, constants, mkdir, stat, statfs } from 'node:fs/promises';
import path from 'node:path';
import type { Config } from '../config/config.ts';
import type { Advice } from './advice.ts';

/** Below this a sync may run out of room half-way. */
const SCARCE_BYTES = 2 * 1024 ** 3;

/** The folder of the warehouse and the room on its disk. */
export async function examineMachine(config: Config): Promise<Advice[]> {
  const folder = path.dirname(config.warehouse);
  try {
    await mkdir(folder, { recursive: true });
    await access(folder, constants.W_OK);
  } catch (error) {
    const reason = error instanceof Error && 'code' in error ? String(error.code) : String(error);
    return [
      {
        severity: 'error',
        subject: 'warehouse',
        message: `${folder} cannot be written to (${reason}). Choose another place for "warehouse", or change the folder's owner.`,
      },
    ];
  }
  const size = await stat(config.warehouse).then(
    (file) => file.size,
    () => 0,
  );
  const disk = await statfs(folder);
  const free = disk.bavail * disk.bsize;
  const isScarce = free < SCARCE_BYTES || free < size;
  return [
    {
      severity: isScarce ? 'warn' : 'ok',
      subject: 'disk',
      message: `${gigabytes(free)} free, the warehouse takes ${gigabytes(size)}.${isScarce ? ' A full load keeps old and new rows side by side for a moment: make room.' : ''}`,
    },
  ];
}

function gigabytes(bytes: number): string {
  return `${(bytes / 1024 ** 3).toFixed(1)} GB`;
}
