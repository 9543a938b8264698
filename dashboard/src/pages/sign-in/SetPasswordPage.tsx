import { useEffect, useState, type FormEvent } from 'react';
import { useTranslation } from 'react-i18next';
import { passwordLinkAnswer, type PasswordLinkAnswer } from '../../../../server/contracts/session.ts';
import { ApiError } from '../../lib/api-client.ts';
import { useSend } from '../../lib/session.tsx';
import { EntrancePage } from './EntrancePage.tsx';
import styles from './SignIn.module.css';

/** Opened by a link whose secret stands after #, which no server sees. */
export function SetPasswordPage() {
  const { t } = useTranslation('access');
  const send = useSend();
  const [secret] = useState(() => location.hash.slice(1));
  const [whose, setWhose] = useState<PasswordLinkAnswer | null>(null);
  const [isOver, setOver] = useState(false);
  const [isBusy, setBusy] = useState(false);
  const [problem, setProblem] = useState('');

  useEffect(() => {
    send('POST', '/api/session/password-link', { secret })
      .then((answer) => setWhose(passwordLinkAnswer.parse(answer)))
      .catch(() => setOver(true));
    // asked once for the link that opened the page
  }, [secret]);

  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const data = new FormData(event.currentTarget);
    const password = data.get('password');
    if (password !== data.get('again')) {
      setProblem(t('setPassword.different'));
      return;
    }
    setProblem('');
    // while this is under way, a late answer about the name finds the link used, and must not say so
    setBusy(true);
    send('POST', '/api/session/password-link', { secret, password })
      .then(() => location.assign('/'))
      .catch((error: unknown) => {
        setBusy(false);
        if (error instanceof ApiError && error.code === 'weak_password') setProblem(t('setPassword.weak'));
        else setOver(true);
      });
  };

  return (
    <EntrancePage title={t('setPassword.title')}>
      {isOver && !isBusy ? (
        <p role="alert">{t('setPassword.over')}</p>
      ) : (
        <form onSubmit={submit} className={styles['form']}>
          <p>{whose === null ? '…' : t('setPassword.for', { name: whose.name, login: whose.login })}</p>
          <input type="hidden" name="username" autoComplete="username" value={whose?.login ?? ''} readOnly />
          <label>
            {t('signIn.password')}
            <input name="password" type="password" autoComplete="new-password" required />
          </label>
          <label>
            {t('setPassword.again')}
            <input name="again" type="password" autoComplete="new-password" required />
          </label>
          <p className={styles['problem']} role="alert">
            {problem}
          </p>
          {/* not disabled while the name is asked for: Enter in a field does nothing then */}
          <button type="submit" className={styles['first']} disabled={isBusy}>
            {t('setPassword.submit')}
          </button>
          <p className={styles['help']}>{t('setPassword.hint')}</p>
        </form>
      )}
    </EntrancePage>
  );
}
