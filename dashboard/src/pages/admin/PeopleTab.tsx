import { useQuery, useQueryClient } from '@tanstack/react-query';
import { App, Button, Dropdown, Input, Table, Tag } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { adminAccountsAnswer, type AdminAccount } from '../../../../server/contracts/account.ts';
import { getAnswer } from '../../lib/api-client.ts';
import { matchByLetters } from '../../lib/name-search.ts';
import { useSend, useSession } from '../../lib/session.tsx';
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
  const client = useQueryClient();
  const own = useSession()?.caller?.login;
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
    { key: 'edit', label: t('admin.edit'), onClick: () => afterKey(account, () => setEdited(account)) },
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
        afterKey(account, () => {
          void modal.confirm({
            title: t('admin.removeSure', { name: account.name }),
            okText: t('admin.remove'),
            okButtonProps: { danger: true },
            cancelText: t('admin.cancel'),
            autoFocusButton: 'cancel',
            onOk: () => act(() => send('DELETE', path(account))),
          });
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
              title: t('admin.actions'),
              render: (_, account) => (
                <Dropdown autoFocus trigger={['click']} menu={{ items: actions(account) }}>
                  <Button id={`actions-${account.id}`} aria-label={`${t('admin.edit')}: ${account.name}`}>
                    ⋯
                  </Button>
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
              // where one stands oneself decides what every screen shows
              if (account.login === own) void client.invalidateQueries();
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

/**
 * A menu acts while its key is down: a dialog that opened at once would take the same key for its first button. It
 * closes back to the line's button, as the menu is gone by then.
 */
function afterKey({ id }: AdminAccount, act: () => void): void {
  setTimeout(() => {
    document.getElementById(`actions-${id}`)?.focus();
    act();
  });
}

function Stands({ account: { person, standings } }: { account: AdminAccount }) {
  const { t } = useTranslation('access');
  const unit = person?.unit ?? '—';
  const standsOn = (name: string, kind: 'grant' | 'member') =>
    kind === 'member' ? t('admin.member', { unit: name }) : name;
  return (
    <span className={styles['tags']}>
      {person === null ? null : (
        <Tag>{person.isHead ? t('admin.head', { unit }) : t('admin.member', { unit })}</Tag>
      )}
      {standings.map(({ unitId, kind, unit: name }) => (
        <Tag key={unitId} color="blue">
          {unitId === '*' ? t('admin.whole') : standsOn(name ?? unitId, kind)}
        </Tag>
      ))}
      {person === null && standings.length === 0 ? (
        <Tag className={styles['amiss'] ?? ''}>{t('admin.nowhere')}</Tag>
      ) : null}
    </span>
  );
}

function State({ account }: { account: AdminAccount }) {
  const { t } = useTranslation('access');
  if (!account.isEnabled) return <Tag>{t('admin.shut')}</Tag>;
  return account.hasAccess ? t('admin.open') : <Tag className={styles['amiss'] ?? ''}>{t('admin.left')}</Tag>;
}
