import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Panel } from '../../components/Panel.tsx';
import { Segments } from '../../components/Segments.tsx';
import { joinAnswers } from '../../lib/answer.ts';
import { useCatalogue } from '../../lib/catalogue.ts';
import type { FigureRow } from '../../lib/figure-rows.ts';
import { useFormats } from '../../lib/use-formats.ts';
import { useFunnelSteps, usePipelines, type BoardScope } from './board.queries.ts';
import { funnelShape, type FunnelStep } from './funnel-shape.ts';
import styles from './FunnelPanel.module.css';

const recordTypes = ['opportunity', 'lead'] as const;

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
  const [chosen, setChosen] = useState<(typeof recordTypes)[number]>('opportunity');
  const pipelines = usePipelines(board);
  const cohorts = (pipelines.data ?? []).map((row) => ({
    recordType: row.text('funnel.record_type') ?? '',
    pipeline: row.text('funnel.pipeline') ?? '',
  }));
  // The largest pipeline of the kind: answers come largest first.
  const cohort = cohorts.find((one) => one.recordType === chosen) ?? null;
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
        <Segments
          label={t('funnel.choose')}
          value={chosen}
          options={recordTypes.map((value) => ({ value, text: t(`funnel.${value}`) }))}
          onChoose={setChosen}
        />
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
            {steps.map((step) => (
              <li key={step.name}>
                <span className={styles['shape']} aria-hidden="true">
                  <span style={{ clipPath: step.clipPath, background: step.color }} />
                </span>
                <span className={styles['words']}>
                  <span>
                    {step.name} <b>{formats.count(step.count)}</b>
                  </span>
                  <small>
                    {step.stepRate === null
                      ? '100%'
                      : `${t('funnel.stepRate')} ${formats.rate(step.stepRate)}`}
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
