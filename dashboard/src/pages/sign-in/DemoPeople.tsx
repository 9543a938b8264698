import { useTranslation } from 'react-i18next';
import type { SessionAnswer } from '../../../../server/contracts/session.ts';
import { useSend } from '../../lib/session.tsx';
import styles from './SignIn.module.css';

/** The demo's people: one click, and the screens are theirs. */
export function DemoPeople({ people, to }: { people: SessionAnswer['demo']; to: string }) {
  const { t } = useTranslation('access');
  const send = useSend();
  return (
    <>
      <h2 className={styles['question']}>{t('signIn.demoTitle')}</h2>
      <ul className={styles['people']}>
        {people.map(({ who, name, unit }) => (
          <li key={who}>
            <button
              type="button"
              className={styles['person']}
              onClick={() => void send('POST', '/api/session/demo', { who }).then(() => location.assign(to))}
            >
              <strong>{t(`demo.${who}`)}</strong>
              <span>
                {name} · {unit}
              </span>
            </button>
          </li>
        ))}
      </ul>
      <p className={styles['help']}>{t('signIn.demoHelp')}</p>
    </>
  );
}
