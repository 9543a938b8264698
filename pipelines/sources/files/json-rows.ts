import { FileFault } from './file-fault.ts';

/** Beyond any real record. */
const LONGEST = 32 << 20;
/** Stands before a number whose digits a double would lose. */
const EXACT = '\u0000#';

/** One record of a JSON file, or a text that is none. */
export type JsonRecord =
  { readonly fields: ReadonlyMap<string, string | null> } | { readonly malformed: string };

/** The records of JSON lines, or of one array of objects. */
export async function* readJsonRecords(pieces: AsyncIterable<string>): AsyncGenerator<JsonRecord> {
  let texts: AsyncGenerator<string> | null = null;
  const all = pieces[Symbol.asyncIterator]();
  let start = '';
  while (start.trim() === '') {
    const next = await all.next();
    if (next.done === true) return;
    start = next.value;
  }
  const rest = async function* (): AsyncGenerator<string> {
    yield start;
    for (let next = await all.next(); next.done !== true; next = await all.next()) yield next.value;
  };
  texts = start.trimStart().startsWith('[') ? readElements(rest()) : readLines(rest());
  for await (const text of texts) yield parseRecord(text);
}

async function* readLines(pieces: AsyncIterable<string>): AsyncGenerator<string> {
  let left = '';
  for await (const piece of pieces) {
    const lines = (left + piece).split(/\r\n|\n|\r/);
    left = lines.pop() ?? '';
    for (const line of lines) if (line.trim() !== '') yield line;
  }
  if (left.trim() !== '') yield left;
}

/** The elements of an array, as they are written. An array without its end is a fault: its rest would be taken for deleted. */
async function* readElements(pieces: AsyncIterable<string>): AsyncGenerator<string> {
  let element = '';
  let depth = 0;
  let isString = false;
  let isEscaped = false;
  for await (const piece of pieces) {
    let begin = 0;
    for (let at = 0; at < piece.length; at++) {
      const character = piece.charCodeAt(at);
      if (isString) {
        if (isEscaped) isEscaped = false;
        else if (character === 0x5c) isEscaped = true;
        else if (character === 0x22) isString = false;
        continue;
      }
      if (character === 0x22) isString = true;
      else if (character === 0x7b || character === 0x5b) {
        depth++;
        if (depth === 1) begin = at + 1;
      } else if (character === 0x7d || character === 0x5d) depth--;
      const isEnd = depth === 0 && character === 0x5d;
      if (!isEnd && (depth !== 1 || character !== 0x2c)) continue;
      element += piece.slice(begin, at);
      begin = at + 1;
      if (element.trim() !== '') yield element.trim();
      element = '';
      if (isEnd) return;
    }
    if (depth > 0) element += piece.slice(begin);
    if (element.length > LONGEST)
      throw new FileFault('a record is longer than 32 MiB: this is not a file of rows.');
  }
  throw new FileFault('the JSON array has no end: the file is cut off. Copy it again, whole.');
}

function parseRecord(text: string): JsonRecord {
  let value: unknown;
  try {
    value = JSON.parse(keepDigits(text));
  } catch (error) {
    if (error instanceof SyntaxError) return { malformed: text };
    throw error;
  }
  if (!isObject(value)) return { malformed: text };
  const fields = new Map<string, string | null>();
  flatten(value, '', fields);
  return { fields };
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** Numbers of more digits than a double holds become texts. */
function keepDigits(text: string): string {
  if (!/[\d.]{16}|\d[eE][+-]?\d/.test(text)) return text;
  return text.replaceAll(/"(?:[^"\\]|\\.)*"|-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?/g, (token) =>
    token.startsWith('"') || token.length < 16 ? token : `"${'\\u0000#'}${token}"`,
  );
}

/** Fields of inner objects by their dotted path; a list is its JSON text. */
function flatten(
  object: Readonly<Record<string, unknown>>,
  path: string,
  into: Map<string, string | null>,
): void {
  for (const [key, value] of Object.entries(object)) {
    const name = path === '' ? key : `${path}.${key}`;
    if (isObject(value)) flatten(value, name, into);
    else into.set(name, textOf(value));
  }
}

function textOf(value: unknown): string | null {
  if (value === null || value === undefined) return null;
  if (typeof value === 'string') return value.startsWith(EXACT) ? value.slice(EXACT.length) : value;
  if (typeof value === 'object') return JSON.stringify(value).replaceAll(/"\\u0000#([^"]*)"/g, '$1');
  return String(value);
}
