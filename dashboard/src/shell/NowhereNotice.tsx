import { Trans, useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import { useMay, useSession } from '../lib/session.tsx';
import styles from './NowhereNotice.module.css';

/** Why there is no figure on any screen, and what to do: the account has no place in the organisation. */
export function NowhereNotice() {
  const { t } = useTranslation('access');
  const isAdministrator = useMay('admin');
  const caller = useSession()?.caller ?? null;
  if (caller?.standsNowhere !== true) return null;
  return (
    <div className={styles['notice']} role="status">
      <strong>{t('nowhere.title')}</strong>
      <p>
        {isAdministrator ? (
          <Trans
            t={t}
            i18nKey="nowhere.administrator"
            values={{ login: caller.login }}
            components={{ a: <Link to="/admin" /> }}
          />
        ) : (
          t('nowhere.other')
        )}
      </p>
    </div>
  );
}
