import type { Attribution } from '../contracts/leaderboard.ts';
import type { OrgUnit } from '../contracts/org.ts';
import { figureIn, textIn } from '../published/answer-values.ts';
import { ROW_LIMIT } from '../published/snapshot.ts';
import type { AnswerRow, Filter, SemanticPort, Viewer } from '../semantic-port.ts';
import { scopeFilters, spanQuestion, type Grouping, type Span } from './questions.ts';

/** What is asked about each entry of a board. */
export interface Figures {
  readonly value: number | null;
  readonly lastAt: string | null;
}

/** Where figures of one board come from. */
export interface Ground {
  readonly semantic: SemanticPort;
  /** Whose eyes see them. */
  readonly viewer: Viewer;
  readonly attribution: Attribution;
  readonly scope: OrgUnit;
}

/** One measure for every entry. `lastAt` is the member with the last moment that moved it. */
export interface Asked {
  readonly measure: string;
  readonly lastAt: string | null;
  readonly filters: readonly Filter[];
}

/** Key of an entry: people and units by id, the people who hang directly on a unit as `own:<unit id>`. */
export function entryId(kind: Grouping['kind'], id: string): string {
  return kind === 'own' ? `own:${id}` : id;
}

/** The measure per entry, over every grouping of the board. */
export async function figuresByEntry(
  ground: Ground,
  groupings: readonly Grouping[],
  span: Span,
  asked: Asked,
): Promise<Map<string, Figures>> {
  const view = viewOf(asked.measure);
  const answers = await Promise.all(
    groupings.map(async (grouping) => ({
      grouping,
      rows: await askRows(ground, span, asked, [`${view}.${grouping.column}`], grouping.filters(view)),
    })),
  );
  const figures = new Map<string, Figures>();
  for (const { grouping, rows } of answers) {
    for (const row of rows) {
      const id = textIn(row, `${view}.${grouping.column}`);
      if (id === null || !grouping.accepts(id)) continue;
      const key = entryId(grouping.kind, id);
      figures.set(key, together(figures.get(key), readFigures(row, asked)));
    }
  }
  return figures;
}

/** The measure over the scope as a whole. */
export async function figuresOfScope(ground: Ground, span: Span, asked: Asked): Promise<Figures> {
  const [row] = await askRows(ground, span, asked, [], []);
  return row === undefined ? { value: null, lastAt: null } : readFigures(row, asked);
}

async function askRows(
  ground: Ground,
  span: Span,
  asked: Asked,
  dimensions: string[],
  filters: ReturnType<Grouping['filters']>,
): Promise<AnswerRow[]> {
  const view = viewOf(asked.measure);
  const question = spanQuestion(view, span, {
    measures: asked.lastAt === null ? [asked.measure] : [asked.measure, asked.lastAt],
    dimensions,
    filters: [...asked.filters, ...scopeFilters(view, ground.attribution, ground.scope), ...filters],
    limit: ROW_LIMIT,
  });
  const { rows, truncated } = await ground.semantic.query(question, ground.viewer);
  if (truncated) throw new Error(`a board of ${asked.measure} has more than ${ROW_LIMIT} entries`);
  return rows;
}

/** A unit that moved to another depth inside the span answers under both depths: its two parts belong together. */
function together(one: Figures | undefined, other: Figures): Figures {
  if (one === undefined || one.value === null) return other;
  if (other.value === null) return one;
  const lastAt =
    one.lastAt !== null && (other.lastAt === null || one.lastAt > other.lastAt) ? one.lastAt : other.lastAt;
  return { value: Math.round((one.value + other.value) * 1e6) / 1e6, lastAt };
}

function readFigures(row: AnswerRow, asked: Asked): Figures {
  return {
    value: figureIn(row, asked.measure),
    lastAt: asked.lastAt === null ? null : textIn(row, asked.lastAt),
  };
}

export function viewOf(member: string): string {
  return member.slice(0, member.indexOf('.'));
}
