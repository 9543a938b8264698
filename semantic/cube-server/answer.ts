import { z } from 'zod';
import { plainName } from '../query/mask-query.ts';
import type { Members } from '../query/members.ts';
import type { PreparedQuery } from '../query/prepare.ts';
import type { Description } from '../schema/describe.ts';
import type { Model } from '../schema/model.ts';
import { publishOf } from './driver.ts';
import { isoMoment } from './iso-moment.ts';
import type { Publish } from './publish.ts';

export type AnswerValue = string | number | boolean | null;
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

/** Cube's wrapped result, which its native addon would finish. */
interface WrappedResult {
  getArray(): unknown;
  getTransformData(): unknown;
  getRootResultObject(): unknown;
}

const wrapperSchema = z.custom<WrappedResult>(
  (value) => typeof value === 'object' && value !== null && 'isWrapper' in value && value.isWrapper === true,
);
const rowsSchema = z.array(z.record(z.string(), z.union([z.string(), z.number(), z.boolean(), z.null()])));
const transformSchema = z.array(z.object({ aliasToMemberNameMap: z.record(z.string(), z.string()) })).min(1);
const annotationSchema = z.record(z.string(), z.record(z.string(), z.looseObject({})));
const rootSchema = z.array(z.object({ annotation: annotationSchema })).min(1);

/** Finishes a result as Cube's addon would: columns by member, dates as ISO text. */
export function readAnswer(message: unknown, prepared: PreparedQuery, model: Model): Answer {
  const result = wrapperSchema.parse(message);
  const array = result.getArray();
  if (typeof array !== 'object' || array === null) throw new Error('Cube answered without rows');
  const publish = publishOf(array);
  const [transform] = transformSchema.parse(result.getTransformData());
  const [root] = rootSchema.parse(result.getRootResultObject());
  const columns = columnsOf(transform?.aliasToMemberNameMap ?? {}, model.members);
  const found = rowsSchema.parse(array);
  return {
    rows: found.slice(0, prepared.limit).map((row) => renamed(row, columns)),
    publish,
    truncated: found.length > prepared.limit,
    annotation: annotated(root?.annotation ?? {}, model.descriptions),
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
): AnswerRow {
  const answer: AnswerRow = {};
  for (const [alias, value] of Object.entries(row)) {
    const column = columns.get(alias);
    if (column === undefined) throw new Error(`Cube answered a column that nobody asked for: ${alias}`);
    const shown = column.isTime && typeof value === 'string' ? isoMoment(value) : value;
    for (const name of column.names) answer[name] = shown;
  }
  return answer;
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
