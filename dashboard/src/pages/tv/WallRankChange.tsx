import { useTranslation } from 'react-i18next';
import type { LeaderboardRow } from '../../../../server/contracts/leaderboard.ts';

/** The move since the baseline: a triangle and a number, never colour alone. */
export function WallRankChange({ row }: { row: Pick<LeaderboardRow, 'rankChange' | 'isNew'> }) {
  const { t } = useTranslation('leaderboard');
  if (row.isNew) {
    return (
      <span className="wall-change" data-move="new">
        {t('new')}
      </span>
    );
  }
  if (row.rankChange === null) return <span className="wall-change" />;
  if (row.rankChange === 0) {
    return (
      <span className="wall-change" data-move="none" aria-label={t('same')}>
        –
      </span>
    );
  }
  const count = Math.abs(row.rankChange);
  const move = row.rankChange > 0 ? 'rise' : 'fall';
  return (
    <span
      className="wall-change"
      data-move={move}
      aria-label={t(move === 'rise' ? 'rose' : 'fell', { count })}
    >
      <i className="wall-triangle" />
      {count}
    </span>
  );
}
