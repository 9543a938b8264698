import { useTranslation } from 'react-i18next';
import { NavLink, useLocation } from 'react-router';
import { BoardMark, LeaderboardMark, WallMark } from './marks.tsx';
import styles from './Navigation.module.css';

const screens = [
  { path: '/board', key: 'screen.board', Mark: BoardMark },
  { path: '/leaderboard', key: 'screen.leaderboard', Mark: LeaderboardMark },
  { path: '/tv', key: 'screen.tv', Mark: WallMark },
] as const;

/** A column on a desk, a bar at the thumb on a phone. The header's choices go along to the next screen. */
export function Navigation() {
  const { t } = useTranslation();
  const { search } = useLocation();
  return (
    <nav className={styles['nav']} aria-label={t('nav.label')}>
      <div className={styles['inside']}>
        <div className={styles['brand']}>
          <svg viewBox="0 0 32 24" aria-hidden="true" className={styles['logo']}>
            <path d="M1 22 11 4l10 18z" fill="var(--second)" />
            <path d="M12 22 21 9l10 13z" fill="var(--accent)" />
          </svg>
          <span>{t('product')}</span>
        </div>
        <ul className={styles['list']}>
          {screens.map(({ path, key, Mark }) => (
            <li key={path}>
              <NavLink
                to={{ pathname: path, search: path === '/tv' ? '' : search }}
                className={styles['link'] ?? ''}
              >
                <Mark />
                <span>{t(key)}</span>
              </NavLink>
            </li>
          ))}
        </ul>
      </div>
    </nav>
  );
}
