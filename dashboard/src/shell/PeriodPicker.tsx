import { Popover } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { periodKinds, type Address } from '../lib/address-state.ts';
import type { Period } from '../lib/period.ts';
import { useFormats } from '../lib/use-formats.ts';
import { ChoiceMenu } from './ChoiceMenu.tsx';
import styles from './Header.module.css';

export function PeriodPicker({ period, address }: { period: Period | null; address: Address }) {
  const { t } = useTranslation();
  const formats = useFormats();
  const [choosing, setChoosing] = useState(false);

  const name = () => {
    if (!period) return t(`period.${address.period}`);
    if (period.kind === 'custom') {
      return t('period.range', { from: formats.date(period.from), to: formats.date(period.to) });
    }
    return period.kind === 'day'
      ? t('period.day')
      : t('period.toDate', { period: t(`period.${period.kind}`) });
  };

  return (
    <Popover
      open={choosing}
      onOpenChange={(open) => !open && setChoosing(false)}
      trigger="click"
      placement="bottomLeft"
      content={
        <form
          className={styles['range']}
          onSubmit={(event) => {
            event.preventDefault();
            const data = new FormData(event.currentTarget);
            const [from, to] = [data.get('from'), data.get('to')];
            if (typeof from !== 'string' || typeof to !== 'string' || from > to) return;
            address.choose({ period: 'custom', from, to });
            setChoosing(false);
          }}
        >
          <label>
            {t('period.from')}
            <input type="date" name="from" required defaultValue={period?.from} />
          </label>
          <label>
            {t('period.to')}
            <input type="date" name="to" required defaultValue={period?.toDate.to} />
          </label>
          <button type="submit">{t('period.apply')}</button>
        </form>
      }
    >
      {/* The popover is opened by the menu's last choice, not by the pill itself. */}
      <span className={styles['anchor']} onClickCapture={() => setChoosing(false)}>
        <ChoiceMenu
          label={t('period.label')}
          shown={name()}
          value={period?.kind ?? address.period}
          choices={periodKinds.map((kind) => ({ value: kind, text: t(`period.${kind}`) }))}
          onChoose={(kind) => {
            if (kind === 'custom') setTimeout(() => setChoosing(true));
            else address.choose({ period: kind });
          }}
        />
      </span>
    </Popover>
  );
}
