import { open, type FileHandle } from 'node:fs/promises';
import { encodeText } from './decode-text.ts';

const FLUSH = 1 << 20;

/** Rows as CSV in the one dialect that nothing in them can break: every text quoted, nothing for null. */
export interface RowWriter {
  write(values: readonly (string | null)[]): Promise<void>;
  close(): Promise<void>;
}

export async function openRowWriter(file: string): Promise<RowWriter> {
  const handle: FileHandle = await open(file, 'wx', 0o600);
  let pending = '';
  const flush = async (): Promise<void> => {
    const text = pending;
    pending = '';
    await handle.writeFile(encodeText(text));
  };
  return {
    async write(values) {
      pending += `${values.map((value) => (value === null ? '' : `"${value.replaceAll('"', '""')}"`)).join(',')}\n`;
      if (pending.length > FLUSH) await flush();
    },
    async close() {
      try {
        await flush();
      } finally {
        await handle.close();
      }
    },
  };
}
