import { useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import { EChart } from '../../components/EChart.tsx';
import { Panel } from '../../components/Panel.tsx';
import { useCatalogue } from '../../lib/catalogue.ts';
import { chartLook } from '../../lib/chart-theme.ts';
import { useFigureWriter } from '../../lib/figure-text.ts';
import { usePreferences } from '../../lib/preferences-context.tsx';
import { useScale } from '../../lib/screen-scale.ts';
import { useFormats } from '../../lib/use-formats.ts';
import { useTargets, type BoardScope } from './board.queries.ts';
import { curveOption, type CurveWords } from './curve.chart.ts';
import type { CurvePoint } from './curve.ts';
import { useCurve } from './use-curve.ts';

/** Is the period on course: running total against the target's, with what the compared period had by then. */
export function CurvePanel({
  board,
  className,
}: {
  board: BoardScope | null;
  className: string | undefined;
}) {
  const { t } = useTranslation('board');
  const { language } = usePreferences();
  const formats = useFormats();
  const writer = useFigureWriter();
  const entry = useCatalogue()?.get(board?.headline.member ?? '');
  const format = entry?.format ?? 'money';
  const answer = useCurve(board);
  const total = useTargets(board, board?.period ?? null).data?.[0];
  const metric = entry?.title[language] ?? '';
  const isTargeted = answer.data?.some((point) => point.target !== null) ?? true;
  const isDay = board?.period.kind === 'day';
  const write = (value: number | null) => writer.text(value, format);
  const words: CurveWords = {
    actual: t('curve.actual'),
    target: t('curve.target'),
    then: t(board?.comparison === 'last_year' ? 'curve.last_year' : 'curve.previous'),
    today: t('curve.today'),
    forecast: t('curve.forecast'),
    money: write,
    axis: (value) => writer.text(value, format).replace(/\.0+(?=\D|$)/, ''),
    at: (at) => (isDay ? at : formats.date(at, 'weekday')),
    tick: (at) => tickText(at, board, (date, style) => formats.date(date, style)),
  };
  return (
    <Panel
      id="curve"
      className={className}
      label={t(isTargeted ? 'curve.title' : 'curve.untargeted', { metric })}
      answer={answer}
      empty={{
        when: (points) => points.every((point) => !point.actual && !point.target),
        text: t('curve.empty'),
      }}
      table={(points) => ({
        columns: [
          isDay ? t('curve.hour') : t('curve.day'),
          words.actual,
          ...(isTargeted ? [words.target] : []),
          words.then,
        ],
        rows: points.map((point) => [
          words.at(point.at),
          write(point.actual),
          ...(isTargeted ? [write(point.target)] : []),
          write(point.then),
        ]),
      })}
    >
      {(points) => (
        <Curve
          points={points}
          today={board?.period.isRunning ? board.period.today : null}
          forecast={total?.figure('targets.forecast') ?? null}
          words={words}
          label={t(isTargeted ? 'curve.alt' : 'curve.altUntargeted', {
            metric,
            actual: write(total?.figure('targets.actual') ?? null),
            target: write(total?.figure('targets.target_to_date') ?? null),
          })}
        />
      )}
    </Panel>
  );
}

interface CurveProps {
  points: CurvePoint[];
  today: string | null;
  forecast: number | null;
  words: CurveWords;
  label: string;
}

function Curve({ points, today, forecast, words, label }: CurveProps) {
  const { theme, language } = usePreferences();
  const scale = useScale();
  const drawn = JSON.stringify(points);
  // Drawn anew only when a figure, the language or the look changes; `words` is new on each render.
  const option = useMemo(
    () => curveOption({ points, today, forecast, words, look: chartLook(theme, scale, true) }),
    [drawn, today, forecast, theme, scale, language, words.then, label],
  );
  return <EChart option={option} label={label} />;
}

function tickText(
  at: string,
  board: BoardScope | null,
  date: (at: string, style: 'day' | 'month') => string,
): string {
  switch (board?.period.kind) {
    case 'day':
      return at;
    case 'month':
      return String(Number(at.slice(8)));
    case 'year':
      return at.endsWith('-01') ? date(at, 'month') : date(at, 'day');
    case 'week':
    case 'quarter':
    case 'custom':
    case undefined:
      return date(at, 'day');
  }
}
