import { useState, type FormEvent } from 'react';
import { useTranslation } from 'react-i18next';
import { useSearchParams } from 'react-router';
import { ApiError } from '../../lib/api-client.ts';
import { ownPath, useSend, useSessionQuery } from '../../lib/session.tsx';
import { DemoPeople } from './DemoPeople.tsx';
import { EntrancePage } from './EntrancePage.tsx';
import styles from './SignIn.module.css';

/** The way in: a password, the company's own sign-in, or, in the demo, anybody. */
export function SignInPage() {
  const { t } = useTranslation('access');
  const [search] = useSearchParams();
  const session = useSessionQuery().data;
  const send = useSend();
  const [problem, setProblem] = useState<string | null>(null);
  const [isBusy, setBusy] = useState(false);
  const to = ownPath(search.get('to'));
  const refusal = search.get('refused');

  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const data = new FormData(event.currentTarget);
    setBusy(true);
    send('POST', '/api/session', { login: data.get('login'), password: data.get('password') })
      // a whole new page: nothing that another person saw stays in memory
      .then(() => location.assign(to))
      .catch((error: unknown) => {
        setBusy(false);
        const status = error instanceof ApiError ? error.status : 0;
        setProblem(
          status === 401 ? t('signIn.wrong') : status === 429 ? t('signIn.wait') : t('signIn.failed'),
        );
      });
  };

  return (
    <EntrancePage title={t('signIn.title')}>
      {session?.mode === 'demo' ? (
        <DemoPeople people={session.demo} to={to} />
      ) : (
        <>
          {session?.provider ? (
            <>
              <a className={styles['second']} href={`/api/session/oidc?to=${encodeURIComponent(to)}`}>
                {t('signIn.with', { name: session.provider.name })}
              </a>
              <p className={styles['or']}>{t('signIn.or')}</p>
            </>
          ) : null}
          <form onSubmit={submit} className={styles['form']}>
            <label>
              {t('signIn.login')}
              <input name="login" autoComplete="username" autoCapitalize="none" required autoFocus />
            </label>
            <label>
              {t('signIn.password')}
              <input name="password" type="password" autoComplete="current-password" required />
            </label>
            <p className={styles['problem']} role="alert">
              {problem ?? (refusal === null ? '' : t('signIn.provider', { reason: refusal.slice(0, 60) }))}
            </p>
            <button type="submit" className={styles['first']} disabled={isBusy}>
              {t('signIn.submit')}
            </button>
          </form>
          <p className={styles['help']}>{t('signIn.forgotten')}</p>
        </>
      )}
    </EntrancePage>
  );
}
