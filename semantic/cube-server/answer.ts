import { z } from 'zod';
import { plainName } from '../query/mask-query.ts';
import type { Members } from '../query/members.ts';
import type { PreparedQuery } from '../query/prepare.ts';
import type { Description } from '../schema/describe.ts';
import type { Model } from '../schema/model.ts';
import { readFrom, type AnswerValue } from './driver.ts';
import { isoMoment } from './iso-moment.ts';
import type { Publish } from './publish.ts';

export type AnswerRow = Record<string, AnswerValue>;

/** Rows with the publish they were read from. */
export interface Answer {
  readonly rows: AnswerRow[];
  readonly publish: Publish;
  /** The limit bit: there are more rows than these. */
  readonly truncated: boolean;
  /** What is said of each member, in Cube's four groups. */
  readonly annotation: Readonly<Record<string, Readonly<Record<string, unknown>>>>;
}

/** A result as Cube hands it on, before its native addon would finish it. */
export interface CubeResult {
  /** The array that the driver made. */
  readonly array: object;
  /** Names of members by the columns of the SQL. */
  readonly aliases: Readonly<Record<string, string>>;
  readonly annotation: z.infer<typeof annotationSchema>;
}

interface WrappedResult {
  getArray(): unknown;
  getTransformData(): unknown;
  getRootResultObject(): unknown;
}

const wrapperSchema = z.custom<WrappedResult>(
  (value) => typeof value === 'object' && value !== null && 'isWrapper' in value && value.isWrapper === true,
);
export const arraySchema = z.custom<object>((value) => Array.isArray(value));
const transformSchema = z.tuple([z.object({ aliasToMemberNameMap: z.record(z.string(), z.string()) })]);
const annotationSchema = z.record(z.string(), z.record(z.string(), z.looseObject({})));
const rootSchema = z.tuple([z.object({ annotation: annotationSchema })]);

/** Takes the wrapper off that Cube puts around a result. */
export function unwrapped(message: unknown): CubeResult {
  const result = wrapperSchema.parse(message);
  const [transform] = transformSchema.parse(result.getTransformData());
  const [root] = rootSchema.parse(result.getRootResultObject());
  return {
    array: arraySchema.parse(result.getArray()),
    aliases: transform.aliasToMemberNameMap,
    annotation: root.annotation,
  };
}

/** Finishes a result as Cube's addon would: columns by member, dates as ISO text. */
export function readAnswer(
  { array, aliases, annotation }: CubeResult,
  prepared: PreparedQuery,
  model: Model,
): Answer {
  const { rows: found, publish } = readFrom(array);
  const columns = columnsOf(aliases, model.members);
  const iso = remembering(isoMoment);
  return {
    rows: found.slice(0, prepared.limit).map((row) => renamed(row, columns, iso)),
    publish,
    truncated: found.length > prepared.limit,
    annotation: annotated(annotation, model.descriptions),
  };
}

interface Column {
  readonly names: readonly string[];
  readonly isTime: boolean;
}

function columnsOf(aliases: Readonly<Record<string, string>>, members: Members): Map<string, Column> {
  const taken = new Set(Object.values(aliases));
  return new Map(
    Object.entries(aliases).map(([alias, asked]) => {
      const name = plainName(asked);
      const [view = '', member = '', granularity] = name.split('.');
      const plain = `${view}.${member}`;
      const type = members.get(plain)?.type;
      // clients also look for a grouped date under its bare name
      const names = granularity === undefined || taken.has(plain) ? [name] : [name, plain];
      return [alias, { names, isTime: type === 'date' || type === 'instant' }];
    }),
  );
}

function renamed(
  row: Readonly<Record<string, AnswerValue>>,
  columns: ReadonlyMap<string, Column>,
  iso: (text: string) => string,
): AnswerRow {
  const answer: AnswerRow = {};
  for (const alias in row) {
    const value = row[alias] ?? null;
    const column = columns.get(alias);
    if (column === undefined) throw new Error(`Cube answered a column that nobody asked for: ${alias}`);
    const shown = column.isTime && typeof value === 'string' ? iso(value) : value;
    for (const name of column.names) answer[name] = shown;
  }
  return answer;
}

/** The few moments that many rows are grouped by are written once. */
function remembering(write: (text: string) => string): (text: string) => string {
  const written = new Map<string, string>();
  return (text) => {
    const known = written.get(text) ?? write(text);
    written.set(text, known);
    return known;
  };
}

function annotated(groups: z.infer<typeof annotationSchema>, descriptions: ReadonlyMap<string, Description>) {
  const say = ([asked, said]: [string, object]): [string, object] => {
    const name = plainName(asked);
    const member = name.split('.').slice(0, 2).join('.');
    return [name, { ...said, ...descriptions.get(member) }];
  };
  return Object.fromEntries(
    Object.entries(groups).map(([group, members]) => [
      group,
      Object.fromEntries(Object.entries(members).map(say)),
    ]),
  );
}
