import { Button, Form, Input, Modal, Select, Space, TreeSelect } from 'antd';
import { useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import type { AdminAccount } from '../../../../server/contracts/account.ts';
import { role } from '../../../../server/contracts/session.ts';
import { useOrg } from '../../lib/queries.ts';
import { matchByLetters } from '../../lib/name-search.ts';
import { standingsOf } from './standings-of.ts';
import { unitChoices } from './unit-choices.ts';

interface Filled {
  login: string;
  name: string;
  roles: string[];
  employeeId?: string | null;
  units?: string[];
}

export interface PersonValues {
  login: string;
  name: string;
  roles: string[];
  employeeId: string | null;
  standings: ReturnType<typeof standingsOf>;
}

interface PersonFormProps {
  edited: AdminAccount | 'new' | null;
  onClose: () => void;
  onSave: (values: PersonValues, account: AdminAccount | null) => void;
}

/** Who somebody is, what they may do, and where they stand. */
export function PersonForm({ edited, onClose, onSave }: PersonFormProps) {
  const { t } = useTranslation('access');
  const org = useOrg().data;
  const account = edited === 'new' ? null : edited;
  const units = useMemo(() => unitChoices(org?.units ?? [], t('admin.whole')), [org, t]);
  const people = (org?.people ?? []).filter((person) => person.isActive);
  const finish = ({ login, name, roles, employeeId, units: opened }: Filled) =>
    onSave(
      {
        ...{ login: account?.login ?? login, name, roles, employeeId: employeeId ?? null },
        standings: standingsOf(opened ?? [], account?.standings ?? []),
      },
      account,
    );
  return (
    <Modal
      open={edited !== null}
      title={account === null ? t('admin.add') : `${t('admin.edit')}: ${account.login}`}
      footer={null}
      destroyOnHidden
      onCancel={onClose}
    >
      <Form<Filled>
        layout="vertical"
        initialValues={{
          ...{ login: account?.login, name: account?.name, roles: account?.roles ?? ['rep'] },
          ...{ employeeId: account?.employeeId, units: account?.standings.map(({ unitId }) => unitId) ?? [] },
        }}
        onFinish={finish}
      >
        {account === null ? (
          <Form.Item name="login" label={t('admin.login')} rules={[{ required: true }]}>
            <Input autoComplete="off" />
          </Form.Item>
        ) : null}
        <Form.Item name="name" label={t('admin.name')} rules={[{ required: true }]}>
          <Input autoComplete="off" />
        </Form.Item>
        <Form.Item name="roles" label={t('admin.roles')} rules={[{ required: true }]}>
          <Select
            mode="multiple"
            options={role.options.map((value) => ({ value, label: t(`role.${value}`) }))}
          />
        </Form.Item>
        <Form.Item name="employeeId" label={t('admin.person')} extra={t('admin.personHelp')}>
          <Select
            allowClear
            showSearch={{ filterOption: (typed, option) => matchByLetters(option?.label ?? '', typed) }}
            options={people.map(({ id, name }) => ({ value: id, label: `${name} (${id})` }))}
          />
        </Form.Item>
        <Form.Item name="units" label={t('admin.units')} extra={t('admin.unitsHelp')}>
          <TreeSelect
            multiple
            allowClear
            treeData={units}
            treeDefaultExpandedKeys={['*']}
            showSearch={{
              filterTreeNode: (typed, node) =>
                matchByLetters(typeof node.title === 'string' ? node.title : '', typed),
            }}
          />
        </Form.Item>
        <Space>
          <Button type="primary" htmlType="submit">
            {t('admin.save')}
          </Button>
          <Button onClick={onClose}>{t('admin.cancel')}</Button>
        </Space>
      </Form>
    </Modal>
  );
}
