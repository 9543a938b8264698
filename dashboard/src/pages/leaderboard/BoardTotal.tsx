import type { CSSProperties, ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import type { LeaderboardAnswer } from '../../../../server/contracts/leaderboard.ts';
import { ExplainButton } from '../../explain/ExplainButton.tsx';
import { missing, type Formats } from '../../lib/format.ts';
import { boardScale } from './bar-geometry.ts';
import { rowQuestion } from './explain-row.ts';
import { BoardFigure } from './BoardFigure.tsx';
import { isOver } from './over-target.ts';

/** The scope as a whole, and where it ought to be by now. */
export function BoardTotal({ board, formats }: { board: LeaderboardAnswer; formats: Formats }) {
  const { t } = useTranslation('leaderboard');
  const { total, window, format } = board;
  const figure = (value: number | null) => <BoardFigure value={value} format={format} formats={formats} />;
  const expected = boardScale([], window).elapsed;
  const style: CSSProperties & Record<`--${string}`, string> = {
    '--fill': `${Math.min(100, Math.max(0, (total.attainment ?? 0) * 100))}%`,
    '--tick': `${(expected ?? 0) * 100}%`,
  };
  return (
    <section className="lb-total" aria-label={board.scope.name} style={style}>
      <h2>{board.scope.name}</h2>
      {total.attainment !== null && (
        <div
          className="lb-total-bar"
          title={expected === null ? undefined : t('tickHint', { rate: formats.rate(expected, 0) })}
        >
          <span className="lb-total-fill" data-reached={total.attainment >= 1} />
          {expected !== null && <span className="lb-total-tick" />}
        </div>
      )}
      <dl>
        <Item label={t('total.actual')}>
          <ExplainButton question={rowQuestion(board, null)} label={board.scope.name}>
            {figure(total.value)}
          </ExplainButton>
        </Item>
        {total.target !== null && <Item label={t('total.target')}>{figure(total.target)}</Item>}
        {total.attainment !== null && (
          <Item label={t('total.attained')}>{formats.rate(total.attainment)}</Item>
        )}
        {isOver(total) ? (
          <Item label={t('total.over')}>{figure(total.value - total.target)}</Item>
        ) : (
          total.requiredPerWorkingDay !== null && (
            <Item label={t('total.perDay')}>{figure(total.requiredPerWorkingDay)}</Item>
          )
        )}
      </dl>
      <p>
        {window.workingDays > 0
          ? t('working', {
              elapsed: window.workingDaysElapsed,
              total: window.workingDays,
              left: window.workingDaysLeft,
            })
          : missing}
      </p>
    </section>
  );
}

function Item({ label, children }: { label: string; children: ReactNode }) {
  return (
    <div>
      <dt>{label}</dt>
      <dd>{children}</dd>
    </div>
  );
}
