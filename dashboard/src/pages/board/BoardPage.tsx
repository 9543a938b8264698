import { useTranslation } from 'react-i18next';

export function BoardPage() {
  const { t } = useTranslation('board');
  return <h1>{t('title')}</h1>;
}
