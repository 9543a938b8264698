import type { CSSProperties } from 'react';
import { useTranslation } from 'react-i18next';

/** Where the rotation stands; the current dash fills while its page is up. */
export function PageDots(props: { page: number; pages: number; paused: boolean; dwell: number }) {
  const { t } = useTranslation('tv');
  if (props.pages < 2) return null;
  const style: CSSProperties & Record<`--${string}`, string> = { '--dwell': `${props.dwell}s` };
  return (
    <div
      className="wall-dots"
      role="img"
      aria-label={t('pages', { page: props.page + 1, pages: props.pages })}
      data-paused={props.paused}
      style={style}
    >
      {props.paused && <span>{t('paused')}</span>}
      {Array.from({ length: props.pages }, (_, index) => (
        <i key={index} data-current={index === props.page} />
      ))}
    </div>
  );
}
