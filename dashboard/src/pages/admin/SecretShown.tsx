import { App, Button, Input, Modal, Space } from 'antd';
import { useTranslation } from 'react-i18next';
import { secretAnswer } from '../../../../server/contracts/account.ts';

export function secretIn(answer: unknown): string {
  return secretAnswer.parse(answer).secret;
}

/** A secret, this one time. `text` null: nothing is shown. */
export function SecretShown(props: {
  title: string;
  help: string;
  text: string | null;
  onClose: () => void;
}) {
  const { t } = useTranslation('access');
  const { message } = App.useApp();
  const { title, help, text, onClose } = props;
  return (
    <Modal open={text !== null} title={title} footer={null} onCancel={onClose}>
      <p>{help}</p>
      <Space.Compact block>
        <Input readOnly value={text ?? ''} aria-label={title} />
        <Button
          type="primary"
          onClick={() =>
            void navigator.clipboard.writeText(text ?? '').then(() => message.success(t('account.copied')))
          }
        >
          {t('account.copy')}
        </Button>
      </Space.Compact>
      <p>{t('account.once')}</p>
    </Modal>
  );
}
