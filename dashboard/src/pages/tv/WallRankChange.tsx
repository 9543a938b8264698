import { useTranslation } from 'react-i18next';

/** The move since the baseline: a triangle and a number, never colour alone. */
export function WallRankChange({ change, isNew }: { change: number | null; isNew: boolean }) {
  const { t } = useTranslation('tv');
  if (isNew)
    return (
      <span className="wall-change" data-move="new">
        {t('new')}
      </span>
    );
  if (change === null || change === 0) {
    return (
      <span className="wall-change" data-move="none" aria-label={change === 0 ? t('unmoved') : undefined}>
        {change === 0 ? '–' : ''}
      </span>
    );
  }
  const count = Math.abs(change);
  return (
    <span
      className="wall-change"
      data-move={change > 0 ? 'rise' : 'fall'}
      aria-label={t(change > 0 ? 'rose' : 'fell', { count })}
    >
      <i className="wall-triangle" />
      {count}
    </span>
  );
}
