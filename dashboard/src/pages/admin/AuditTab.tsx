import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { Input, Select, Table } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { auditAnswer } from '../../../../server/contracts/account.ts';
import { getAnswer } from '../../lib/api-client.ts';
import { en } from '../../locales/en.ts';
import styles from './Admin.module.css';
import { ScrollRegion } from './ScrollRegion.tsx';
import { detailText } from './detail-text.ts';
import { useMoments } from './moments.ts';

const PAGE = 50;

/** Only what the catalogue has words for; the server writes nothing else. */
function isAction(text: string): text is keyof typeof en.access.admin.action {
  return Object.hasOwn(en.access.admin.action, text);
}
const actions = Object.keys(en.access.admin.action).filter(isAction);

export function AuditTab() {
  const { t } = useTranslation('access');
  const moment = useMoments();
  const [text, setText] = useState('');
  const [action, setAction] = useState('');
  const [page, setPage] = useState(1);
  const query = new URLSearchParams({ limit: String(PAGE), offset: String((page - 1) * PAGE) });
  if (text !== '') query.set('text', text);
  if (action !== '') query.set('action', action);
  const audit = useQuery({
    queryKey: ['admin', 'audit', query.toString()],
    queryFn: ({ signal }) => getAnswer(auditAnswer, `/api/admin/audit?${query.toString()}`, signal),
    placeholderData: keepPreviousData,
  });
  return (
    <>
      <div className={styles['bar']}>
        <Input.Search
          allowClear
          aria-label={t('admin.auditSearch')}
          placeholder={t('admin.auditSearch')}
          onSearch={(typed) => {
            setText(typed);
            setPage(1);
          }}
        />
        <Select
          aria-label={t('admin.what')}
          value={action}
          style={{ minWidth: '12rem' }}
          onChange={(chosen: string) => {
            setAction(chosen);
            setPage(1);
          }}
          options={[
            { value: '', label: t('admin.all') },
            ...actions.map((value) => ({ value, label: t(`admin.action.${value}`) })),
          ]}
        />
      </div>
      <ScrollRegion label={t('admin.audit')}>
        <Table
          rowKey="id"
          size="small"
          loading={audit.isFetching}
          locale={{ emptyText: t('admin.empty') }}
          pagination={{
            ...{ current: page, pageSize: PAGE, total: audit.data?.total ?? 0, showSizeChanger: false },
            onChange: setPage,
          }}
          dataSource={audit.data?.entries ?? []}
          columns={[
            { title: t('admin.when'), className: styles['moment'] ?? '', render: (_, { at }) => moment(at) },
            { title: t('admin.who'), dataIndex: 'actor' },
            {
              title: t('admin.what'),
              render: (_, one) => (isAction(one.action) ? t(`admin.action.${one.action}`) : one.action),
            },
            { title: t('admin.whom'), dataIndex: 'subject' },
            { title: t('admin.where'), dataIndex: 'address' },
            {
              title: t('admin.details'),
              render: (_, { detail }) => detailText(detail),
            },
          ]}
        />
      </ScrollRegion>
    </>
  );
}
