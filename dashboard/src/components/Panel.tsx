import { useId, useState, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import type { Answer } from '../lib/answer.ts';
import { ChartMark, TableMark } from '../shell/marks.tsx';
import { FigureTable, type TableData } from './FigureTable.tsx';
import styles from './Panel.module.css';

interface PanelProps<T> {
  /** The question the card answers: its title, and the name of its region. */
  label: string;
  /** The unit, or how the card is sorted; stands in the corner. */
  corner?: ReactNode;
  answer: Answer<T>;
  empty: { when: (data: T) => boolean; text: string };
  /** False when the source lacks what this needs. */
  isMapped?: boolean;
  /** The same figures as a table, for who cannot or would rather not read the drawing. */
  table?: (data: T) => TableData;
  /** Area name in the page's grid, and the target of links to this card. */
  id?: string;
  className?: string | undefined;
  children: (data: T) => ReactNode;
}

/** Owns the states of a card, so that no page can forget one. Its size never depends on its state. */
export function Panel<T>(props: PanelProps<T>) {
  const { label, corner, answer, table, id, className } = props;
  const { t } = useTranslation();
  const heading = useId();
  const [asTable, setAsTable] = useState(false);
  const isReady = answer.data !== undefined && props.isMapped !== false && !props.empty.when(answer.data);
  return (
    <section
      id={id}
      className={`${styles['panel']} ${className ?? ''}`}
      aria-labelledby={heading}
      aria-busy={answer.isPending && props.isMapped !== false}
    >
      <header className={styles['head']}>
        <h2 id={heading} title={label}>
          {label}
        </h2>
        <span className={styles['corner']}>
          {answer.error && answer.data !== undefined ? (
            <span className={styles['stale']} title={answer.error.message}>
              {t('state.stale')}
            </span>
          ) : null}
          {corner}
          {table && isReady ? (
            <button
              type="button"
              className={styles['toggle']}
              aria-pressed={asTable}
              aria-label={asTable ? t('state.showChart', { label }) : t('state.showTable', { label })}
              title={asTable ? t('state.chart') : t('state.table')}
              onClick={() => setAsTable(!asTable)}
            >
              {asTable ? <ChartMark /> : <TableMark />}
            </button>
          ) : null}
        </span>
      </header>
      <div className={styles['body']}>
        <Body {...props} asTable={asTable} />
      </div>
    </section>
  );
}

function Body<T>({
  label,
  answer,
  empty,
  isMapped,
  table,
  asTable,
  children,
}: PanelProps<T> & { asTable: boolean }) {
  const { t } = useTranslation();
  if (isMapped === false) {
    return (
      <Notice title={t('state.notMapped')}>
        <p>{t('state.notMappedHelp')}</p>
      </Notice>
    );
  }
  if (answer.data === undefined) {
    if (!answer.error)
      return <div className={styles['skeleton']} role="status" aria-label={t('state.loading', { label })} />;
    return (
      <Notice title={t('state.error')} isAlert>
        <p>{answer.error.message}</p>
        <button type="button" className={styles['retry']} onClick={answer.retry}>
          {t('state.retry')}
        </button>
      </Notice>
    );
  }
  if (empty.when(answer.data)) return <Notice title={empty.text} />;
  if (asTable && table) return <FigureTable caption={label} {...table(answer.data)} />;
  return children(answer.data);
}

function Notice({ title, isAlert, children }: { title: string; isAlert?: boolean; children?: ReactNode }) {
  return (
    <div className={styles['notice']} role={isAlert ? 'alert' : undefined}>
      <strong>{title}</strong>
      {children}
    </div>
  );
}
