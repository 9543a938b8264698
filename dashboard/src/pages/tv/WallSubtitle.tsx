import { useTranslation } from 'react-i18next';
import type { LeaderboardRow } from '../../../../server/contracts/leaderboard.ts';

/** Under a name: the unit, and what a passer-by ought to know about the person. */
export function WallSubtitle({ row }: { row: LeaderboardRow }) {
  const { t } = useTranslation('leaderboard');
  const words = [
    row.unitName,
    row.active ? null : t(row.kind === 'person' ? 'left' : 'closed'),
    row.active && row.movedFrom !== null ? t('movedFrom', { unit: row.movedFrom }) : null,
  ].filter((word) => word !== null);
  return <small>{words.join(' · ')}</small>;
}
