import type { LeaderboardAnswer, LeaderboardRow, OwnPlace } from '../contracts/leaderboard.ts';
import type { OrgTree } from '../published/org-tree.ts';

export interface Me {
  readonly personId: string;
  readonly homeUnitId: string | null;
}

/**
 * Where somebody stands on a board over everybody, told also to those who may not see the board: the rank, the gap to
 * the next above, the average, and as many neighbours as the company opened. Null: not on this board.
 */
export function ownPlace(
  board: LeaderboardAnswer,
  me: Me,
  org: OrgTree,
  opened: Pick<OwnPlace, 'average' | 'scopes'> & {
    readonly neighbours: number;
    /** Whether the figure of a unit is told: that of a small one is, less the own, somebody else's. */
    isToldOf(unitId: string): boolean;
  },
): OwnPlace | null {
  const own = ownRow(board, me, org);
  if (own === null) return null;
  const ranked = board.rows.filter((row) => row.rank !== null);
  const at = ranked.indexOf(own);
  const above = ranked.slice(0, Math.max(at, 0)).filter((row) => row.rank !== own.rank);
  const next = above.at(-1);
  const around = at < 0 ? [] : ranked.slice(Math.max(0, at - opened.neighbours), at + 1 + opened.neighbours);
  return {
    rank: own.rank,
    of: board.ranked,
    name: own.name,
    value: own.kind === 'person' || opened.isToldOf(own.id) ? own.value : null,
    gapToNext:
      next === undefined ? null : gap(board.measure === 'attainment' ? 'attainment' : 'value', own, next),
    average: opened.average,
    scopes: opened.scopes,
    neighbours: around
      .filter((row) => row !== own)
      .map(({ rank, name, value, attainment }) => ({ rank, name, value, attainment })),
  };
}

/** The row of somebody, or of the unit that they sit in. */
export function ownRow({ rows }: LeaderboardAnswer, me: Me, org: OrgTree): LeaderboardRow | null {
  const line = me.homeUnitId === null ? [] : org.lineOf(org.unit(me.homeUnitId)).map(({ id }) => id);
  const isMine = (row: LeaderboardRow) =>
    row.kind === 'person' ? row.id === me.personId : row.kind === 'unit' && line.includes(row.id);
  return rows.find(isMine) ?? null;
}

function gap(of: 'value' | 'attainment', own: LeaderboardRow, next: LeaderboardRow): number | null {
  const [mine, theirs] = [own[of], next[of]];
  return mine === null || theirs === null ? null : Math.round((theirs - mine) * 1e6) / 1e6;
}
