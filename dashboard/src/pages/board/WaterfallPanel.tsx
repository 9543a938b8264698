import { useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import { EChart } from '../../components/EChart.tsx';
import { Panel } from '../../components/Panel.tsx';
import { joinAnswers } from '../../lib/answer.ts';
import { useCatalogue } from '../../lib/catalogue.ts';
import { chartLook } from '../../lib/chart-theme.ts';
import { useFigureWriter } from '../../lib/figure-text.ts';
import type { FigureRow } from '../../lib/figure-rows.ts';
import { usePreferences } from '../../lib/preferences-context.tsx';
import { useNarrow, useScale } from '../../lib/screen-scale.ts';
import { useFormats } from '../../lib/use-formats.ts';
import { useSpanFigures, type BoardScope } from './board.queries.ts';
import { waterfallOption } from './waterfall.chart.ts';
import { flowMembers, waterfall, type WaterfallStep } from './waterfall.ts';

const coverage = 'pipeline_period.coverage';
const closing = 'pipeline_changes.closing';

/** What became of the open pipeline in the period, and whether it covers what is left of the target. */
export function WaterfallPanel({
  board,
  className,
}: {
  board: BoardScope | null;
  className: string | undefined;
}) {
  const { t } = useTranslation('board');
  const { language } = usePreferences();
  const formats = useFormats();
  const catalogue = useCatalogue();
  const isMapped = catalogue?.get(closing)?.mapped !== false;
  const isCoverable = catalogue?.get(coverage)?.mapped === true;
  const nameOf = (member: string) => catalogue?.get(member)?.title[language] ?? '\u00a0';
  const answer = joinAnswers<[FigureRow[]], WaterfallStep[]>(
    [useSpanFigures(isMapped ? board : null, flowMembers, board?.period.toDate ?? null)],
    ([row]) => waterfall(row),
  );
  const covered = useSpanFigures(isCoverable ? board : null, [coverage], board?.period ?? null);
  const times = covered.data?.[0]?.figure(coverage) ?? null;
  return (
    <Panel
      id="waterfall"
      className={className}
      label={t('waterfall.label')}
      corner={times === null ? null : `${nameOf(coverage)} ${formats.number(times, 1)}×`}
      answer={answer}
      isMapped={isMapped}
      empty={{ when: (steps) => steps.every(({ value }) => value === 0), text: t('waterfall.empty') }}
      table={(steps) => ({
        columns: [t('waterfall.step'), t('waterfall.amount')],
        rows: steps.map(({ member, value }) => [nameOf(member), formats.moneyExact(value)]),
      })}
    >
      {(steps) => (
        <Waterfall
          steps={steps}
          nameOf={nameOf}
          label={t('waterfall.alt', {
            opening: formats.money(steps[0]?.value ?? null),
            closing: formats.money(steps.at(-1)?.value ?? null),
          })}
        />
      )}
    </Panel>
  );
}

interface WaterfallProps {
  steps: WaterfallStep[];
  nameOf: (member: string) => string;
  label: string;
}

function Waterfall({ steps, nameOf, label }: WaterfallProps) {
  const { theme, language } = usePreferences();
  const scale = useScale();
  const formats = useFormats();
  const writer = useFigureWriter();
  const isNarrow = useNarrow();
  const axis = (value: number) => writer.text(value, 'money').replace(/\.0+(?=\D|$)/, '');
  const drawn = JSON.stringify(steps.map((step) => [step, nameOf(step.member)]));
  // Drawn anew only when a figure, a name or the look changes; `nameOf` is new on each render.
  const option = useMemo(
    () =>
      waterfallOption({
        steps,
        words: { name: nameOf, money: formats.money, axis },
        look: chartLook(theme, scale, true),
        isNarrow,
      }),
    [drawn, theme, scale, language, formats, isNarrow],
  );
  return <EChart option={option} label={label} />;
}
