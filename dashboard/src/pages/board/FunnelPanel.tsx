import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { z } from 'zod';
import { Panel } from '../../components/Panel.tsx';
import { Chooser } from '../../components/Chooser.tsx';
import { joinAnswers } from '../../lib/answer.ts';
import { useCatalogue } from '../../lib/catalogue.ts';
import type { FigureRow } from '../../lib/figure-rows.ts';
import { useFormats } from '../../lib/use-formats.ts';
import { useFunnelSteps, usePipelines, type BoardScope } from './board.queries.ts';
import { cohortsOf, type Cohort } from './cohorts.ts';
import { funnelShape, type FunnelStep } from './funnel-shape.ts';
import styles from './FunnelPanel.module.css';

/** Pipelines of the demo; others are called as their CRM calls them. */
const knownPipeline = z.enum(['new_business', 'renewal']);

/** How far those created in the period have come. */
export function FunnelPanel({
  board,
  className,
}: {
  board: BoardScope | null;
  className: string | undefined;
}) {
  const { t } = useTranslation('board');
  const formats = useFormats();
  const catalogue = useCatalogue();
  const [chosen, setChosen] = useState<string | null>(null);
  const pipelines = usePipelines(board);
  const cohorts = cohortsOf(pipelines.data ?? []);
  const cohort = cohorts.find((one) => one.key === chosen) ?? cohorts[0] ?? null;
  const hasSeveral = cohorts.filter((one) => one.recordType === 'opportunity').length > 1;
  const nameOf = ({ recordType, pipeline }: Cohort) => {
    if (recordType === 'lead') return t('funnel.lead');
    if (!hasSeveral) return t('funnel.opportunity');
    const known = knownPipeline.safeParse(pipeline);
    return known.success ? t(`funnel.pipelines.${known.data}`) : pipeline;
  };
  const answerOf = useFunnelSteps(board, cohort);
  const answer =
    pipelines.data && !cohort
      ? { data: [], error: null, isPending: false, retry: () => undefined }
      : joinAnswers<[FigureRow[], FigureRow[]], FunnelStep[]>([answerOf, pipelines], (rows) =>
          funnelShape(rows),
        );
  return (
    <Panel
      id="funnel"
      className={className}
      label={t('funnel.label')}
      corner={
        cohorts.length > 1 && cohort ? (
          <Chooser
            label={t('funnel.choose')}
            value={cohort.key}
            options={cohorts.map((one) => ({ value: one.key, text: nameOf(one) }))}
            onChoose={setChosen}
          />
        ) : null
      }
      answer={answer}
      isMapped={catalogue?.get('funnel_steps.count')?.mapped !== false}
      empty={{ when: (steps) => steps.length === 0, text: t('funnel.empty') }}
      table={(steps) => ({
        columns: [
          t('funnel.step'),
          t('funnel.count'),
          t('funnel.stepRate'),
          t('funnel.cumulative'),
          t('funnel.days'),
        ],
        rows: steps.map((step) => [
          step.name,
          formats.count(step.count),
          formats.rate(step.stepRate),
          formats.rate(step.cumulativeRate),
          formats.number(step.medianDays, 1),
        ]),
      })}
    >
      {(steps) => (
        <div className={styles['wrap']}>
          <p className={styles['note']}>{t('funnel.corner')}</p>
          <ol className={styles['funnel']}>
            {steps.map((step, index) => (
              <li key={step.name}>
                <span className={styles['shape']} aria-hidden="true">
                  <span style={{ clipPath: step.clipPath, background: step.color }} />
                </span>
                <span className={styles['words']}>
                  <span>
                    {step.name} <b>{formats.count(step.count)}</b>
                  </span>
                  <small>
                    {index === 0 ? '100%' : `${t('funnel.stepRate')} ${formats.rate(step.stepRate)}`}
                  </small>
                </span>
              </li>
            ))}
          </ol>
        </div>
      )}
    </Panel>
  );
}
