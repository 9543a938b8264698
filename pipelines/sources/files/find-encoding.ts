import { isAscii, isUtf8 } from 'node:buffer';
import chardet from 'chardet';
import type { Encoding } from '../../config/file-format.ts';
import { decodeBytes } from './decode-text.ts';

/** How much text beyond ASCII is weighed. */
const SAMPLE_BYTES = 256 * 1024;
/** Below it chardet guesses. */
const SURE = 80;

/** Encodings that can be told apart from their bytes; those of one byte per character cannot, and must be said. */
const TOLD_APART: Readonly<Record<string, Encoding>> = {
  GB18030: 'gb18030',
  Big5: 'big5',
  Shift_JIS: 'shift_jis',
  'EUC-JP': 'euc-jp',
  'EUC-KR': 'euc-kr',
};

/** What stands over the columns of a Chinese export. */
const HEADINGS =
  /客户|公司|姓名|名称|编号|编码|日期|时间|金额|价格|电话|手机|部门|负责人|产品|订单|合同|状态|阶段|商机|线索|类型/;

/**
 * The encoding of a text: by its byte order mark, by its zero bytes, by being UTF-8, else by the statistics of its
 * characters. What cannot be told is taken for UTF-8: its rows are rejected rather than mangled.
 */
export async function findEncoding(bytes: AsyncIterable<Buffer>): Promise<Encoding> {
  const lines: Buffer[] = [];
  let size = 0;
  let isFirst = true;
  for await (const piece of bytes) {
    if (isFirst) {
      const marked = byMark(piece) ?? byZeros(piece);
      if (marked !== null) return marked;
      isFirst = false;
    }
    if (isAscii(piece)) continue;
    for (const line of foreignLines(piece)) {
      lines.push(line);
      size += line.length;
    }
    if (size > SAMPLE_BYTES) break;
  }
  return lines.length === 0 ? 'utf-8' : weigh(lines);
}

function byMark(bytes: Buffer): Encoding | null {
  if (bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf) return 'utf-8';
  if (bytes[0] === 0xff && bytes[1] === 0xfe) return 'utf-16le';
  if (bytes[0] === 0xfe && bytes[1] === 0xff) return 'utf-16be';
  if (bytes[0] === 0x84 && bytes[1] === 0x31 && bytes[2] === 0x95 && bytes[3] === 0x33) return 'gb18030';
  return null;
}

/** UTF-16 without a mark: delimiters, digits and line ends have a zero byte, always on the same side. */
function byZeros(bytes: Buffer): Encoding | null {
  const zeros = [0, 0];
  const end = Math.min(bytes.length, 64 * 1024);
  for (let at = bytes.indexOf(0); at !== -1 && at < end; at = bytes.indexOf(0, at + 1)) {
    zeros[at % 2] = (zeros[at % 2] ?? 0) + 1;
  }
  const [even = 0, odd = 0] = zeros;
  if (Math.max(even, odd) * 20 < end || Math.max(even, odd) < 2) return null;
  if (even * 20 < odd) return 'utf-16le';
  return odd * 20 < even ? 'utf-16be' : null;
}

/** The lines with more than ASCII in them; the piece's first and last may be cut inside a character. */
function foreignLines(piece: Buffer): Buffer[] {
  const found: Buffer[] = [];
  let begin = 0;
  while (begin < piece.length) {
    const newline = piece.indexOf(0x0a, begin);
    const end = newline === -1 ? piece.length : newline + 1;
    const line = piece.subarray(begin, end);
    if (!isAscii(line)) found.push(line);
    begin = end;
  }
  return found;
}

function weigh(lines: readonly Buffer[]): Encoding {
  const valid = lines.filter((line) => isUtf8(line)).length;
  if (valid * 2 >= lines.length) return 'utf-8';
  const sample = Buffer.concat(lines);
  const ranked = chardet.analyse(sample).filter((one) => TOLD_APART[one.name] !== undefined);
  const [best, second] = ranked;
  const isSure =
    best !== undefined && best.confidence >= SURE && best.confidence - (second?.confidence ?? 0) >= 20;
  const isChinese = isShortChinese(sample) || HEADINGS.test(decodeBytes(sample, 'gb18030'));
  const told = isSure ? TOLD_APART[best.name] : isChinese ? 'gb18030' : undefined;
  return told !== undefined && fits(lines, told) ? told : 'utf-8';
}

/**
 * A few names are too little for statistics: pairs of high bytes alone, most of them among the 3,755 characters that
 * GB2312 holds to be common, are Chinese; but not if all of them could be Korean syllables as well.
 */
function isShortChinese(sample: Buffer): boolean {
  const text = sample.toString('latin1').replaceAll(/[\x81-\xfe][0-9][\x81-\xfe][0-9]/g, ' ');
  const runs = text.match(/[\x80-\xff]+/g) ?? [];
  if (runs.some((run) => run.length % 2 === 1)) return false;
  const pairs = runs.flatMap((run) => run.match(/../gs) ?? []);
  if (pairs.some((pair) => !/[\xa1-\xf7][\xa1-\xfe]/.test(pair))) return false;
  const common = pairs.filter((pair) => /[\xb0-\xd7][\xa1-\xfe]/.test(pair));
  const notKorean = common.filter((pair) => pair > '\xc9');
  const isMostly = common.length >= pairs.length * 0.8 && notKorean.length >= pairs.length * 0.2;
  return isMostly && new Set(common).size >= 2;
}

/** Whether most lines are text in this encoding. */
function fits(lines: readonly Buffer[], encoding: Encoding): boolean {
  const broken = lines.filter((line) => /[\udc00-\udcff]/u.test(decodeBytes(line, encoding))).length;
  return broken * 2 <= lines.length;
}
