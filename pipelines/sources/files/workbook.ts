import { crc32 } from 'node:zlib';
import { SaxesParser, type SaxesTagPlain } from 'saxes';
import { openPromise, type Entry, type ZipFile } from 'yauzl';
import { FileFault } from './file-fault.ts';
import { isDateFormat } from './sheet-cell.ts';

/** What the sheets of a workbook refer to. */
export interface Workbook {
  readonly sheets: readonly { readonly name: string; readonly part: string; readonly isHidden: boolean }[];
  readonly strings: readonly string[];
  /** By the number of a cell's style: whether it shows a date. */
  readonly dateStyles: readonly boolean[];
  /** Days counted from 1904, as old Macs did. */
  readonly is1904: boolean;
  /** The XML of a part, a piece at a time. */
  readPart(part: string): AsyncGenerator<string>;
  close(): void;
}

/** Reads the directory of an .xlsx file and its small parts; sheets are left for streaming. */
export async function openWorkbook(file: string): Promise<Workbook> {
  const zip = await openPromise(file, { autoClose: false }).catch((error: unknown) => {
    throw damaged(error);
  });
  try {
    const parts = new Map<string, Entry>();
    for await (const entry of zip.eachEntry()) parts.set(entry.fileName.toLowerCase(), entry);
    const readPart = (part: string): AsyncGenerator<string> =>
      readEntry(zip, parts.get(part.toLowerCase()), part);
    const has = (part: string): boolean => parts.has(part.toLowerCase());
    if (!has('xl/workbook.xml')) throw new FileFault('this is no Excel workbook (.xlsx).');
    const targets = await readTargets(readPart('xl/_rels/workbook.xml.rels'));
    const { sheets, is1904 } = await readSheets(readPart('xl/workbook.xml'), targets);
    const strings = has('xl/sharedstrings.xml') ? await readStrings(readPart('xl/sharedStrings.xml')) : [];
    const dateStyles = has('xl/styles.xml') ? await readDateStyles(readPart('xl/styles.xml')) : [];
    return { sheets, strings, dateStyles, is1904, readPart, close: () => zip.close() };
  } catch (error) {
    zip.close();
    throw error;
  }
}

async function* readEntry(zip: ZipFile, entry: Entry | undefined, part: string): AsyncGenerator<string> {
  if (entry === undefined)
    throw new FileFault(`the workbook has lost its part ${part}. Save it again in Excel.`);
  const decoder = new TextDecoder();
  let sum = 0;
  try {
    const stream = await zip.openReadStreamPromise(entry);
    for await (const piece of stream) {
      if (!(piece instanceof Uint8Array)) continue;
      // yauzl leaves this to its caller
      sum = crc32(piece, sum);
      yield decoder.decode(piece, { stream: true });
    }
  } catch (error) {
    throw error instanceof FileFault ? error : damaged(error);
  }
  if (sum !== entry.crc32) throw damaged(null);
}

function damaged(cause: unknown): FileFault {
  return new FileFault('the workbook is cut off or damaged. Copy it again, whole.', { cause });
}

/** Hears the XML of a part; names come without their prefix. */
export interface PartListener {
  open(name: string, attributes: Readonly<Record<string, string>>): void;
  text(text: string): void;
  close(name: string): void;
}

/** Feeds a part's XML to a listener; yields after each piece, so that what was heard can be taken up. */
export async function* hearPart(pieces: AsyncIterable<string>, listener: PartListener): AsyncGenerator<void> {
  const parser = new SaxesParser({ xmlns: false });
  const local = (name: string): string => name.slice(name.indexOf(':') + 1);
  parser.on('opentag', (tag: SaxesTagPlain) => listener.open(local(tag.name), tag.attributes));
  parser.on('text', (text) => listener.text(text));
  parser.on('cdata', (text) => listener.text(text));
  parser.on('closetag', (tag: SaxesTagPlain) => listener.close(local(tag.name)));
  parser.on('error', (error) => {
    throw new FileFault('the workbook is damaged: it is no XML. Save it again in Excel.', { cause: error });
  });
  for await (const piece of pieces) {
    parser.write(piece);
    yield;
  }
  parser.close();
}

async function hearAll(pieces: AsyncIterable<string>, listener: Partial<PartListener>): Promise<void> {
  const ignore = (): void => undefined;
  const whole = { open: ignore, text: ignore, close: ignore, ...listener };
  for await (const heard of hearPart(pieces, whole)) void heard;
}

/** The files behind the workbook's references. */
async function readTargets(pieces: AsyncIterable<string>): Promise<Map<string, string>> {
  const targets = new Map<string, string>();
  await hearAll(pieces, {
    open(name, { Id: id, Target: target }) {
      if (name !== 'Relationship' || id === undefined || target === undefined) return;
      targets.set(id, target.startsWith('/') ? target.slice(1) : `xl/${target}`);
    },
  });
  return targets;
}

async function readSheets(
  pieces: AsyncIterable<string>,
  targets: ReadonlyMap<string, string>,
): Promise<Pick<Workbook, 'sheets' | 'is1904'>> {
  const sheets: Workbook['sheets'][number][] = [];
  let is1904 = false;
  await hearAll(pieces, {
    open(name, attributes) {
      if (name === 'workbookPr') is1904 = ['1', 'true'].includes(attributes['date1904'] ?? '');
      if (name !== 'sheet') return;
      const reference = Object.entries(attributes).find(([key]) => key.endsWith(':id'))?.[1] ?? '';
      const part = targets.get(reference);
      if (part === undefined) return;
      const isHidden = (attributes['state'] ?? 'visible') !== 'visible';
      sheets.push({ name: attributes['name'] ?? '', part, isHidden });
    },
  });
  return { sheets, is1904 };
}

/** The texts that cells share; of rich text the runs, without the phonetic guides. */
async function readStrings(pieces: AsyncIterable<string>): Promise<string[]> {
  const strings: string[] = [];
  let text = '';
  let isText = false;
  let guides = 0;
  await hearAll(pieces, {
    open(name) {
      if (name === 'si') text = '';
      if (name === 'rPh') guides++;
      isText = name === 't' && guides === 0;
    },
    text(more) {
      if (isText) text += more;
    },
    close(name) {
      isText = false;
      if (name === 'rPh') guides--;
      if (name === 'si') strings.push(unescapeText(text));
    },
  });
  return strings;
}

/** Excel writes characters that XML cannot hold as `_x000D_`. */
export function unescapeText(text: string): string {
  return text.replaceAll(/_x([0-9A-Fa-f]{4})_/g, (_, code: string) =>
    String.fromCharCode(parseInt(code, 16)),
  );
}

async function readDateStyles(pieces: AsyncIterable<string>): Promise<boolean[]> {
  const formats = new Map<number, string>();
  const styles: boolean[] = [];
  let isCellStyle = false;
  await hearAll(pieces, {
    open(name, attributes) {
      if (name === 'numFmt') formats.set(Number(attributes['numFmtId']), attributes['formatCode'] ?? '');
      if (name === 'cellXfs') isCellStyle = true;
      if (name !== 'xf' || !isCellStyle) return;
      const id = Number(attributes['numFmtId'] ?? 0);
      styles.push(isDateFormat(id, formats.get(id) ?? null));
    },
    close(name) {
      if (name === 'cellXfs') isCellStyle = false;
    },
  });
  return styles;
}
