import { Trans, useTranslation } from 'react-i18next';
import type { LeaderboardAnswer } from '../../../../server/contracts/leaderboard.ts';
import { usePreferences } from '../../lib/preferences-context.tsx';
import { boardTitle } from '../leaderboard/board-title.ts';
import { entryWord } from '../leaderboard/entry-choices.ts';
import { WallClock } from './WallClock.tsx';
import type { WallPage } from './wall-page.ts';

export function WallHeader({ shown }: { shown: { page: WallPage; board: LeaderboardAnswer } | null }) {
  const { t } = useTranslation('tv');
  return (
    <header className="wall-header">
      {shown === null ? <h1>{t('title')}</h1> : <Title {...shown} />}
      <WallClock />
    </header>
  );
}

function Title({ page, board }: { page: WallPage; board: LeaderboardAnswer }) {
  const { t } = useTranslation('leaderboard');
  const { language } = usePreferences();
  const left = board.window.workingDaysLeft;
  return (
    <>
      <h1>{boardTitle(t, page, board, language)}</h1>
      <p className="wall-about">
        {[board.scope.name, entryWord(t, board.entry), board.title[language]].join(' · ')}
      </p>
      {board.window.kind !== 'day' && left > 0 && (
        <span className="wall-chip" data-last={left === 1}>
          <Trans ns="tv" i18nKey="daysLeft" count={left} components={{ b: <b /> }} />
        </span>
      )}
    </>
  );
}
