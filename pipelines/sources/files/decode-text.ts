import { FileFault } from './file-fault.ts';
import type { Encoding } from '../../config/file-format.ts';

/** Far beyond any real line. */
const LONGEST_LINE = 64 << 20;
const REPLACEMENT = '\ufffd';

/** What windows-1252 has at 0x80–0x9f; Node 20's decoder answers ISO-8859-1 there. */
const WINDOWS_1252 = '€\x81‚ƒ„…†‡ˆ‰Š‹Œ\x8dŽ\x8f\x90‘’“”•–—˜™š›œ\x9džŸ';

function decoderOf(encoding: Encoding, fatal: boolean): TextDecoder {
  return new TextDecoder(encoding, { fatal, ignoreBOM: true });
}

/**
 * Decodes bytes that begin and end between characters. A byte that is no text comes as the lone surrogate
 * U+DC00 + byte, which no text holds: so that it can be told from a replacement character that somebody wrote.
 */
export function decodeBytes(bytes: Uint8Array, encoding: Encoding): string {
  const text = decoderOf(encoding, false).decode(bytes);
  if (encoding === 'windows-1252') {
    return text.replaceAll(/[\x80-\x9f]/g, (one) => WINDOWS_1252[one.charCodeAt(0) - 0x80] ?? one);
  }
  if (!text.includes(REPLACEMENT)) return text;
  return linesOf(bytes, encoding)
    .map((line) => decodeLine(line, encoding))
    .join('');
}

function decodeLine(bytes: Uint8Array, encoding: Encoding): string {
  return decodeStrictly(bytes, encoding) ?? decodeBytewise(bytes, encoding);
}

function decodeStrictly(bytes: Uint8Array, encoding: Encoding): string | null {
  try {
    return decoderOf(encoding, true).decode(bytes);
  } catch (error) {
    if (error instanceof TypeError) return null;
    throw error;
  }
}

function decodeBytewise(bytes: Uint8Array, encoding: Encoding): string {
  let decoder = decoderOf(encoding, false);
  let text = '';
  let begin = 0;
  for (let at = 0; at <= bytes.length; at++) {
    const out = decodeNext(decoder, bytes, at);
    if (out === null) {
      // the first byte is none; what came after it is looked at anew
      text += String.fromCharCode(0xdc00 + (bytes[begin] ?? 0));
      at = begin;
      begin++;
      decoder = decoderOf(encoding, false);
      continue;
    }
    if (out === '') continue;
    const pending = bytes.subarray(begin, Math.min(at + 1, bytes.length));
    begin = at + 1;
    if (!out.includes(REPLACEMENT)) {
      text += out;
      continue;
    }
    const strict = decodeStrictly(pending, encoding);
    // after a broken character the decoder may give back the ASCII that it took for the rest of it
    const rest = strict === null ? (/[^\ufffd]*$/.exec(out)?.[0] ?? '') : '';
    const given = /^[\x00-\x7f]*$/.test(rest) ? rest : '';
    const width = encoding.startsWith('utf-16') ? 2 : 1;
    const bad = pending.subarray(0, pending.length - given.length * width);
    text += strict ?? [...bad].map((byte) => String.fromCharCode(0xdc00 + byte)).join('') + given;
  }
  return text;
}

/** Node's decoders of GB18030 and EUC-JP throw at some broken characters, though they were told not to: null. */
function decodeNext(decoder: TextDecoder, bytes: Uint8Array, at: number): string | null {
  try {
    return at < bytes.length
      ? decoder.decode(bytes.subarray(at, at + 1), { stream: true })
      : decoder.decode();
  } catch (error) {
    if (error instanceof TypeError) return null;
    throw error;
  }
}

