import type { TFunction } from 'i18next';
import type { LeaderboardAnswer } from '../../../../server/contracts/leaderboard.ts';
import type { Language } from '../../lib/format.ts';
import type { WallPage } from './wall-page.ts';

type Named = Pick<LeaderboardAnswer, 'title' | 'measure' | 'window'>;

/** What a company calls performance keeps that name; its meaning stands in the line beside it. */
export function wallTitle(t: TFunction<'tv'>, page: WallPage, board: Named, language: Language): string {
  const metric = page.metric === 'headline' ? t('headline') : board.title[language];
  const words = { metric, window: t(`window.${board.window.kind}`) };
  return board.measure === 'attainment' ? t('attainmentBoard', words) : t('board', words);
}
