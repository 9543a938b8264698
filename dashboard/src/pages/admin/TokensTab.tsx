import { useQuery } from '@tanstack/react-query';
import { Button, Table } from 'antd';
import { useTranslation } from 'react-i18next';
import { tokensAnswer } from '../../../../server/contracts/account.ts';
import { getAnswer } from '../../lib/api-client.ts';
import { useSend } from '../../lib/session.tsx';
import { ScrollRegion } from './ScrollRegion.tsx';
import { useMoments } from './moments.ts';
import { useAct } from './use-act.ts';

/** Everybody's tokens; each is made by its owner, on the page of the own account. */
export function TokensTab() {
  const { t } = useTranslation('access');
  const moment = useMoments();
  const send = useSend();
  const act = useAct(['admin', 'tokens']);
  const tokens = useQuery({
    queryKey: ['admin', 'tokens'],
    queryFn: ({ signal }) => getAnswer(tokensAnswer, '/api/admin/tokens', signal),
  });
  return (
    <ScrollRegion label={t('admin.tokens')}>
      <Table
        rowKey="id"
        size="middle"
        loading={tokens.isPending}
        locale={{ emptyText: t('admin.empty') }}
        pagination={{ pageSize: 50, hideOnSinglePage: true }}
        dataSource={tokens.data?.tokens ?? []}
        columns={[
          { title: t('account.tokenName'), dataIndex: 'name' },
          { title: t('admin.who'), dataIndex: 'login' },
          {
            title: t('account.scopes'),
            render: (_, { scopes }) => scopes.map((scope) => t(`account.scope.${scope}`)).join(', '),
          },
          { title: t('admin.expires'), render: (_, { expiresAt }) => moment(expiresAt) },
          { title: t('admin.lastUsed'), render: (_, { usedAt }) => (usedAt === null ? '—' : moment(usedAt)) },
          {
            title: t('admin.actions'),
            render: (_, { id }) => (
              <Button danger onClick={() => act(() => send('DELETE', `/api/admin/tokens/${id}`))}>
                {t('admin.revoke')}
              </Button>
            ),
          },
        ]}
      />
    </ScrollRegion>
  );
}
