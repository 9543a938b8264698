import { useId } from 'react';
import { useTranslation } from 'react-i18next';
import type { ExplainAnswer } from '../../../server/contracts/explain.ts';
import type { LoadQuery } from '../../../server/contracts/load.ts';
import { usePreferences } from '../lib/preferences-context.tsx';
import { useFormats } from '../lib/use-formats.ts';
import { DownloadRows } from './DownloadRows.tsx';
import { ROWS_ON_A_PAGE } from './explain.queries.ts';
import { cellText, contribution, exactFigure, shownColumns } from './explained-cells.ts';
import styles from './ExplainDrawer.module.css';

interface Props {
  question: LoadQuery;
  explained: ExplainAnswer;
  page: number;
  onPage(page: number): void;
}

/** The rows that make the figure with what each contributes; the foot is over all of them, not over the page. */
export function ExplainedRows({ question, explained, page, onPage }: Props) {
  const { t } = useTranslation('explain');
  const { t: words } = useTranslation('common');
  const { language } = usePreferences();
  const formats = useFormats();
  const heading = useId();
  const { rows, rowCount, parts, measure } = explained;
  // what a row contributes stands beside its day, in sight without scrolling
  const [lead, ...others] = shownColumns(explained.columns);
  const first = page * ROWS_ON_A_PAGE + 1;
  const last = Math.min(rowCount, first + ROWS_ON_A_PAGE - 1);
  const events = t('events', { returnObjects: true });
  const said = (text: string) => Object.entries(events).find(([name]) => name === text)?.[1] ?? text;
  return (
    <section aria-labelledby={heading}>
      <h3 id={heading}>
        {t('rows')} <span className={styles['count']}>{formats.count(rowCount)}</span>
      </h3>
      {rowCount > 0 && <DownloadRows question={question} />}
      {!measure.mapped && <p>{words('state.notMappedHelp')}</p>}
      {measure.mapped && rowCount === 0 && <p>{words('state.noData')}</p>}
      {rowCount > 0 && (
        <>
          <div className={styles['scroll']} tabIndex={0} role="group" aria-labelledby={heading}>
            <table className={styles['table']}>
              <thead>
                <tr>
                  {lead && <th scope="col">{lead.title[language]}</th>}
                  {parts.map((part) => (
                    <th key={part.id} scope="col" className={styles['number']}>
                      {part.title[language]}
                    </th>
                  ))}
                  {others.map((column) => (
                    <th key={column.name} scope="col">
                      {column.title[language]}
                    </th>
                  ))}
                </tr>
              </thead>
              <tbody>
                {rows.map((row, at) => (
                  <tr key={first + at}>
                    {lead && <td>{cellText(formats, row[lead.name], lead)}</td>}
                    {parts.map((part) => (
                      <td key={part.id} className={styles['number']}>
                        {contribution(formats, row[part.id], part)}
                      </td>
                    ))}
                    {others.map((column) => (
                      <td key={column.name}>
                        {column.name.endsWith('.event')
                          ? said(cellText(formats, row[column.name], column))
                          : cellText(formats, row[column.name], column)}
                      </td>
                    ))}
                  </tr>
                ))}
              </tbody>
              <tfoot>
                <tr>
                  <th scope="row">{t('allRows', { count: rowCount })}</th>
                  {parts.map((part) => (
                    <td key={part.id} className={styles['number']}>
                      {part.way === 'sum' || part.way === 'count' ? '' : `${t(`ways.${part.way}`)} `}
                      {exactFigure(formats, part.value, part.format)}
                    </td>
                  ))}
                  <td colSpan={others.length} />
                </tr>
              </tfoot>
            </table>
          </div>
          <nav className={styles['pages']} aria-label={t('pages')}>
            <button
              type="button"
              className={styles['quiet']}
              disabled={page === 0}
              onClick={() => onPage(page - 1)}
            >
              {t('previous')}
            </button>
            <span aria-live="polite">
              {t('range', {
                from: formats.count(first),
                to: formats.count(last),
                total: formats.count(rowCount),
              })}
            </span>
            <button
              type="button"
              className={styles['quiet']}
              disabled={last >= rowCount}
              onClick={() => onPage(page + 1)}
            >
              {t('next')}
            </button>
          </nav>
        </>
      )}
    </section>
  );
}
