import { nameColumns } from './column-names.ts';
import { decodePieces } from './decode-text.ts';
import { readBytes, type Container } from './file-bytes.ts';
import { FileFault } from './file-fault.ts';
import { findEncoding } from './find-encoding.ts';
import { readJsonRecords, type JsonRecord } from './json-rows.ts';
import { writtenPart, type OpenFile, type OpenOptions } from './open-file.ts';
import { openRowWriter } from './row-writer.ts';

/** More than any table has: names that are ids (a map of people, say) are no columns. */
const MOST_COLUMNS = 2000;
const MOST_MALFORMED = 100_000;

/** Opens JSON lines or an array of objects: reads it once for its fields, and once more to write its rows. */
export async function openJsonFile(
  { file, format, temporary }: OpenOptions,
  container: Container,
): Promise<OpenFile | null> {
  const encoding = format.encoding ?? (await findEncoding(readBytes(file, container)));
  const records = (): AsyncGenerator<JsonRecord> =>
    readJsonRecords(decodePieces(readBytes(file, container), encoding));
  const fields = new Set(format.columns ?? []);
  const malformed: string[] = [];
  let count = 0;
  for await (const record of records()) {
    count++;
    if ('malformed' in record) malformed.push(record.malformed);
    else for (const name of record.fields.keys()) fields.add(name);
    if (fields.size > MOST_COLUMNS) {
      throw new FileFault(
        `the objects have more than ${MOST_COLUMNS} different fields: names that vary are no columns.`,
      );
    }
    if (malformed.length > MOST_MALFORMED) break;
  }
  if (count === 0) return null;
  if (malformed.length > MOST_MALFORMED || malformed.length === count) {
    throw new FileFault(
      `${malformed.length} of ${count} records are no JSON objects. Write one object a line, or one array of objects.`,
    );
  }
  const { names, doubled } = nameColumns([...fields]);
  const [twice] = doubled.values();
  if (twice !== undefined) {
    throw new FileFault(
      `two fields differ only in capitals: ${twice.map((one) => `"${one.replace(/ \(\d+\)$/, '')}"`).join(' and ')}.`,
    );
  }
  const described = `${encoding === 'utf-8' ? 'UTF-8' : encoding} JSON, ${names.length} fields`;
  const open = { columns: names, doubled, described, malformed };
  if (temporary === null) return { ...open, part: null };
  const target = temporary();
  const nulls = new Set(format.nulls.filter((text) => text !== ''));
  const writer = await openRowWriter(target);
  try {
    for await (const record of records()) {
      if ('malformed' in record) continue;
      const row = [...fields].map((name) => record.fields.get(name) ?? null);
      await writer.write(row.map((value) => (value === null || nulls.has(value) ? null : value)));
    }
  } finally {
    await writer.close();
  }
  return { ...open, part: writtenPart(target, true) };
}
