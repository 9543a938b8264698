import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { crc32 } from 'node:zlib';
import { TreelineError } from '../../warehouse/treeline-error.ts';
import { openSync, type TestSync } from '../services/sync-fixture.ts';

/** A sync over files with these contents, in a folder of its own; `settings` are lines of the source. */
export async function syncFiles(
  settings: string,
  files: Record<string, string | Buffer>,
  mapping = 'product: { from: p.csv, key: id, columns: { name: name, list_price: price } }',
): Promise<TestSync> {
  const lines = settings === '' ? '' : `\n    ${settings.replaceAll('\n', '\n    ')}`;
  const yaml = `calendar: { timezone: Asia/Shanghai }
sources:
  f:
    kind: files${lines}
    entities:
      ${mapping.replaceAll('\n', '\n      ')}
`;
  const sync = await openSync(yaml, {});
  for (const [name, content] of Object.entries(files)) writeFileSync(path.join(sync.dir, name), content);
  return sync;
}

export const PRODUCTS = 'select id, name, list_price from crm.product order by id';
export const REJECTED = `select key, column_name, reason, raw::varchar as raw from meta.rejected
  where resolved_at is null order by key nulls first, reason, raw::varchar`;

/** What a run says when it fails. */
export async function messageOf(sync: TestSync): Promise<string> {
  try {
    await sync.run();
  } catch (error) {
    if (error instanceof TreelineError)
      return `${error.code}: ${error.message.replaceAll(`${sync.dir}/`, '')}`;
    throw error;
  }
  throw new Error('the run succeeded');
}

/** A text in an encoding of one or two bytes per character. */
export function encodeAs(text: string, encoding: string): Buffer {
  const decoder = new TextDecoder(encoding);
  const bytes = new Map<string, number[]>();
  for (let first = 0; first < 256; first++) {
    const single = decoder.decode(Uint8Array.of(first));
    if (single.length === 1 && single !== '\ufffd') bytes.set(single, [first]);
    else
      for (let second = 0x40; second < 256; second++) {
        const double = decoder.decode(Uint8Array.of(first, second));
        if (double.length === 1 && double !== '\ufffd' && !bytes.has(double))
          bytes.set(double, [first, second]);
      }
  }
  return Buffer.from(
    [...text].flatMap((one) => {
      const found = bytes.get(one);
      if (found === undefined) throw new Error(`${encoding} has no ${one} of two bytes`);
      return found;
    }),
  );
}

export function utf16be(text: string): Buffer {
  return Buffer.from(text, 'utf16le').swap16();
}

/** A zip archive, nothing compressed. */
function zip(files: Record<string, string>): Buffer {
  const local: Buffer[] = [];
  const central: Buffer[] = [];
  let offset = 0;
  for (const [name, text] of Object.entries(files)) {
    const [data, title] = [Buffer.from(text), Buffer.from(name)];
    const facts = Buffer.alloc(26);
    facts.writeUInt16LE(20, 0);
    facts.writeUInt32LE(crc32(data), 10);
    facts.writeUInt32LE(data.length, 14);
    facts.writeUInt32LE(data.length, 18);
    facts.writeUInt16LE(title.length, 22);
    const entry = Buffer.concat([Buffer.from('PK\x03\x04'), facts, title, data]);
    const tail = Buffer.alloc(14);
    tail.writeUInt32LE(offset, 10);
    central.push(Buffer.concat([Buffer.from('PK\x01\x02\x14\x00'), facts, tail, title]));
    local.push(entry);
    offset += entry.length;
  }
  const directory = Buffer.concat(central);
  const end = Buffer.alloc(18);
  end.writeUInt16LE(local.length, 4);
  end.writeUInt16LE(local.length, 6);
  end.writeUInt32LE(directory.length, 8);
  end.writeUInt32LE(offset, 12);
  return Buffer.concat([...local, directory, Buffer.from('PK\x05\x06'), end]);
}

export interface TestSheet {
  readonly name: string;
  /** The rows' XML, as Excel writes it. */
  readonly rows: string;
  readonly merges?: readonly string[];
  readonly isHidden?: boolean;
}

/** A workbook as Excel writes it. Styles: 0 General, 1 date (14), 2 date and time (22), 3 `yyyy"年"m"月"`, 4 `[h]:mm`, 5 h:mm. */
export function workbook(
  sheets: readonly TestSheet[],
  options: { strings?: readonly string[]; is1904?: boolean } = {},
): Buffer {
  const parts: Record<string, string> = {
    '[Content_Types].xml': '<Types/>',
    'xl/workbook.xml': `<?xml version="1.0"?><workbook xmlns:r="r"><workbookPr${options.is1904 === true ? ' date1904="1"' : ''}/><sheets>${sheets
      .map(
        (one, index) =>
          `<sheet name="${one.name}" sheetId="${index + 1}"${one.isHidden === true ? ' state="hidden"' : ''} r:id="rId${index + 1}"/>`,
      )
      .join('')}</sheets></workbook>`,
    'xl/_rels/workbook.xml.rels': `<Relationships>${sheets
      .map((_, index) => `<Relationship Id="rId${index + 1}" Target="worksheets/sheet${index + 1}.xml"/>`)
      .join('')}</Relationships>`,
    'xl/styles.xml': `<styleSheet><numFmts><numFmt numFmtId="164" formatCode="yyyy&quot;年&quot;m&quot;月&quot;"/><numFmt numFmtId="165" formatCode="[h]:mm"/></numFmts><cellStyleXfs><xf numFmtId="14"/></cellStyleXfs><cellXfs>${[0, 14, 22, 164, 165, 20].map((id) => `<xf numFmtId="${id}"/>`).join('')}</cellXfs></styleSheet>`,
    'xl/sharedStrings.xml': `<sst>${(options.strings ?? []).map((text) => `<si>${text}</si>`).join('')}</sst>`,
  };
  sheets.forEach((sheet, index) => {
    const merges = (sheet.merges ?? []).map((one) => `<mergeCell ref="${one}"/>`).join('');
    parts[`xl/worksheets/sheet${index + 1}.xml`] =
      `<worksheet><sheetData>${sheet.rows}</sheetData>${merges === '' ? '' : `<mergeCells>${merges}</mergeCells>`}</worksheet>`;
  });
  return zip(parts);
}

/** A row of cells with texts inline; a text that begins with `<` is a cell of its own. */
export function sheetRow(number: number, cells: readonly (string | null)[]): string {
  const xml = cells.map((cell, index) => {
    const reference = `${String.fromCharCode(65 + index)}${number}`;
    if (cell === null) return '';
    return cell.startsWith('<')
      ? cell.replace('<c', `<c r="${reference}"`)
      : `<c r="${reference}" t="inlineStr"><is><t>${cell}</t></is></c>`;
  });
  return `<row r="${number}">${xml.join('')}</row>`;
}
