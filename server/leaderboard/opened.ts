import type { LeaderboardAnswer, LeaderboardQuery, LeaderboardRow } from '../contracts/leaderboard.ts';
import type { OrgTree } from '../published/org-tree.ts';

/** What the company lets everybody see ranked, over everybody. */
export interface OpenedBoards {
  readonly open: readonly { readonly metric: string; readonly entry: string }[];
  /** Places above and below the own one that are shown where a board is closed. */
  readonly neighbours: number;
}

/** `metric` is the member that the query names; `headline` in the configuration means the company's own. */
export function isOpened(
  query: LeaderboardQuery,
  metric: string,
  headline: string,
  boards: OpenedBoards,
): boolean {
  return boards.open.some((one) => {
    const wanted = one.metric === 'headline' ? headline : one.metric;
    return (wanted === '*' || wanted === metric) && (one.entry === '*' || one.entry === query.entry);
  });
}

/** An opened board tells names and totals: of whom the viewer does not see otherwise, nothing that a row would tell. */
export function namesAndTotals<T extends Pick<LeaderboardAnswer, 'rows'>>(
  board: T,
  visible: OrgTree,
  personId: string | null,
): T {
  const isSeen = ({ kind, id, unitId }: LeaderboardRow) =>
    visible.isWhole(unitId) || (kind === 'person' && id === personId);
  const rows = board.rows.map((row) => (isSeen(row) ? row : { ...row, ...UNTOLD }));
  return { ...board, rows };
}

const UNTOLD = { lastAt: null, role: null, hiredOn: null, leftOn: null, movedFrom: null } as const;
