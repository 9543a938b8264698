import { access } from './zh/access.ts';
import { board } from './zh/board.ts';
import { common } from './zh/common.ts';
import { explain } from './zh/explain.ts';
import { leaderboard } from './zh/leaderboard.ts';
import { tv } from './zh/tv.ts';

/** One namespace per page; the page's owner edits its file only. */
export const zh = { common, access, board, explain, leaderboard, tv };
