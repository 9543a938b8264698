import { useTranslation } from 'react-i18next';
import { Change } from '../../components/Change.tsx';
import { Panel } from '../../components/Panel.tsx';
import { Sparkline } from '../../components/Sparkline.tsx';
import { ExplainButton } from '../../explain/ExplainButton.tsx';
import { joinAnswers } from '../../lib/answer.ts';
import { useCatalogue } from '../../lib/catalogue.ts';
import type { FigureRow } from '../../lib/figure-rows.ts';
import { useFigureWriter } from '../../lib/figure-text.ts';
import { usePreferences } from '../../lib/preferences-context.tsx';
import {
  openPipelineQuestion,
  useComparedCut,
  useOpenPipeline,
  useOpenPipelineTrend,
  type BoardScope,
} from './board.queries.ts';
import styles from './KpiTiles.module.css';

const open = 'pipeline.open_amount';
const weighted = 'pipeline.weighted_amount';

/** What is open at the end of the period so far: a state, so each comparison is the state at another day's end. */
export function PipelineTile({ board }: { board: BoardScope | null }) {
  const { t } = useTranslation('board');
  const { t: words } = useTranslation('common');
  const { language } = usePreferences();
  const catalogue = useCatalogue();
  const writer = useFigureWriter();
  const entry = catalogue?.get(open);
  const isMapped = entry?.mapped !== false;
  const asked = isMapped ? board : null;
  const now = useOpenPipeline(asked, [open, weighted], board?.period.toDate.to ?? null);
  const previous = useOpenPipeline(asked, [open], useComparedCut(board, 'previous')?.to ?? null);
  const lastYear = useOpenPipeline(asked, [open], useComparedCut(board, 'last_year')?.to ?? null);
  const trend = useOpenPipelineTrend(asked, [open]);
  const before = (rows: FigureRow[] | undefined) => rows?.[0]?.figure(open) ?? null;
  const label = entry?.title[language] ?? '\u00a0';
  const values = (trend.data ?? []).map((row) => row.figure(open));
  return (
    <Panel
      id={open}
      className={styles['tile']}
      label={label}
      answer={joinAnswers<[FigureRow[]], FigureRow | undefined>([now], ([row]) => row)}
      isMapped={isMapped}
      empty={{ when: (row) => row === undefined, text: words('state.noData') }}
    >
      {(row) => {
        const value = row?.figure(open) ?? null;
        const { number, unit } = writer.parts(value, 'money');
        return (
          <>
            <p className={styles['value']}>
              <ExplainButton
                question={openPipelineQuestion(asked, [open], board?.period.toDate.to ?? null)}
                label={label}
              >
                {number}
                {unit ? <small>{unit}</small> : null}
              </ExplainButton>
              <span className={styles['beside']}>
                {t('tiles.weighted', { value: writer.text(row?.figure(weighted) ?? null, 'money') })}
              </span>
            </p>
            <Sparkline
              values={values}
              isRunning={board?.period.isRunning === true}
              label={t('tiles.trend', { label, count: values.length })}
            />
            <p className={styles['changes']}>
              <Change
                label={t('compare.previous')}
                long={t('compare.previousLong')}
                change={writer.change(value, before(previous.data), 'money')}
              />
              <Change
                label={t('compare.last_year')}
                long={t('compare.last_yearLong')}
                change={writer.change(value, before(lastYear.data), 'money')}
              />
            </p>
          </>
        );
      }}
    </Panel>
  );
}
