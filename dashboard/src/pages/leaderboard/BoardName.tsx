import { useTranslation } from 'react-i18next';
import type { LeaderboardRow } from '../../../../server/contracts/leaderboard.ts';
import { rowName } from './row-name.ts';

interface Props {
  row: LeaderboardRow;
  way: string[];
  gap: string | null;
}

/** Who it is: the name, what a colleague should know, the way through the organisation, the gap to the next. */
export function BoardName({ row, way, gap }: Props) {
  const { t } = useTranslation('leaderboard');
  const own = row.kind === 'unit' ? way.slice(0, -1) : way;
  return (
    <span className="lb-name">
      <b>
        {rowName(t, row)}
        {!row.active && <i className="lb-tag">{t(row.kind === 'person' ? 'left' : 'closed')}</i>}
        {row.active && row.movedFrom !== null && (
          <i className="lb-tag">{t('movedFrom', { unit: row.movedFrom })}</i>
        )}
      </b>
      <small>
        <span className="lb-way">{own.length > 0 ? own.join(' › ') : (row.unitName ?? '')}</span>
        <span className="lb-unit">{row.unitName ?? ''}</span>
        {gap !== null && <span className="lb-gap">{gap}</span>}
      </small>
    </span>
  );
}
