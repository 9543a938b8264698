import { Trans, useTranslation } from 'react-i18next';
import type { LeaderboardAnswer } from '../../../../server/contracts/leaderboard.ts';
import { usePreferences } from '../../lib/preferences-context.tsx';
import { unitTypeWord } from '../leaderboard/unit-type-words.ts';
import { WallClock } from './WallClock.tsx';
import type { WallPage } from './wall-page.ts';
import { wallTitle } from './wall-title.ts';

export function WallHeader({ page, board }: { page: WallPage; board: LeaderboardAnswer | undefined }) {
  const { t } = useTranslation('tv');
  return (
    <header className="wall-header">
      {board === undefined ? <h1>{t('title')}</h1> : <Title page={page} board={board} />}
      <WallClock />
    </header>
  );
}

function Title({ page, board }: { page: WallPage; board: LeaderboardAnswer }) {
  const { t } = useTranslation('tv');
  const words = useTranslation('leaderboard').t;
  const { language } = usePreferences();
  const left = board.window.workingDaysLeft;
  const [kind, of] = board.entry.split(':', 2);
  const entry =
    kind === 'person'
      ? t('people')
      : kind === 'type'
        ? unitTypeWord(words, of ?? '')
        : t('depth', { depth: of });
  return (
    <>
      <h1>{wallTitle(t, page, board, language)}</h1>
      <p className="wall-about">{[board.scope.name, entry, board.title[language]].join(' · ')}</p>
      {board.window.kind !== 'day' && left > 0 && (
        <span className="wall-chip" data-last={left === 1}>
          {left === 1 ? (
            t('lastDay')
          ) : (
            <Trans ns="tv" i18nKey="daysLeft" count={left} components={{ b: <b /> }} />
          )}
        </span>
      )}
    </>
  );
}
