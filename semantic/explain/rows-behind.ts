import type { DuckDBConnection } from '@duckdb/node-api';
import { z } from 'zod';
import { parseSql, writeSql, type SqlTree } from '../../warehouse/sql-tree.ts';
import { rows } from '../../warehouse/warehouse.ts';
import type { AnswerRow } from '../cube-server/answer.ts';
import type { CompiledQuery } from '../cube-server/gateway.ts';
import { isoMoment } from '../cube-server/iso-moment.ts';
import type { CubeDeclaration, Dimension } from '../declare/member.ts';
import { cubeName } from '../schema/write-schema.ts';
import { ROW_ORDER, type Part } from './parts.ts';

/** Which of the rows behind a figure are wanted. */
export interface RowPage {
  readonly limit: number;
  readonly offset: number;
}

const valueSchema = z.union([z.string(), z.number(), z.boolean(), z.null()]);
/** Rows of DuckDB's as plain values. */
export const answerSchema = z.array(z.record(z.string(), valueSchema));

interface RowsAsked {
  readonly tree: SqlTree;
  readonly values: CompiledQuery['values'];
  readonly declaration: CubeDeclaration;
  readonly columns: readonly Dimension[];
  readonly parts: readonly Part[];
  readonly page: RowPage;
}

/** The rows that make a figure, and what they add up to: Cube's own SQL with another list of columns. */
export async function findRows(connection: DuckDBConnection, asked: RowsAsked) {
  const { declaration, columns, parts, page } = asked;
  if (parts.length === 0) return { totals: {}, rows: [] };
  const cube = cubeName(declaration.name);
  const expressions = columns.map(({ name, sql }) => ({ name, sql: sql.replaceAll('{CUBE}', cube) }));
  const shown = [
    ...expressions.map(({ name, sql }) => `${sql} as ${name}`),
    ...parts.map((part, at) => `${part.value} as p${at + 1}`),
    `(${parts.map((part) => `coalesce(${part.belongs}, false)`).join(' or ')}) as is_behind`,
  ];
  const rowOrder = ['0', ...expressions.map(({ sql }) => sql)].join(', ');
  const select = await parseSql(connection, `select ${shown.join(', ').replaceAll(ROW_ORDER, rowOrder)}`);
  const listed = { ...asked.tree, select_list: select['select_list'] ?? [], modifiers: [] };
  const ground = `with listed as (${await writeSql(connection, listed)})`;
  const figures = parts.map((part, at) => `${part.figure(`p${at + 1}`)} as p${at + 1}`);
  const totals = await rows(
    connection,
    `${ground} select count(*) as row_count, ${figures.join(', ')} from listed where is_behind`,
    [...asked.values],
  );
  // the newest first; ties by everything that is shown, so that no row is on two pages
  const date = columns.find((one) => one.type === 'date');
  const order = [
    ...(date === undefined ? [] : [`${date.name} desc nulls last`]),
    ...[...columns.map((one) => one.name), ...parts.map((_part, at) => `p${at + 1}`)],
  ];
  const listedRows = await rows(
    connection,
    `${ground} select * exclude (is_behind, place) from (
      select *, row_number() over (order by ${order.join(', ')}) as place from listed where is_behind
    ) where place > ${page.offset} and place <= ${page.offset + page.limit} order by place`,
    [...asked.values],
  );
  const types = new Map(columns.map((one) => [one.name, one.type]));
  return {
    totals: answerSchema.parse(totals)[0] ?? {},
    rows: answerSchema.parse(listedRows).map((row) => outside(row, declaration.name, types)),
  };
}

/** A row under the names that clients know; figures as text, dates as ISO text, as in every answer. */
function outside(
  row: Readonly<Record<string, AnswerRow[string]>>,
  view: string,
  types: ReadonlyMap<string, Dimension['type']>,
): AnswerRow {
  return Object.fromEntries(
    Object.entries(row).map(([name, value]) => {
      const type = types.get(name);
      if (type === undefined) return [name, textValue(value)];
      const isTime = (type === 'date' || type === 'instant') && typeof value === 'string';
      return [`${view}.${name}`, isTime ? isoMoment(value) : value];
    }),
  );
}

export function textValue(value: AnswerRow[string] | undefined): string | null {
  return value === null || value === undefined ? null : String(value);
}
