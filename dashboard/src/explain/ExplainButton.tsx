import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import type { LoadQuery } from '../../../server/contracts/load.ts';
import { useMay } from '../lib/session.tsx';
import { useExplain } from './explain-context.tsx';
import styles from './ExplainButton.module.css';

interface Props {
  /** One measure under filters; null until it is known. */
  question: LoadQuery | null;
  /** What the figure is called. */
  label: string;
  children: ReactNode;
}

/** A figure that can be asked where it comes from. */
export function ExplainButton({ question, label, children }: Props) {
  const { t } = useTranslation('explain');
  const explain = useExplain();
  const may = useMay('explain');
  if (question === null || !may) return children;
  return (
    <button
      type="button"
      className={styles['figure']}
      title={t('open')}
      aria-haspopup="dialog"
      onClick={() => explain(question)}
    >
      {children}
      <span className="visually-hidden">{t('openOf', { label })}</span>
    </button>
  );
}
