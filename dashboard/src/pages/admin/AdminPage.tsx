import { Tabs } from 'antd';
import { useTranslation } from 'react-i18next';
import { useSearchParams } from 'react-router';
import { useSession } from '../../lib/session.tsx';
import { NotFound } from '../../shell/NotFound.tsx';
import styles from './Admin.module.css';
import { AuditTab } from './AuditTab.tsx';
import { PeopleTab } from './PeopleTab.tsx';
import { TokensTab } from './TokensTab.tsx';
import { WallsTab } from './WallsTab.tsx';

/** Who may come in, what hangs on walls, and what everybody did. The address says which tab. */
export function AdminPage() {
  const { t } = useTranslation('access');
  const [search, setSearch] = useSearchParams();
  const isAdministrator = useSession()?.caller?.abilities.includes('admin') === true;
  if (!isAdministrator) return <NotFound />;
  return (
    <div className={styles['page']}>
      <title>{t('admin.title')}</title>
      <h1>{t('admin.title')}</h1>
      <div className={styles['card']}>
        <Tabs
          activeKey={search.get('tab') ?? 'people'}
          onChange={(tab) => {
            const next = new URLSearchParams(search);
            next.set('tab', tab);
            setSearch(next, { replace: true });
          }}
          items={[
            { key: 'people', label: t('admin.people'), children: <PeopleTab /> },
            { key: 'walls', label: t('admin.walls'), children: <WallsTab /> },
            { key: 'tokens', label: t('admin.tokens'), children: <TokensTab /> },
            { key: 'audit', label: t('admin.audit'), children: <AuditTab /> },
          ]}
        />
      </div>
    </div>
  );
}
