import { useTranslation } from 'react-i18next';
import type { LeaderboardAnswer } from '../../../../server/contracts/leaderboard.ts';
import type { Formats } from '../../lib/format.ts';

const NAMED = 8;

interface Props {
  board: LeaderboardAnswer;
  formats: Formats;
  onShowAll: () => void;
}

/** What the list does not say by itself: that it goes on, who is gone, what the arrows compare with. */
export function BoardFoot({ board, formats, onShowAll }: Props) {
  const { t } = useTranslation('leaderboard');
  const gone = board.left.slice(0, NAMED).map((entry) => entry.name);
  const names = new Intl.ListFormat(formats.language === 'zh' ? 'zh-CN' : 'en', { type: 'unit' }).format(
    gone,
  );
  return (
    <footer className="lb-foot">
      {board.rows.length < board.population && (
        <button type="button" className="lb-more" onClick={onShowAll}>
          {t('more', { count: board.population })}
        </button>
      )}
      {gone.length > 0 && (
        <p>
          {t('gone', {
            names:
              board.left.length > NAMED ? t('goneMore', { names, count: board.left.length - NAMED }) : names,
          })}
        </p>
      )}
      <p>
        {board.baseline === null
          ? t('since.none')
          : t('since.against', { time: momentText(board.baseline.until) })}
      </p>
    </footer>
  );
}

/** A local moment as the server wrote it, without seconds. */
function momentText(moment: string): string {
  return moment.slice(0, 16).replace('T', ' ');
}
