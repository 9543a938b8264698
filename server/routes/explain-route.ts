import { Router } from 'express';
import type { Access } from '../access/access.ts';
import { callerOf } from '../access/caller.ts';
import { visibleOrg } from '../access/visible-org.ts';
import { explainQuery, type ExplainAnswer, type SourceColumn } from '../contracts/explain.ts';
import type { RunSummary } from '../contracts/status.ts';
import { filterWords } from '../explain/filter-words.ts';
import { parseParameters } from '../http/query-parameters.ts';
import { parseQueryText } from '../http/query-text.ts';
import { figureIn } from '../published/answer-values.ts';
import type { Published } from '../published/snapshot.ts';
import type { BoardEyes } from '../leaderboard/board.ts';
import type { AnswerRow, CubeQuery, SemanticPort } from '../semantic-port.ts';
import type { ServerSettings } from '../settings.ts';

export interface ExplainEffects {
  readonly semantic: SemanticPort;
  readonly published: Published;
  readonly settings: ServerSettings;
  readonly feeder: { runs(): Promise<readonly RunSummary[]> };
  /** The columns of the sources that a member is made of. */
  sourcesOf(member: string): Promise<readonly SourceColumn[]>;
  readonly access: Pick<Access, 'note'>;
}

/** `GET /api/explain` */
export function explainRoute(effects: ExplainEffects): Router {
  const router = Router();
  router.get('/api/explain', async (request, response) => {
    const asked = parseParameters(explainQuery, request.query);
    const { viewer, homeUnitId } = callerOf(request);
    const page = { limit: asked.limit, offset: asked.offset };
    const snapshot = await effects.published.snapshot();
    const org = visibleOrg(snapshot.org, viewer, homeUnitId);
    const body = await explain(effects, parseQueryText(asked.query), { viewer, org }, page);
    if (body.rows.length > 0)
      await effects.access.note(request, 'explain_rows', body.measure.name, { query: asked.query });
    response.setHeader('cache-control', 'no-store').json(body);
  });
  return router;
}

async function explain(
  { semantic, settings, feeder, sourcesOf }: ExplainEffects,
  query: CubeQuery,
  { viewer, org }: BoardEyes,
  page: { readonly limit: number; readonly offset: number },
): Promise<ExplainAnswer> {
  const [found, runs] = await Promise.all([semantic.explain(query, viewer, page), feeder.runs()]);
  const { measures, dimensions } = semantic.catalogue();
  const titles = new Map([...measures, ...dimensions].map((one) => [one.name, one.title]));
  const { measure, asked, sql } = found;
  const sources = await sourcesOf(measure.name);
  const numbers = found.parts
    .filter((one) => one.format !== null && one.way !== 'distinct')
    .map((one) => one.id);
  return {
    ...{ asOf: found.asOf, version: found.version, currency: settings.currency },
    measure: {
      ...{ name: measure.name, title: measure.title, description: measure.description },
      ...{ format: measure.format, unit: measure.unit, mapped: measure.mapped },
    },
    formula: found.formula,
    value: measure.format === null ? null : figureIn({ value: found.value }, 'value'),
    parts: found.parts.map(({ value, ...part }) => ({
      ...part,
      value: part.format === null ? null : figureIn({ value }, 'value'),
    })),
    filters: filterWords(asked, { titles, org }),
    attribution: found.attribution,
    sql: { text: sql.text, parameters: [...sql.parameters] },
    lineage: { tables: [...found.tables], sources: [...sources] },
    syncs: settings.sources.map(({ name, kind }) => ({ source: name, kind, at: lastReadAt(runs, name) })),
    columns: found.columns.map((one) => ({ ...one })),
    rows: found.rows.map((row) => withNumbers(row, numbers)),
    rowCount: found.rowCount,
    offset: page.offset,
  };
}

/** What a row contributes as numbers; of a distinct count it is what is counted. */
function withNumbers(row: AnswerRow, parts: readonly string[]): AnswerRow {
  return { ...row, ...Object.fromEntries(parts.map((id) => [id, figureIn(row, id)])) };
}

/** Runs come newest first. */
function lastReadAt(runs: readonly RunSummary[], source: string): string | null {
  return runs.find((run) => run.source === source && run.status === 'ok')?.finishedAt ?? null;
}
