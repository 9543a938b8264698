import { useTranslation } from 'react-i18next';
import type { FigureRow } from '../../lib/figure-rows.ts';
import { useCatalogue } from '../../lib/catalogue.ts';
import { Change } from '../../components/Change.tsx';
import { Sparkline } from '../../components/Sparkline.tsx';
import { ExplainButton } from '../../explain/ExplainButton.tsx';
import { Panel } from '../../components/Panel.tsx';
import { joinAnswers } from '../../lib/answer.ts';
import { useFigureWriter } from '../../lib/figure-text.ts';
import { usePreferences } from '../../lib/preferences-context.tsx';
import { spanQuestion, useComparison, type BoardScope } from './board.queries.ts';
import styles from './KpiTiles.module.css';
import { PipelineTile } from './PipelineTile.tsx';
import { tileMembers, useKpis } from './use-kpis.ts';

const cycle = 'sales.median_cycle_days';

/** "Win rate (closed in period)": what stands in brackets goes to the corner, so that the name is never cut. */
export function splitTitle(title: string): [name: string, note: string | null] {
  const [, name, note] = /^(.+?)\s*[((]([^()()]+)[))]$/.exec(title) ?? [];
  return name && note ? [name, note] : [title, null];
}

/** A few figures with their trend, each against the period before and last year. */
export function KpiTiles({ board }: { board: BoardScope | null }) {
  const { t } = useTranslation('board');
  const { t: words } = useTranslation('common');
  const { language } = usePreferences();
  const catalogue = useCatalogue();
  const writer = useFigureWriter();
  const { now, previous, lastYear, trend } = useKpis(board);
  const isLunar = useComparison(board)?.lastYear.aligned === 'spring_festival';
  const answer = joinAnswers<[FigureRow[]], FigureRow | undefined>([now], ([row]) => row);

  return (
    <section className={styles['tiles']} aria-label={t('tiles.label')}>
      {tileMembers.map((member) => {
        const entry = catalogue?.get(member);
        const format = entry?.format ?? 'count';
        const title = entry?.title[language] ?? '\u00a0';
        const [label, note] = splitTitle(title);
        const before = (rows: FigureRow[] | undefined) => rows?.[0]?.figure(member) ?? null;
        const values = (trend.data ?? []).map((row) => row.figure(member));
        return (
          <Panel
            key={member}
            id={member}
            className={styles['tile']}
            label={label}
            corner={note}
            answer={answer}
            isMapped={entry?.mapped !== false}
            empty={{ when: (row) => row === undefined, text: words('state.noData') }}
          >
            {(row) => {
              const value = row?.figure(member) ?? null;
              const { number, unit } = writer.parts(value, format);
              return (
                <>
                  <p className={styles['value']}>
                    <ExplainButton
                      question={spanQuestion(board, [member], board?.period.toDate ?? null)}
                      label={title}
                    >
                      {number}
                      {unit ? <small>{unit}</small> : null}
                    </ExplainButton>
                    {member === cycle ? (
                      <span className={styles['beside']}>
                        {t('tiles.mean', {
                          value: writer.text(row?.figure('sales.avg_cycle_days') ?? null, 'days'),
                        })}
                      </span>
                    ) : null}
                  </p>
                  <Sparkline
                    values={values}
                    isRunning={board?.period.isRunning === true}
                    label={t('tiles.trend', { label: title, count: values.length })}
                  />
                  <p className={styles['changes']}>
                    <Change
                      label={t('compare.previous')}
                      long={t('compare.previousLong')}
                      change={writer.change(value, before(previous.data), format)}
                    />
                    <Change
                      label={t('compare.last_year')}
                      long={t(isLunar ? 'compare.lunarLong' : 'compare.last_yearLong')}
                      change={writer.change(value, before(lastYear.data), format)}
                    />
                  </p>
                </>
              );
            }}
          </Panel>
        );
      })}
      <PipelineTile board={board} />
    </section>
  );
}
