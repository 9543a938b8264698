import type { ReactNode } from 'react';
import styles from './Admin.module.css';

/** A table wider than the screen scrolls inside, also by keyboard. */
export function ScrollRegion({ label, children }: { label: string; children: ReactNode }) {
  return (
    <div className={styles['scroll']} role="region" aria-label={label} tabIndex={0}>
      {children}
    </div>
  );
}
