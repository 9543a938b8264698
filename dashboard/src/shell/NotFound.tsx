import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';

export function NotFound() {
  const { t } = useTranslation();
  return (
    <p>
      {t('state.notFound')} <Link to="/board">{t('state.toBoard')}</Link>
    </p>
  );
}
