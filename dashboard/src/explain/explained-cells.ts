import type { ExplainAnswer } from '../../../server/contracts/explain.ts';
import { parseDecimal } from '../lib/decimal.ts';
import { missing, type Formats } from '../lib/format.ts';

type Column = ExplainAnswer['columns'][number];
type Part = ExplainAnswer['parts'][number];
type Value = ExplainAnswer['rows'][number][string];

/** Columns for a reader: an id is left out where its name stands beside it. */
export function shownColumns(columns: readonly Column[]): Column[] {
  const names = new Set(columns.map((column) => column.name));
  return columns.filter(({ name }) => {
    if (name.endsWith('.record_id')) return !names.has(name.replace('record_id', 'record_name'));
    return !name.endsWith('_id') || !names.has(name.replace(/_id$/, '_name'));
  });
}

/** A figure as it is: money to the cent, nothing shortened, so that rows can be added up by hand. */
export function exactFigure(formats: Formats, value: Value, format: Part['format']): string {
  if (value === null) return missing;
  if (format === null) return String(value).replace('T', ' ').slice(0, 19);
  const figure = parseDecimal(value);
  switch (format) {
    case 'money':
      return formats.moneyExact(figure);
    case 'rate':
      return formats.rate(figure, 2);
    case 'count':
      return formats.count(figure);
    case 'ratio':
    case 'number':
    case 'days':
    case 'hours':
    case 'minutes':
      return formats.number(figure, 2);
  }
}

/** What a row contributes; of a distinct count the thing itself is counted, and a mark says so. */
export function contribution(formats: Formats, value: Value | undefined, part: Part): string {
  if (value === undefined || value === null) return '';
  return part.way === 'distinct' ? '●' : exactFigure(formats, value, part.format);
}

export function cellText(formats: Formats, value: Value | undefined, { type }: Column): string {
  if (value === undefined || value === null) return missing;
  if (type === 'date') return formats.date(String(value));
  if (type === 'instant') return String(value).replace('T', ' ').slice(0, 19);
  return String(value);
}

/** The source's columns by table, for reading. */
export function byTable(sources: ExplainAnswer['lineage']['sources']) {
  const tables = new Map<string, { source: string; table: string; columns: string[] }>();
  for (const { source, table, entity, expression } of sources) {
    // a query is as long as it likes: its entity says enough
    const name = table.startsWith('(') ? entity : table;
    const known = tables.get(`${source} ${name}`) ?? { source, table: name, columns: [] };
    known.columns.push(expression);
    tables.set(`${source} ${name}`, known);
  }
  return [...tables.values()];
}
