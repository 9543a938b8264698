import { useTranslation } from 'react-i18next';
import type { CSSProperties, ReactNode } from 'react';
import type { LeaderboardAnswer } from '../../../../server/contracts/leaderboard.ts';
import type { Formats } from '../../lib/format.ts';
import { boardScale } from '../leaderboard/bar-geometry.ts';
import { isOver } from '../leaderboard/over-target.ts';
import { WallFigure } from './WallFigure.tsx';

/** The unit as a whole: how far, where it ought to be by now, and what each day left must bring. */
export function UnitProgress({ board, formats }: { board: LeaderboardAnswer; formats: Formats }) {
  const { t } = useTranslation('tv');
  const words = useTranslation('leaderboard').t;
  const { total, window, scope, format } = board;
  const figure = (value: number | null) => <WallFigure value={value} format={format} formats={formats} />;
  if (total.target === null || total.attainment === null) {
    return (
      <section className="unit-progress" data-targeted="false">
        <header>
          <span>
            {t('unitProgress.untargeted', { unit: scope.name, window: words(`window.${window.kind}`) })}
          </span>
        </header>
        <dl>
          <Item label={t('unitProgress.actual')}>{figure(total.value)}</Item>
          <Item label={t('unitProgress.before')}>{figure(total.baselineValue)}</Item>
          <Item label={t('unitProgress.entries')}>{formats.count(board.population)}</Item>
        </dl>
      </section>
    );
  }
  const expected = boardScale([], window).elapsed;
  const style: CSSProperties & Record<`--${string}`, string> = {
    '--fill': share(total.attainment),
    '--tick': share(expected ?? 0),
  };
  const state = total.attainment >= 1 ? 'reached' : total.attainment < (expected ?? 0) ? 'behind' : 'ahead';
  return (
    <section className="unit-progress" data-targeted="true" style={style}>
      <header>
        <span>{t(`unitProgress.label.${window.kind}`, { unit: scope.name })}</span>
        {expected !== null && <span>{t('unitProgress.expected', { rate: formats.rate(expected, 0) })}</span>}
      </header>
      <div className="unit-bar" data-state={state} aria-hidden="true">
        <span className="unit-bar-fill" />
        {expected !== null && <span className="unit-bar-tick" />}
      </div>
      <dl>
        <Item label={t('unitProgress.actual')}>{figure(total.value)}</Item>
        <Item label={t('unitProgress.target')}>{figure(total.target)}</Item>
        <Item label={t('unitProgress.attained')} state={state}>
          {formats.rate(total.attainment, 1)}
        </Item>
        {isOver(total) ? (
          <Item label={t('unitProgress.over')}>{figure(total.value - total.target)}</Item>
        ) : (
          total.requiredPerWorkingDay !== null && (
            <Item label={t('unitProgress.perDay')}>{figure(total.requiredPerWorkingDay)}</Item>
          )
        )}
      </dl>
    </section>
  );
}

function Item({ label, state, children }: { label: string; state?: string; children: ReactNode }) {
  return (
    <div data-state={state}>
      <dt>{label}</dt>
      <dd>{children}</dd>
    </div>
  );
}

function share(part: number): string {
  return `${(Math.min(1, Math.max(0, part)) * 100).toFixed(2)}%`;
}
