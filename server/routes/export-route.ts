import { Router } from 'express';
import type { Access } from '../access/access.ts';
import { callerOf } from '../access/caller.ts';
import { exportQuery, type ExportQuery } from '../contracts/export.ts';
import { writeCsv, type CellType, type Sheet } from '../export/sheet.ts';
import { parseParameters } from '../http/query-parameters.ts';
import { parseQueryText } from '../http/query-text.ts';
import type { CubeQuery, SemanticPort, Viewer } from '../semantic-port.ts';
import { TreelineError } from '../../warehouse/treeline-error.ts';

export interface ExportEffects {
  readonly semantic: SemanticPort;
  readonly access: Pick<Access, 'note'>;
}

/** More are refused, not cut: a sheet that ends early looks like one that does not. */
const MOST_ROWS = 50_000;

interface Exported extends Sheet {
  readonly view: string;
  readonly version: number;
  /** ISO 8601, UTC. */
  readonly asOf: string;
}

/** `GET /api/export.csv` */
export function exportRoute({ semantic, access }: ExportEffects): Router {
  const router = Router();
  router.get('/api/export.csv', async (request, response) => {
    const asked = parseParameters(exportQuery, request.query);
    const query = parseQueryText(asked.query);
    const { viewer } = callerOf(request);
    const sheet = await (asked.of === 'rows' ? rowsBehind : figures)(semantic, query, viewer, asked.language);
    const { view, version, asOf, rows } = sheet;
    // written down before the first byte leaves
    await access.note(request, 'export', view, { ...asked, version, rows: rows.length });
    const moment = asOf.slice(0, 16).replaceAll(/[^0-9]/g, '');
    response
      .setHeader('cache-control', 'no-store')
      .setHeader('content-disposition', `attachment; filename="treeline-${view}-${moment}.csv"`)
      .type('text/csv; charset=utf-8')
      .send(writeCsv(sheet));
  });
  return router;
}

type Reader = (
  semantic: SemanticPort,
  query: CubeQuery,
  viewer: Viewer,
  language: ExportQuery['language'],
) => Promise<Exported>;

/** The figures of a query: what it groups by, then what it measures. */
const figures: Reader = async (semantic, query, viewer, language) => {
  const { rows, version, asOf, truncated } = await semantic.query(
    { ...query, limit: query.limit ?? MOST_ROWS },
    viewer,
  );
  if (truncated && query.limit === undefined) throw tooLarge();
  const columns = columnsOf(query, semantic.catalogue(), language);
  return {
    ...{ view: viewOf(columns[0]?.name ?? ''), version, asOf, columns },
    rows: rows.map((row) => columns.map(({ name }) => row[name] ?? null)),
  };
};

/** In the order asked: groups, periods, figures. */
function columnsOf(
  query: CubeQuery,
  { measures, dimensions }: ReturnType<SemanticPort['catalogue']>,
  language: ExportQuery['language'],
) {
  const titles = new Map([...dimensions, ...measures].map((one) => [one.name, one.title[language]]));
  const types = new Map(dimensions.map((one) => [one.name, one.type]));
  const column = (name: string, type: CellType, member = name) => ({
    ...{ name, type },
    heading: titles.get(member) ?? member,
  });
  return [
    ...(query.dimensions ?? []).map((name) => column(name, types.get(name) ?? 'string')),
    ...(query.timeDimensions ?? []).flatMap(({ dimension, granularity }) => {
      if (granularity === undefined || granularity === null) return [];
      const type = /^(hour|minute|second)$/.test(granularity) ? 'instant' : 'date';
      return [column(`${dimension}.${granularity}`, type, dimension)];
    }),
    // a measure may be a moment, which is written as it comes
    ...(query.measures ?? []).map((name) => column(name, 'number')),
  ];
}

/** The rows behind one figure, each with what it contributes. */
const rowsBehind: Reader = async (semantic, query, viewer, language) => {
  const { columns, parts, rows, rowCount, version, asOf, measure } = await semantic.explain(query, viewer, {
    limit: MOST_ROWS,
    offset: 0,
  });
  if (rowCount > MOST_ROWS) throw tooLarge();
  const shown = [
    ...columns,
    ...parts.map(({ id, title, format }) => ({
      ...{ name: id, title },
      type: format === null ? ('string' as const) : ('number' as const),
    })),
  ];
  return {
    ...{ view: viewOf(measure.name), version, asOf },
    columns: shown.map(({ title, type }) => ({ heading: title[language], type })),
    rows: rows.map((row) => shown.map(({ name }) => row[name] ?? null)),
  };
};

/** Members were checked by then: a view's name is letters and `_`. */
function viewOf(name: string): string {
  return name.split('.')[0] ?? '';
}

function tooLarge(): TreelineError {
  return new TreelineError(
    'export_too_large',
    `The sheet would have more than ${MOST_ROWS.toLocaleString('en')} rows. Ask for a shorter period or a smaller unit, or set a limit.`,
    { rows: MOST_ROWS },
  );
}
