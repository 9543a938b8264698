import { useTranslation } from 'react-i18next';

/** Why the wall of this account is empty: it has no place in the organisation. */
export function WallNowhere() {
  const { t } = useTranslation('access');
  return (
    <div className="wall-empty" role="status">
      <b>{t('nowhere.title')}</b>
      <span>{t('nowhere.other')}</span>
    </div>
  );
}
