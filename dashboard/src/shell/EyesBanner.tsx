import { useTranslation } from 'react-i18next';
import { useSend, useSession } from '../lib/session.tsx';
import styles from './EyesBanner.module.css';

/** On every screen: whose eyes these are when they are not one's own, and when nobody signs in at all. */
export function EyesBanner() {
  const { t } = useTranslation('access');
  const send = useSend();
  const caller = useSession()?.caller ?? null;
  if (caller?.kind === 'open') return <p className={styles['open']}>{t('banner.none')}</p>;
  if (caller === null || caller.lookingFor === null) return null;
  return (
    <div className={styles['eyes']} role="status" data-eyes="">
      <span>{t('banner.viewAs', { name: caller.name })}</span>
      <button
        type="button"
        onClick={() =>
          void send('POST', '/api/session/view-as', { accountId: null }).then(() => location.assign('/admin'))
        }
      >
        {t('banner.back')}
      </button>
    </div>
  );
}
