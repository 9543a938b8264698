import { useTranslation } from 'react-i18next';
import { Panel } from '../../components/Panel.tsx';
import { TargetMeter } from '../../components/TargetMeter.tsx';
import { ExplainButton } from '../../explain/ExplainButton.tsx';
import { joinAnswers } from '../../lib/answer.ts';
import { useCatalogue } from '../../lib/catalogue.ts';
import { useFigureWriter } from '../../lib/figure-text.ts';
import type { FigureRow } from '../../lib/figure-rows.ts';
import type { Period } from '../../lib/period.ts';
import { missing } from '../../lib/format.ts';
import { useFormats } from '../../lib/use-formats.ts';
import { useStatus } from '../../lib/queries.ts';
import { headlineQuestion, useTargets, type BoardScope } from './board.queries.ts';
import { PeriodFacts } from './PeriodFacts.tsx';
import { toneOf } from './unit-rows.ts';
import styles from './WindowStrip.module.css';

interface WindowCardProps {
  board: BoardScope | null;
  period: Period | null;
  name: string;
  isChosen: boolean;
}

/** Performance in one period: what is done, of what, and how that compares with the time gone. */
export function WindowCard({ board, period, name, isChosen }: WindowCardProps) {
  const { t } = useTranslation('board');
  const { t: words } = useTranslation('common');
  const formats = useFormats();
  const writer = useFigureWriter();
  const isRestDay = useStatus().data?.calendar.isWorkingDay === false && period?.kind === 'day';
  const format = useCatalogue()?.get(board?.headline.member ?? '')?.format ?? 'money';
  const answer = joinAnswers<[FigureRow[]], FigureRow | undefined>(
    [useTargets(board, period)],
    ([row]) => row,
  );
  const target = answer.data?.figure('targets.target') ?? null;
  return (
    <Panel
      className={styles['card']}
      label={name}
      corner={
        answer.data
          ? target === null
            ? words('state.noTarget')
            : t('window.target', { target: writer.text(target, format) })
          : null
      }
      answer={answer}
      empty={{ when: (row) => row === undefined, text: words('state.noData') }}
    >
      {(row) => {
        const figure = (measure: string) => row?.figure(`targets.${measure}`) ?? null;
        const { number, unit } = writer.parts(figure('actual'), format);
        const progressGap = figure('progress_gap');
        const tone = toneOf(progressGap);
        const [attainment, elapsed] = [
          formats.rate(figure('attainment')),
          formats.rate(figure('time_progress')),
        ];
        return (
          <div className={styles['inside']}>
            <div className={styles['main']}>
              <p className={styles['row']}>
                <span className={styles['value']}>
                  <ExplainButton question={isChosen ? headlineQuestion(board, period) : null} label={name}>
                    {number}
                    {unit ? <small>{unit}</small> : null}
                  </ExplainButton>
                </span>
                {target === null ? null : (
                  <span className={styles['attainment']}>
                    <span>{t('window.attainment')} </span>
                    <b>{attainment}</b>
                  </span>
                )}
              </p>
              {target === null ? null : (
                <TargetMeter
                  attainment={figure('attainment')}
                  elapsed={figure('time_progress')}
                  tone={tone}
                  label={t('window.meter', { name, attainment, elapsed })}
                />
              )}
              <p className={styles['facts']}>
                {isRestDay && target === null ? <span>{t('window.restDay')}</span> : null}
                {elapsed === missing ? null : (
                  <span>
                    {t('window.elapsed')} <b>{elapsed}</b>
                  </span>
                )}
                {progressGap === null ? null : (
                  <span>
                    {progressGap >= 0 ? t('units.ahead') : t('units.behind')}{' '}
                    <b data-tone={tone}>
                      {formats.number(Math.abs(progressGap) * 100, 1)}
                      {words('pointsUnit')}
                    </b>
                  </span>
                )}
              </p>
            </div>
            {isChosen && board && target === null ? <PeriodFacts board={board} /> : null}
            {isChosen && target !== null ? (
              <Facts
                figure={figure}
                write={(value) => writer.text(value, format)}
                isRunning={period?.isRunning === true}
              />
            ) : null}
          </div>
        );
      }}
    </Panel>
  );
}

interface FactsProps {
  figure: (measure: string) => number | null;
  write: (value: number | null) => string;
  isRunning: boolean;
}

/** What is left to do; a closed period has nothing left and no forecast. */
function Facts({ figure, write, isRunning }: FactsProps) {
  const { t } = useTranslation('board');
  const formats = useFormats();
  const gap = figure('gap');
  const hasMet = gap !== null && gap <= 0;
  const left: [name: string, text: string][] = [
    [t('window.perDay'), hasMet ? t('window.met') : write(figure('required_per_working_day'))],
    [t('window.daysLeft'), formats.count(figure('working_days_left'))],
    [t('window.forecast'), write(figure('forecast'))],
  ];
  const facts: [name: string, text: string][] = [
    [t('window.targetToDate'), write(figure('target_to_date'))],
    [t('window.pace'), formats.rate(figure('pace'), 0)],
    gap !== null && gap < 0 ? [t('window.over'), write(-gap)] : [t('window.gap'), write(gap)],
    ...(isRunning ? left : []),
  ];
  return (
    <dl className={styles['stats']}>
      {facts.map(([name, text]) => (
        <div key={name}>
          <dt title={name}>{name}</dt>
          <dd>{text}</dd>
        </div>
      ))}
    </dl>
  );
}
