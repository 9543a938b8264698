import { useQuery } from '@tanstack/react-query';
import { Button, Form, Input, InputNumber, Modal, Table, TreeSelect } from 'antd';
import { useMemo, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { wallLinksAnswer } from '../../../../server/contracts/account.ts';
import { getAnswer } from '../../lib/api-client.ts';
import { useOrg } from '../../lib/queries.ts';
import { useSend } from '../../lib/session.tsx';
import styles from './Admin.module.css';
import { ScrollRegion } from './ScrollRegion.tsx';
import { useMoments } from './moments.ts';
import { SecretShown, secretIn } from './SecretShown.tsx';
import { unitChoices } from './unit-choices.ts';
import { useAct } from './use-act.ts';

export function WallsTab() {
  const { t } = useTranslation('access');
  const moment = useMoments();
  const send = useSend();
  const act = useAct(['admin', 'walls']);
  const org = useOrg().data;
  const units = useMemo(() => unitChoices(org?.units ?? [], null), [org]);
  const [isMaking, setMaking] = useState(false);
  const [address, setAddress] = useState<string | null>(null);
  const walls = useQuery({
    queryKey: ['admin', 'walls'],
    queryFn: ({ signal }) => getAnswer(wallLinksAnswer, '/api/admin/wall-links', signal),
  });
  return (
    <>
      <div className={styles['bar']}>
        <Button type="primary" onClick={() => setMaking(true)}>
          {t('admin.addWall')}
        </Button>
      </div>
      <ScrollRegion label={t('admin.walls')}>
        <Table
          rowKey="id"
          size="middle"
          loading={walls.isPending}
          locale={{ emptyText: t('admin.empty') }}
          pagination={false}
          dataSource={walls.data?.links ?? []}
          columns={[
            { title: t('admin.wallName'), dataIndex: 'name' },
            { title: t('admin.unit'), render: (_, { unit, unitId }) => unit ?? unitId },
            { title: t('admin.pages'), dataIndex: 'pages' },
            { title: t('admin.expires'), render: (_, { expiresAt }) => moment(expiresAt) },
            {
              title: t('admin.lastUsed'),
              render: (_, { usedAt }) => (usedAt === null ? '—' : moment(usedAt)),
            },
            { title: t('admin.who'), dataIndex: 'createdBy' },
            {
              title: t('admin.actions'),
              render: (_, { id }) => (
                <Button danger onClick={() => act(() => send('DELETE', `/api/admin/wall-links/${id}`))}>
                  {t('admin.revoke')}
                </Button>
              ),
            },
          ]}
        />
      </ScrollRegion>
      <Modal
        // its form begins with the root, once that is known
        open={isMaking && org !== undefined}
        title={t('admin.addWall')}
        footer={null}
        destroyOnHidden
        onCancel={() => setMaking(false)}
      >
        <Form
          layout="vertical"
          initialValues={{ unitId: org?.rootId, pages: '', days: 365 }}
          onFinish={(values: object) =>
            act(async () => {
              const secret = secretIn(await send('POST', '/api/admin/wall-links', values));
              setAddress(`${location.origin}/wall#${secret}`);
              setMaking(false);
            })
          }
        >
          <Form.Item name="name" label={t('admin.wallName')} rules={[{ required: true }]}>
            <Input autoComplete="off" />
          </Form.Item>
          <Form.Item name="unitId" label={t('admin.unit')} rules={[{ required: true }]}>
            <TreeSelect treeData={units} treeDefaultExpandedKeys={[org?.rootId ?? '']} />
          </Form.Item>
          <Form.Item name="pages" label={t('admin.pages')} extra={t('admin.pagesHelp')}>
            <Input />
          </Form.Item>
          <Form.Item name="days" label={t('admin.days')} rules={[{ required: true }]}>
            <InputNumber min={1} max={1000} precision={0} />
          </Form.Item>
          <Button type="primary" htmlType="submit">
            {t('admin.addWall')}
          </Button>
        </Form>
      </Modal>
      <SecretShown
        title={t('admin.walls')}
        help={t('admin.wallHelp')}
        text={address}
        onClose={() => setAddress(null)}
      />
    </>
  );
}
