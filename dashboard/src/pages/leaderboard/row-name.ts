import type { TFunction } from 'i18next';
import type { LeaderboardRow } from '../../../../server/contracts/leaderboard.ts';

/** People who hang directly on a unit above the ranked level compete as that unit's own people. */
export function rowName(t: TFunction<'leaderboard'>, row: Pick<LeaderboardRow, 'kind' | 'name'>): string {
  return row.kind === 'own' ? t('ownPeople', { unit: row.name }) : row.name;
}
