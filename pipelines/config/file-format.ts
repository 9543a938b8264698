import { z } from 'zod';
import { didYouMean } from './nearest.ts';

/** How the files of a table are written; null is found out from the file itself. */
export interface FileFormat {
  readonly encoding: Encoding | null;
  readonly delimiter: string | null;
  /** Around values; empty where nothing is quoted. */
  readonly quote: string | null;
  /** Before a quote inside a quoted value. */
  readonly escape: string | null;
  readonly newLine: string | null;
  /** Whether the first row names the columns. */
  readonly header: boolean;
  /** Lines before the header. */
  readonly skip: number;
  /** Names that stand instead of a header's; of JSON, fields that rows may lack. */
  readonly columns: readonly string[] | null;
  /** Texts that stand for nothing. */
  readonly nulls: readonly string[];
  /** Of a workbook; null is its first visible one. */
  readonly sheet: string | null;
}

/** Files by one name or pattern, and how they are written. */
export interface FileTable {
  readonly path: string;
  readonly format: FileFormat;
}

/** Encodings by the names that TextDecoder knows them by. */
const ENCODINGS = [
  'utf-8',
  'utf-16le',
  'utf-16be',
  'gb18030',
  'big5',
  'shift_jis',
  'euc-jp',
  'euc-kr',
  'windows-1250',
  'windows-1251',
  'windows-1252',
] as const;

export type Encoding = (typeof ENCODINGS)[number];

/** Other names in use; GB18030 holds GBK, which holds GB2312. */
const ALIASES: Readonly<Record<string, Encoding>> = {
  utf8: 'utf-8',
  'utf-8-sig': 'utf-8',
  ascii: 'utf-8',
  'utf-16': 'utf-16le',
  utf16: 'utf-16le',
  utf16le: 'utf-16le',
  utf16be: 'utf-16be',
  gbk: 'gb18030',
  gb2312: 'gb18030',
  cp936: 'gb18030',
  ansi: 'gb18030',
  cp950: 'big5',
  sjis: 'shift_jis',
  'shift-jis': 'shift_jis',
  cp932: 'shift_jis',
  cp949: 'euc-kr',
  cp1250: 'windows-1250',
  cp1251: 'windows-1251',
  cp1252: 'windows-1252',
  latin1: 'windows-1252',
  'iso-8859-1': 'windows-1252',
};

function encodingOf(name: string): Encoding | null {
  const wanted = name.trim().toLowerCase();
  return ENCODINGS.find((one) => one === wanted) ?? ALIASES[wanted] ?? null;
}

const encoding = z.string().transform((name, context): Encoding => {
  const found = encodingOf(name);
  if (found !== null) return found;
  const known = [...ENCODINGS, ...Object.keys(ALIASES)];
  context.addIssue(`"${name}" is no encoding that Treeline reads.${didYouMean(name, known)}`);
  return z.NEVER;
});

/** `tab` and `\t` are what people write for a tab. */
function spelledOut(text: string): string {
  if (text.toLowerCase() === 'tab') return '\t';
  return text.replaceAll('\\t', '\t').replaceAll('\\r', '\r').replaceAll('\\n', '\n');
}

/** The settings of a file as keys of a `files` source, or of one of its tables. */
export const fileFormatKeys = {
  encoding: encoding.optional(),
  delimiter: z
    .string()
    .min(1)
    .transform(spelledOut)
    .refine(
      (text) => Buffer.byteLength(text) <= 4,
      'a delimiter is one character, or up to four such as "+|".',
    )
    .optional(),
  quote: z
    .string()
    .refine(
      (text) => text === 'none' || text.length === 1,
      'write the character around values, such as "\'", or none.',
    )
    .transform((text) => (text === 'none' ? '' : text))
    .optional(),
  escape: z.string().length(1, 'write one character, such as "\\\\".').optional(),
  new_line: z.string().min(1).max(8).transform(spelledOut).optional(),
  header: z.boolean().optional(),
  skip: z.int().nonnegative().optional(),
  columns: z.array(z.string().min(1)).min(1).optional(),
  nulls: z.array(z.string('put the text in quotes, such as "NULL".')).optional(),
  sheet: z.string().min(1).optional(),
};

type FormatKeys = z.infer<z.ZodObject<typeof fileFormatKeys>>;

const DEFAULTS: FileFormat = {
  encoding: null,
  delimiter: null,
  quote: null,
  escape: null,
  newLine: null,
  header: true,
  skip: 0,
  columns: null,
  nulls: [''],
  sheet: null,
};

/** What is said lies over what stood before. */
export function toFileFormat(said: FormatKeys, under: FileFormat = DEFAULTS): FileFormat {
  return {
    encoding: said.encoding ?? under.encoding,
    delimiter: said.delimiter ?? under.delimiter,
    quote: said.quote ?? under.quote,
    escape: said.escape ?? under.escape,
    newLine: said.new_line ?? under.newLine,
    header: said.header ?? under.header,
    skip: said.skip ?? under.skip,
    columns: said.columns ?? under.columns,
    nulls: said.nulls ?? under.nulls,
    sheet: said.sheet ?? under.sheet,
  };
}
