import { access } from './en/access.ts';
import { board } from './en/board.ts';
import { common } from './en/common.ts';
import { explain } from './en/explain.ts';
import { leaderboard } from './en/leaderboard.ts';
import { tv } from './en/tv.ts';

/** One namespace per page; the page's owner edits its file only. */
export const en = { common, access, board, explain, leaderboard, tv };
