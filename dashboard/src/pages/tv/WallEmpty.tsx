import { useTranslation } from 'react-i18next';
import type { LeaderboardAnswer } from '../../../../server/contracts/leaderboard.ts';
import type { Language } from '../../lib/format.ts';

/** A day that has only begun still invites: nobody is put on a podium for nothing. */
export function WallEmpty({ board, language }: { board: LeaderboardAnswer; language: Language }) {
  const { t } = useTranslation('tv');
  if (!board.mapped) {
    return (
      <div className="wall-empty">
        <b>{board.title[language]}</b>
        <span>{t('empty.notMapped')}</span>
      </div>
    );
  }
  const count = board.population;
  return (
    <div className="wall-empty">
      <b>{t(board.measure === 'attainment' ? 'empty.attainment' : 'empty.value')}</b>
      <span>
        {board.measure === 'attainment'
          ? t('empty.attainmentHelp')
          : t(board.entry === 'person' ? 'empty.valueHelp' : 'empty.units', { count })}
      </span>
    </div>
  );
}
