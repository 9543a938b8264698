import { useQuery, useQueryClient } from '@tanstack/react-query';
import { App, Button, Form, Input, InputNumber, List, Modal, Select } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { accountAnswer, tokenScope } from '../../../../server/contracts/account.ts';
import { getAnswer } from '../../lib/api-client.ts';
import { SESSION_KEY, useSend, useSession } from '../../lib/session.tsx';
import { useMoments } from '../admin/moments.ts';
import { useAct } from '../admin/use-act.ts';
import { SecretShown, secretIn } from '../admin/SecretShown.tsx';
import styles from '../admin/Admin.module.css';

/** The own password, the browsers that are signed in, and tokens for programs. */
export function AccountPage() {
  const { t } = useTranslation('access');
  const client = useQueryClient();
  const send = useSend();
  const act = useAct(['account']);
  const moment = useMoments();
  const { message } = App.useApp();
  const caller = useSession()?.caller ?? null;
  const [secret, setSecret] = useState<string | null>(null);
  const [isMaking, setMaking] = useState(false);
  const account = useQuery({
    queryKey: ['account'],
    queryFn: ({ signal }) => getAnswer(accountAnswer, '/api/account', signal),
  });
  return (
    <div className={styles['page']}>
      <title>{t('account.title')}</title>
      <h1>{t('account.title')}</h1>
      {caller?.hasPassword === true ? (
        <section className={styles['card']} aria-label={t('account.password')}>
          <h2>{t('account.password')}</h2>
          <Form
            layout="vertical"
            onFinish={(values: { current: string; next: string }) =>
              act(async () => {
                await send('POST', '/api/account/password', values);
                await client.invalidateQueries({ queryKey: SESSION_KEY });
                void message.success(t('account.changed'));
              })
            }
          >
            <Form.Item name="current" label={t('account.current')} rules={[{ required: true }]}>
              <Input.Password autoComplete="current-password" />
            </Form.Item>
            <Form.Item name="next" label={t('account.next')} rules={[{ required: true, min: 10 }]}>
              <Input.Password autoComplete="new-password" />
            </Form.Item>
            <Button type="primary" htmlType="submit">
              {t('account.change')}
            </Button>
          </Form>
        </section>
      ) : null}
      <section className={styles['card']} aria-label={t('account.sessions')}>
        <h2>{t('account.sessions')}</h2>
        <List
          loading={account.isPending}
          dataSource={account.data?.sessions ?? []}
          renderItem={(one) => (
            <List.Item
              actions={
                one.isThis
                  ? []
                  : [
                      <Button
                        key="end"
                        onClick={() => act(() => send('DELETE', `/api/account/sessions/${one.id}`))}
                      >
                        {t('account.end')}
                      </Button>,
                    ]
              }
            >
              <Line
                title={one.isThis ? t('account.thisOne') : one.address}
                description={`${t('account.seen', { time: moment(one.seenAt) })} · ${one.agent}`}
              />
            </List.Item>
          )}
        />
      </section>
      <section className={styles['card']} aria-label={t('account.tokens')}>
        <h2>{t('account.tokens')}</h2>
        <p className={styles['soft']}>{t('account.tokensHelp')}</p>
        <List
          locale={{ emptyText: t('account.noTokens') }}
          dataSource={account.data?.tokens ?? []}
          renderItem={(one) => (
            <List.Item
              actions={[
                <Button
                  key="revoke"
                  danger
                  onClick={() => act(() => send('DELETE', `/api/account/tokens/${one.id}`))}
                >
                  {t('account.revoke')}
                </Button>,
              ]}
            >
              <Line
                title={one.name}
                description={[
                  one.scopes.map((scope) => t(`account.scope.${scope}`)).join(', '),
                  t('account.expires', { time: moment(one.expiresAt) }),
                  one.usedAt === null ? t('account.never') : t('account.used', { time: moment(one.usedAt) }),
                ].join(' · ')}
              />
            </List.Item>
          )}
        />
        <Button type="primary" onClick={() => setMaking(true)}>
          {t('account.newToken')}
        </Button>
        <Modal
          open={isMaking}
          title={t('account.newToken')}
          footer={null}
          destroyOnHidden
          onCancel={() => setMaking(false)}
        >
          <Form
            layout="vertical"
            initialValues={{ scopes: ['figures'], days: 90 }}
            onFinish={(values: object) =>
              act(async () => {
                setSecret(secretIn(await send('POST', '/api/account/tokens', values)));
                setMaking(false);
              })
            }
          >
            <Form.Item name="name" label={t('account.tokenName')} rules={[{ required: true }]}>
              <Input />
            </Form.Item>
            <Form.Item name="scopes" label={t('account.scopes')} rules={[{ required: true }]}>
              <Select
                mode="multiple"
                options={tokenScope.options.map((value) => ({ value, label: t(`account.scope.${value}`) }))}
              />
            </Form.Item>
            <Form.Item name="days" label={t('account.days')} rules={[{ required: true }]}>
              <InputNumber min={1} max={366} precision={0} />
            </Form.Item>
            <Button type="primary" htmlType="submit">
              {t('account.newToken')}
            </Button>
          </Form>
        </Modal>
        <SecretShown title={t('account.tokens')} help="" text={secret} onClose={() => setSecret(null)} />
      </section>
    </div>
  );
}

/** Ant Design's own would be a heading of the fourth level, beneath none of the third. */
function Line({ title, description }: { title: string; description: string }) {
  return (
    <div className={styles['line']}>
      <strong>{title}</strong>
      <span className={styles['soft']}>{description}</span>
    </div>
  );
}
