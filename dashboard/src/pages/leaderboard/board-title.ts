import type { TFunction } from 'i18next';
import type { LeaderboardAnswer } from '../../../../server/contracts/leaderboard.ts';
import type { Language } from '../../lib/format.ts';

type Named = Pick<LeaderboardAnswer, 'title' | 'measure' | 'window'>;

/** What a company calls performance keeps that name; which metric it is stands in the line beside it. */
export function boardTitle(
  t: TFunction<'leaderboard'>,
  asked: { metric: string },
  board: Named,
  language: Language,
): string {
  const metric = asked.metric === 'headline' ? t('headline') : board.title[language];
  const words = { metric, window: t(`window.${board.window.kind}`) };
  return board.measure === 'attainment' ? t('attainmentBoard', words) : t('board', words);
}
