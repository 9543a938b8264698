import { useTranslation } from 'react-i18next';
import type { LeaderboardAnswer } from '../../../../server/contracts/leaderboard.ts';
import type { Formats } from '../../lib/format.ts';
import { figureText } from './board-figure.ts';

/** The own place among everybody: told also where the others' figures are closed. */
export function MyPlace({ board, formats }: { board: LeaderboardAnswer; formats: Formats }) {
  const { t } = useTranslation('leaderboard');
  const { me } = board;
  if (me === null) return null;
  const isAttainment = board.measure === 'attainment';
  const text = (value: number | null) => figureText(formats, board.format, value);
  const measured = (value: number | null, attainment: number | null) =>
    isAttainment ? formats.rate(attainment) : text(value);
  const facts = [
    me.gapToNext === null
      ? null
      : t('gap', { gap: isAttainment ? formats.rate(me.gapToNext) : text(me.gapToNext) }),
    me.average === null ? null : t('average', { value: text(me.average) }),
  ].filter((fact) => fact !== null);
  const elsewhere = me.scopes.filter(({ unitId }) => unitId !== board.scope.id);
  return (
    <section className="lb-me" aria-label={t('me')}>
      <b>{me.rank === null ? `${t('me')} · ${t('notRanked')}` : t('myRank', { rank: me.rank, of: me.of })}</b>
      <span>{[me.name, text(me.value), ...facts].join(' · ')}</span>
      {elsewhere.length > 0 && (
        <span className="tabular">
          {elsewhere
            .map(({ unitName, rank, of }) => t('rankIn', { unit: unitName, rank: rank ?? '–', of }))
            .join(' · ')}
        </span>
      )}
      {me.neighbours.map((one) => (
        <span key={`${one.rank} ${one.name}`} className="tabular">
          {`${one.rank} · ${one.name} · ${measured(one.value, one.attainment)}`}
        </span>
      ))}
    </section>
  );
}
