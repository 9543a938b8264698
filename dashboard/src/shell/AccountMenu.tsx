import { Dropdown, type MenuProps } from 'antd';
import { useTranslation } from 'react-i18next';
import { useNavigate } from 'react-router';
import { useSend, useSession } from '../lib/session.tsx';
import styles from './Header.module.css';
import { ChevronMark, PersonMark } from './marks.tsx';

/** Who looks, and the ways to the own account, to administration, to other eyes and out. */
export function AccountMenu() {
  const { t } = useTranslation('access');
  const navigate = useNavigate();
  const send = useSend();
  const session = useSession();
  const caller = session?.caller ?? null;
  if (session === null || caller === null || caller.kind === 'open') return null;

  const isGuest = caller.kind === 'guest';
  const name = isGuest ? t('menu.guest') : caller.name;
  const become = (who: string) =>
    void send('POST', '/api/session/demo', { who }).then(() => location.assign('/board'));
  const leave = () => void send('DELETE', '/api/session').then(() => location.assign('/sign-in'));
  const items: MenuProps['items'] = [
    {
      key: 'who',
      type: 'group',
      label: [name, ...caller.roles.map((role) => t(`role.${role}`))].join(' · '),
    },
    ...(caller.kind === 'account' && caller.lookingFor === null
      ? [{ key: 'account', label: t('menu.account'), onClick: () => void navigate('/account') }]
      : []),
    ...(caller.abilities.includes('admin')
      ? [{ key: 'admin', label: t('menu.admin'), onClick: () => void navigate('/admin') }]
      : []),
    ...(session.demo.length === 0 || caller.lookingFor !== null
      ? []
      : [
          {
            key: 'become',
            type: 'group' as const,
            label: t('menu.become'),
            children: session.demo.map(({ who, name: person, unit }) => ({
              key: who,
              label: `${t(`demo.${who}`)} · ${person} · ${unit}`,
              onClick: () => become(who),
            })),
          },
        ]),
    isGuest
      ? { key: 'in', label: t('menu.signIn'), onClick: () => void navigate('/sign-in') }
      : { key: 'out', label: t('menu.signOut'), onClick: leave },
  ];
  return (
    <Dropdown autoFocus trigger={['click']} menu={{ items }}>
      <button type="button" className={styles['pill']} aria-label={`${t('menu.label')}: ${name}`}>
        <PersonMark />
        <span className={styles['accountName']}>{name}</span>
        <ChevronMark />
      </button>
    </Dropdown>
  );
}
