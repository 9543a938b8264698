import { useState, type FormEvent } from 'react';
import { useTranslation } from 'react-i18next';
import { useSearchParams } from 'react-router';
import { ApiError } from '../../lib/api-client.ts';
import { ownPath, useSend, useSessionQuery } from '../../lib/session.tsx';
import { en } from '../../locales/en.ts';
import { DemoPeople } from './DemoPeople.tsx';
import { EntrancePage } from './EntrancePage.tsx';
import styles from './SignIn.module.css';

/** Why the company's sign-in led back here; whatever else an address says is no text of ours. */
function refusalIn(search: URLSearchParams): keyof typeof en.access.signIn.refused | null {
  const told = search.get('refused');
  if (told === null) return null;
  return isRefusal(told) ? told : 'failed';
}

function isRefusal(text: string): text is keyof typeof en.access.signIn.refused {
  return Object.hasOwn(en.access.signIn.refused, text);
}

/** The way in: a password, the company's own sign-in, or, in the demo, anybody. */
export function SignInPage() {
  const { t } = useTranslation('access');
  const [search] = useSearchParams();
  const session = useSessionQuery().data;
  const send = useSend();
  const [problem, setProblem] = useState<string | null>(null);
  const [isBusy, setBusy] = useState(false);
  const to = ownPath(search.get('to'));
  const refusal = refusalIn(search);

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
              {problem ?? (refusal === null ? '' : t(`signIn.refused.${refusal}`))}
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
