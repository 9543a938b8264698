import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';

/** The shape of a board before it has come, so that nothing jumps when it does. */
export function BoardSkeleton() {
  const { t } = useTranslation('common');
  const words = useTranslation('leaderboard').t;
  return (
    <div className="lb-skeleton" role="status" aria-label={t('state.loading', { label: words('title') })}>
      {Array.from({ length: 10 }, (_, index) => (
        <span key={index} />
      ))}
    </div>
  );
}

export function BoardNotice({
  title,
  children,
  isAlert,
}: {
  title: string;
  children?: ReactNode;
  isAlert?: boolean;
}) {
  return (
    <div className="lb-notice" role={isAlert === true ? 'alert' : 'status'}>
      <strong>{title}</strong>
      {children}
    </div>
  );
}
