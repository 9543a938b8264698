import { useTranslation } from 'react-i18next';
import type { ExplainAnswer } from '../../../server/contracts/explain.ts';
import { useStatus } from '../lib/queries.ts';
import { missing } from '../lib/format.ts';
import { byTable } from './explained-cells.ts';
import styles from './ExplainDrawer.module.css';

/** From which columns of the company's CRM the figure is made, when they were last read, and the SQL that asks. */
export function ExplainedSource({ explained }: { explained: ExplainAnswer }) {
  const { t } = useTranslation('explain');
  const timezone = useStatus().data?.timezone;
  const { lineage, syncs, sql } = explained;
  const at = (instant: string | null) =>
    instant === null
      ? missing
      : new Date(instant).toLocaleString('sv-SE', timezone === undefined ? {} : { timeZone: timezone });
  return (
    <section>
      <h3>{t('source')}</h3>
      <dl>
        <dt>{t('asOf')}</dt>
        <dd>{at(explained.asOf)}</dd>
        {syncs.map((sync) => (
          <SyncedAt key={sync.source} label={t('synced', { source: sync.source })} text={at(sync.at)} />
        ))}
        <dt>{t('columns')}</dt>
        <dd>
          {lineage.sources.length === 0 ? (
            missing
          ) : (
            <ul className={styles['tables']}>
              {byTable(lineage.sources).map((one) => (
                <li key={`${one.source} ${one.table}`}>
                  <code>
                    {one.source}.{one.table}
                  </code>{' '}
                  {one.columns.map((column) => (
                    <code key={column}>{column}</code>
                  ))}
                </li>
              ))}
            </ul>
          )}
        </dd>
      </dl>
      <details className={styles['sql']}>
        <summary>{t('sql')}</summary>
        <pre tabIndex={0}>{sql.text}</pre>
        {sql.parameters.length > 0 && (
          <ol>
            {sql.parameters.map((parameter, place) => (
              <li key={place}>{parameter === null ? t('permission') : String(parameter)}</li>
            ))}
          </ol>
        )}
      </details>
    </section>
  );
}

function SyncedAt({ label, text }: { label: string; text: string }) {
  return (
    <>
      <dt>{label}</dt>
      <dd>{text}</dd>
    </>
  );
}
