import { useQueryClient } from '@tanstack/react-query';
import { App } from 'antd';
import { useTranslation } from 'react-i18next';

/** Does something and asks anew for what it may have changed; a refusal is told in the server's words. */
export function useAct(...keys: string[][]): (work: () => Promise<unknown>) => void {
  const { t } = useTranslation('access');
  const client = useQueryClient();
  const { message } = App.useApp();
  return (work) => {
    work()
      .then(() => Promise.all(keys.map((queryKey) => client.invalidateQueries({ queryKey }))))
      .catch((error: unknown) => {
        const reason = error instanceof Error ? error.message : String(error);
        void message.error(t('account.failed', { reason }), 6);
      });
  };
}