/** Cut after each line end; no encoding but UTF-16 has its byte inside a character. */
function linesOf(bytes: Uint8Array, encoding: Encoding): Uint8Array[] {
  const lines: Uint8Array[] = [];
  let begin = 0;
  for (let end = endOfLine(bytes, encoding, 0); end !== -1; end = endOfLine(bytes, encoding, end)) {
    lines.push(bytes.subarray(begin, end));
    begin = end;
  }
  lines.push(bytes.subarray(begin));
  return lines;
}

function endOfLine(bytes: Uint8Array, encoding: Encoding, from: number): number {
  if (encoding !== 'utf-16le' && encoding !== 'utf-16be') {
    const at = bytes.indexOf(0x0a, from);
    return at === -1 ? -1 : at + 1;
  }
  const [low, high] = encoding === 'utf-16le' ? [0, 1] : [1, 0];
  for (let at = from; at + 1 < bytes.length; at += 2) {
    if (bytes[at + low] === 0x0a && bytes[at + high] === 0) return at + 2;
  }
  return -1;
}

/** The end of the last line in these bytes, by any line end; 0 without one. */
function lastLineEnd(bytes: Uint8Array, encoding: Encoding): number {
  const isWide = encoding === 'utf-16le' || encoding === 'utf-16be';
  const step = isWide ? 2 : 1;
  const isEnd = (byte: number | undefined): boolean => byte === 0x0a || byte === 0x0d;
  for (let at = bytes.length - (bytes.length % step) - step; at >= 0; at -= step) {
    const [first, second] = [bytes[at], bytes[at + 1]];
    if (
      !isWide
        ? isEnd(first)
        : encoding === 'utf-16le'
          ? isEnd(first) && second === 0
          : first === 0 && isEnd(second)
    )
      return at + step;
  }
  return 0;
}

/** Decodes a file a piece at a time: pieces end with a line, so no character is cut. Drops a byte order mark. */
export async function* decodePieces(
  bytes: AsyncIterable<Buffer>,
  encoding: Encoding,
): AsyncGenerator<string> {
  let left: Buffer[] = [];
  let size = 0;
  let isFirst = true;
  const take = (piece: Buffer): string => {
    const text = decodeBytes(piece, encoding);
    const isMarked = isFirst && text.startsWith('\ufeff');
    isFirst = false;
    return isMarked ? text.slice(1) : text;
  };
  for await (const piece of bytes) {
    left.push(piece);
    size += piece.length;
    if (size > LONGEST_LINE) {
      throw new FileFault('a line is longer than 64 MiB: this is not a file of rows.');
    }
    // an odd number of bytes so far would cut a character of UTF-16 in two
    const whole = Buffer.concat(left);
    const end = lastLineEnd(whole, encoding);
    left = [whole.subarray(end)];
    size = whole.length - end;
    if (end > 0) yield take(whole.subarray(0, end));
  }
  if (size > 0) yield take(Buffer.concat(left));
}

/** Marks a byte that was no text: 0xff, which no UTF-8 holds, so that DuckDB rejects the row; its value follows. */
const MARK = 0xff;

/** UTF-8, with undecodable bytes as {@link MARK} and `xNN`. */
export function encodeText(text: string): Buffer {
  if (!/[\udc00-\udcff]/u.test(text)) return Buffer.from(text);
  const parts = text.split(/([\udc00-\udcff])/u).map((part, index) => {
    if (index % 2 === 0) return Buffer.from(part);
    const byte = (part.charCodeAt(0) - 0xdc00).toString(16).padStart(2, '0');
    return Buffer.concat([Buffer.from([MARK]), Buffer.from(`x${byte}`)]);
  });
  return Buffer.concat(parts);
}

/** Bytes of a broken row as text that loses nothing: `\xNN` for each byte that is none. */
export function showBytes(bytes: Uint8Array, isMarked: boolean): string {
  return decodeBytes(bytes, 'utf-8').replaceAll(/[\udc00-\udcff]/gu, (one) => {
    const byte = one.charCodeAt(0) - 0xdc00;
    return isMarked && byte === MARK ? '\\' : `\\x${byte.toString(16).padStart(2, '0')}`;
  });
}
