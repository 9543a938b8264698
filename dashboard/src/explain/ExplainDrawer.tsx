import { Drawer } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { ExplainAnswer } from '../../../server/contracts/explain.ts';
import type { LoadQuery } from '../../../server/contracts/load.ts';
import { usePreferences } from '../lib/preferences-context.tsx';
import { useFormats } from '../lib/use-formats.ts';
import { useExplanation } from './explain.queries.ts';
import { exactFigure } from './explained-cells.ts';
import styles from './ExplainDrawer.module.css';
import { ExplainedRows } from './ExplainedRows.tsx';
import { ExplainedSource } from './ExplainedSource.tsx';

interface Props {
  question: LoadQuery;
  isOpen: boolean;
  onClose(): void;
}

/** Where a figure comes from: what it means, how it is worked out, of which rows, from which source. */
export function ExplainDrawer({ question, isOpen, onClose }: Props) {
  const { t } = useTranslation('explain');
  return (
    <Drawer
      title={t('title')}
      open={isOpen}
      onClose={onClose}
      size="min(46rem, 100vw)"
      closable={{ 'aria-label': t('close') }}
      styles={{ body: { padding: 0 } }}
    >
      {/* another figure begins on its first page */}
      <Explained key={JSON.stringify(question)} question={question} />
    </Drawer>
  );
}

function Explained({ question }: { question: LoadQuery }) {
  const { t } = useTranslation('explain');
  const { t: words } = useTranslation('common');
  const [page, setPage] = useState(0);
  const answer = useExplanation(question, page);
  if (answer.data === undefined) {
    if (!answer.isError) {
      return (
        <div
          className={styles['body']}
          role="status"
          aria-label={words('state.loading', { label: t('title') })}
        >
          <div className={styles['skeleton']} />
          <div className={styles['skeleton']} />
          <div className={styles['skeleton']} />
        </div>
      );
    }
    return (
      <div className={styles['body']} role="alert">
        <strong>{words('state.error')}</strong>
        <p>{answer.error.message}</p>
        <button type="button" className={styles['quiet']} onClick={() => void answer.refetch()}>
          {words('state.retry')}
        </button>
      </div>
    );
  }
  const { data } = answer;
  return (
    <div className={styles['body']} aria-busy={answer.isFetching}>
      <Meaning explained={data} />
      <ExplainedRows question={question} explained={data} page={page} onPage={setPage} />
      <ExplainedSource explained={data} />
    </div>
  );
}

function Meaning({ explained }: { explained: ExplainAnswer }) {
  const { t } = useTranslation('explain');
  const { language } = usePreferences();
  const formats = useFormats();
  const { measure, formula, filters, attribution, parts } = explained;
  return (
    <section className={styles['meaning']}>
      <h3>{measure.title[language]}</h3>
      <p className={styles['value']}>{exactFigure(formats, explained.value, measure.format)}</p>
      <dl>
        <dt>{t('definition')}</dt>
        <dd>{measure.description[language]}</dd>
        {formula[language] !== '' && (
          <>
            <dt>{t('formula')}</dt>
            <dd className={styles['formula']}>{formula[language]}</dd>
          </>
        )}
        {parts.length > 1 && (
          <>
            <dt>{t('parts')}</dt>
            <dd>
              <ul className={styles['parts']}>
                {parts.map((part) => (
                  <li key={part.id}>
                    {part.title[language]} <b>{exactFigure(formats, part.value, part.format)}</b>
                  </li>
                ))}
              </ul>
            </dd>
          </>
        )}
        <dt>{t('filters')}</dt>
        <dd>
          {filters.length === 0 ? (
            t('noFilters')
          ) : (
            <ul className={styles['filters']}>
              {filters.map((filter) => (
                <li key={filter.en}>{filter[language]}</li>
              ))}
            </ul>
          )}
        </dd>
        {attribution !== null && (
          <>
            <dt>{t('attribution')}</dt>
            <dd>{t(`attributions.${attribution}`)}</dd>
          </>
        )}
      </dl>
    </section>
  );
}
