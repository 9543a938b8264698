import type { LeaderboardAnswer, LeaderboardRow } from '../../../../server/contracts/leaderboard.ts';
import type { LoadFilter, LoadQuery } from '../../../../server/contracts/load.ts';
import { equals, levelMember, ownUnitMember, unitFilters, viewOf, within } from '../../lib/scope-query.ts';

type Asked = Pick<LeaderboardAnswer, 'metric' | 'attribution' | 'window' | 'scope'>;

/** The question whose one figure a place on the board shows; without a row that of the whole scope. */
export function rowQuestion(
  board: Asked,
  row: Pick<LeaderboardRow, 'kind' | 'id' | 'unitId' | 'path'> | null,
): LoadQuery {
  const view = viewOf(board.metric);
  return {
    measures: [board.metric],
    timeDimensions: within(view, { from: board.window.from, to: board.window.to }),
    filters: [...scopeFilters(view, board), ...(row === null ? [] : entryFilters(view, board, row))],
  };
}

function scopeFilters(view: string, { scope, attribution }: Asked) {
  return unitFilters(view, attribution, { id: scope.id, depth: scope.depth });
}

function entryFilters(
  view: string,
  { attribution }: Asked,
  row: Pick<LeaderboardRow, 'kind' | 'id' | 'unitId' | 'path'>,
): ReturnType<typeof unitFilters> | LoadFilter[] {
  switch (row.kind) {
    case 'person':
      return [equals(`${view}.owner_id`, row.id)];
    case 'own':
      return [equals(ownUnitMember(view, attribution), row.unitId)];
    case 'unit': {
      const depth = row.path.split('/').filter((part) => part !== '').length;
      // as was, a unit is ranked at the depth that it had
      return attribution === 'as_is'
        ? [equals(levelMember(view, attribution, depth, 'id'), row.id)]
        : unitFilters(view, attribution, { id: row.id, depth });
    }
  }
}
