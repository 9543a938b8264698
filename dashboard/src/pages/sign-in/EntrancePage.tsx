import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { usePreferences } from '../../lib/preferences-context.tsx';
import styles from './SignIn.module.css';

/** The frame of the pages before the door. */
export function EntrancePage({ title, children }: { title: string; children: ReactNode }) {
  const { t } = useTranslation();
  const { language, choose } = usePreferences();
  return (
    <main className={styles['page']}>
      <title>{`${title} · ${t('product')}`}</title>
      <div className={styles['card']}>
        <header className={styles['head']}>
          <svg viewBox="0 0 32 24" aria-hidden="true" className={styles['logo']}>
            <path d="M1 22 11 4l10 18z" fill="var(--second)" />
            <path d="M12 22 21 9l10 13z" fill="var(--accent)" />
          </svg>
          <h1>{title}</h1>
          <button
            type="button"
            className={styles['language']}
            aria-label={t('language.label')}
            onClick={() => choose({ language: language === 'zh' ? 'en' : 'zh' })}
          >
            {t('language.switch')}
          </button>
        </header>
        {children}
      </div>
    </main>
  );
}
