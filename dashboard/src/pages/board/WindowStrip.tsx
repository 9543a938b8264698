import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import { useAddress, type PeriodKind } from '../../lib/address-state.ts';
import { periodOf, type Period } from '../../lib/period.ts';
import { usePreferences } from '../../lib/preferences-context.tsx';
import { useStatus } from '../../lib/queries.ts';
import type { BoardScope } from './board.queries.ts';
import { WindowCard } from './WindowCard.tsx';
import styles from './WindowStrip.module.css';

const always = ['day', 'month', 'year'] as const;

/** Performance today, this month and this year side by side; the chosen period stands wide among them. */
export function WindowStrip({ board }: { board: BoardScope | null }) {
  const { t } = useTranslation('board');
  const { t: words } = useTranslation('common');
  const address = useAddress();
  const { language } = usePreferences();
  const status = useStatus().data;
  const calendar = status?.calendar;
  const chosen = address.period;
  const kinds: readonly PeriodKind[] = always.some((kind) => kind === chosen) ? always : [chosen, ...always];
  const periodFor = (kind: PeriodKind): Period | null => {
    if (kind === chosen || kind === 'custom') return board?.period ?? null;
    return calendar ? periodOf(kind, calendar) : null;
  };
  const metric = status?.headline.title[language] ?? '';
  const periodName = (kind: PeriodKind) => {
    if (kind === 'custom') return t('window.chosenPeriod');
    return language === 'en' ? words(`period.${kind}`).toLowerCase() : words(`period.${kind}`);
  };
  return (
    <section id="performance" className={styles['strip']} aria-label={t('window.label')}>
      {kinds.map((kind) => {
        const card = (
          <WindowCard
            board={board}
            period={periodFor(kind)}
            name={
              kind === chosen
                ? t('window.name', { metric, period: periodName(kind) })
                : words(`period.${kind}`)
            }
            isChosen={kind === chosen}
          />
        );
        return kind === chosen ? (
          <div key={kind} className={styles['chosen']}>
            {card}
          </div>
        ) : (
          <Link key={kind} className={styles['other']} to={address.link({ period: kind })}>
            {card}
          </Link>
        );
      })}
    </section>
  );
}
