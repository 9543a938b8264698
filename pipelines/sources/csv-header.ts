import { open } from 'node:fs/promises';

/** Far beyond any real header. */
const HEADER_BYTES = 256 * 1024;

/** The column names in a CSV file's first row; empty when the file is. */
export async function readHeader(file: string, delimiter: string): Promise<string[]> {
  const handle = await open(file, 'r');
  try {
    const { buffer, bytesRead } = await handle.read(Buffer.alloc(HEADER_BYTES), 0, HEADER_BYTES, 0);
    // the decoder drops a byte order mark
    return splitHeader(new TextDecoder('utf-8').decode(buffer.subarray(0, bytesRead)), delimiter);
  } finally {
    await handle.close();
  }
}

/** The values of a CSV text's first row. */
export function splitHeader(text: string, delimiter: string): string[] {
  const names: string[] = [];
  let name = '';
  let quoted = false;
  for (let at = 0; at < text.length; at++) {
    const character = text[at] ?? '';
    if (quoted && character === '"' && text[at + 1] === '"') {
      name += '"';
      at++;
    } else if (character === '"') {
      quoted = !quoted;
    } else if (!quoted && character === delimiter) {
      names.push(name);
      name = '';
    } else if (!quoted && (character === '\n' || character === '\r')) {
      break;
    } else {
      name += character;
    }
  }
  names.push(name);
  return names.length === 1 && names[0] === '' ? [] : names.map((one) => one.trim());
}
