import { useTranslation } from 'react-i18next';
import type { LeaderboardRow } from '../../../../server/contracts/leaderboard.ts';

/** ↑3, ↓2, new, or a dash; the words are there for who cannot see the arrow. */
export function RankChange({ row }: { row: Pick<LeaderboardRow, 'rankChange' | 'isNew'> }) {
  const { t } = useTranslation('leaderboard');
  if (row.isNew) {
    return (
      <span className="lb-change" data-move="new">
        {t('new')}
      </span>
    );
  }
  if (row.rankChange === null) return <span className="lb-change" />;
  const count = Math.abs(row.rankChange);
  const move = row.rankChange > 0 ? 'rise' : row.rankChange < 0 ? 'fall' : 'none';
  const words = { rise: t('rose', { count }), fall: t('fell', { count }), none: t('same') }[move];
  return (
    <span className="lb-change" data-move={move} title={words}>
      <span aria-hidden="true">{{ rise: `↑${count}`, fall: `↓${count}`, none: '–' }[move]}</span>
      <span className="visually-hidden">{words}</span>
    </span>
  );
}
