import { createHash } from 'node:crypto';
import os from 'node:os';
import path from 'node:path';

/** The kernel's limit for the path of a unix socket is 108 bytes on Linux, 104 on macOS. */
const LONGEST_PATH = 100;

/** Where the server of a warehouse listens for commands: beside the file, or in the temporary folder when too long. */
export function controlAddress(warehouse: string): string {
  const beside = `${warehouse}.sock`;
  if (Buffer.byteLength(beside) <= LONGEST_PATH) return beside;
  const name = createHash('sha256').update(warehouse).digest('hex').slice(0, 24);
  return path.join(os.tmpdir(), `treeline-${name}.sock`);
}
