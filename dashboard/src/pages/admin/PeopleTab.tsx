import { useQuery } from '@tanstack/react-query';
import { App, Button, Dropdown, Input, Table, Tag } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { adminAccountsAnswer, type AdminAccount } from '../../../../server/contracts/account.ts';
import { getAnswer } from '../../lib/api-client.ts';
import { matchByLetters } from '../../lib/name-search.ts';
import { useSend } from '../../lib/session.tsx';
import styles from './Admin.module.css';
import { ScrollRegion } from './ScrollRegion.tsx';
import { useMoments } from './moments.ts';
import { PersonForm } from './PersonForm.tsx';
import { SecretShown, secretIn } from './SecretShown.tsx';
import { useAct } from './use-act.ts';

export function PeopleTab() {
  const { t } = useTranslation('access');
  const moment = useMoments();
  const send = useSend();
  const act = useAct(['admin', 'accounts']);
  const { modal } = App.useApp();
  const [typed, setTyped] = useState('');
  const [edited, setEdited] = useState<AdminAccount | 'new' | null>(null);
  const [link, setLink] = useState<{ name: string; text: string } | null>(null);
  const accounts = useQuery({
    queryKey: ['admin', 'accounts'],
    queryFn: ({ signal }) => getAnswer(adminAccountsAnswer, '/api/admin/accounts', signal),
  });
  const path = (account: AdminAccount) => `/api/admin/accounts/${account.id}`;
  const showLink = (name: string, answer: unknown) =>
    setLink({ name, text: `${location.origin}/set-password#${secretIn(answer)}` });

  const actions = (account: AdminAccount) => [
    { key: 'edit', label: t('admin.edit'), onClick: () => setEdited(account) },
    {
      key: 'viewAs',
      label: t('admin.viewAs'),
      disabled: !account.hasAccess,
      onClick: () =>
        act(async () => {
          await send('POST', '/api/session/view-as', { accountId: account.id });
          location.assign('/board');
        }),
    },
    {
      key: 'link',
      label: t('admin.link'),
      onClick: () =>
        act(async () => showLink(account.name, await send('POST', `${path(account)}/password-link`, {}))),
    },
    {
      key: 'signOut',
      label: t('admin.signOut'),
      onClick: () => act(() => send('DELETE', `${path(account)}/sessions`)),
    },
    {
      key: 'shut',
      label: account.isEnabled ? t('admin.shutAccount') : t('admin.openAccount'),
      onClick: () => act(() => send('PATCH', path(account), { isEnabled: !account.isEnabled })),
    },
    {
      key: 'remove',
      danger: true,
      label: t('admin.remove'),
      onClick: () =>
        void modal.confirm({
          title: t('admin.removeSure', { name: account.name }),
          okText: t('admin.remove'),
          cancelText: t('admin.cancel'),
          onOk: () => act(() => send('DELETE', path(account))),
        }),
    },
  ];

  const shown = (accounts.data?.accounts ?? []).filter(
    ({ name, login }) => typed === '' || matchByLetters(name, typed) || matchByLetters(login, typed),
  );
  return (
    <>
      <div className={styles['bar']}>
        <Input.Search
          allowClear
          aria-label={t('admin.search')}
          placeholder={t('admin.search')}
          onChange={(event) => setTyped(event.target.value)}
        />
        <Button type="primary" onClick={() => setEdited('new')}>
          {t('admin.add')}
        </Button>
      </div>
      <ScrollRegion label={t('admin.people')}>
        <Table<AdminAccount>
          rowKey="id"
          size="middle"
          loading={accounts.isPending}
          locale={{ emptyText: t('admin.empty') }}
          pagination={{ pageSize: 50, hideOnSinglePage: true }}
          dataSource={shown}
          columns={[
            { title: t('admin.name'), dataIndex: 'name' },
            { title: t('admin.login'), dataIndex: 'login' },
            {
              title: t('admin.roles'),
              render: (_, { roles }) => roles.map((role) => t(`role.${role}`)).join(', '),
            },
            { title: t('admin.stands'), render: (_, account) => <Stands account={account} /> },
            { title: t('admin.state'), render: (_, account) => <State account={account} /> },
            {
              title: t('admin.signedIn'),
              render: (_, { signedInAt }) => (signedInAt === null ? t('admin.neverIn') : moment(signedInAt)),
            },
            {
              title: '',
              render: (_, account) => (
                <Dropdown trigger={['click']} menu={{ items: actions(account) }}>
                  <Button aria-label={`${t('admin.edit')}: ${account.name}`}>⋯</Button>
                </Dropdown>
              ),
            },
          ]}
        />
      </ScrollRegion>
      <PersonForm
        edited={edited}
        onClose={() => setEdited(null)}
        onSave={(values, account) =>
          act(async () => {
            if (account === null) showLink(values.name, await send('POST', '/api/admin/accounts', values));
            else {
              const { name, roles, employeeId, standings } = values;
              await send('PATCH', path(account), { name, roles, employeeId, standings });
            }
            setEdited(null);
          })
        }
      />
      <SecretShown
        title={t('admin.link')}
        help={t('admin.linkHelp', { name: link?.name ?? '' })}
        text={link?.text ?? null}
        onClose={() => setLink(null)}
      />
    </>
  );
}

function Stands({ account: { person, standings } }: { account: AdminAccount }) {
  const { t } = useTranslation('access');
  const unit = person?.unit ?? '—';
  return (
    <span className={styles['tags']}>
      {person === null ? null : (
        <Tag>{person.isHead ? t('admin.head', { unit }) : t('admin.member', { unit })}</Tag>
      )}
      {standings.map((one) => (
        <Tag key={one.unitId} color="blue">
          {one.unitId === '*' ? t('admin.whole') : (one.unit ?? one.unitId)}
        </Tag>
      ))}
    </span>
  );
}

function State({ account }: { account: AdminAccount }) {
  const { t } = useTranslation('access');
  if (!account.isEnabled) return <Tag>{t('admin.shut')}</Tag>;
  return account.hasAccess ? t('admin.open') : <Tag color="orange">{t('admin.left')}</Tag>;
}
