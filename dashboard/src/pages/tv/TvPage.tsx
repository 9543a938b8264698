import { useTranslation } from 'react-i18next';

export function TvPage() {
  const { t } = useTranslation('tv');
  return <h1>{t('title')}</h1>;
}
