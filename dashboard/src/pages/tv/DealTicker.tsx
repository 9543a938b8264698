import { AnimatePresence, motion, useReducedMotion } from 'motion/react';
import { useTranslation } from 'react-i18next';
import type { Deal } from '../../../../server/contracts/events.ts';
import { standsStill } from '../../lib/data-moment.ts';
import type { Formats } from '../../lib/format.ts';
import { useStatus } from '../../lib/queries.ts';
import { ago } from './ago.ts';
import { useNow } from './clock.ts';

/** The latest deals, the newest first; what does not fit fades out at the end of the line. */
export function DealTicker({ deals, formats }: { deals: readonly Deal[]; formats: Formats }) {
  const { t } = useTranslation('tv');
  const still = useReducedMotion() === true;
  const now = useNow(15_000);
  const status = useStatus().data;
  const clock = status && { now, zone: status.timezone, standsStill: standsStill(status) };
  return (
    <div className="wall-ticker">
      <strong className="wall-ticker-mark">{t('ticker.label')}</strong>
      {deals.length === 0 ? (
        <span className="wall-ticker-waiting">{t('ticker.waiting')}</span>
      ) : (
        <ul>
          <AnimatePresence mode="popLayout" initial={false}>
            {deals.map((deal) => (
              <motion.li
                key={deal.id}
                data-testid="ticker-deal"
                data-deal-id={deal.id}
                layout={still ? false : 'position'}
                initial={still ? false : { opacity: 0, y: 40 }}
                animate={{ opacity: 1, y: 0 }}
                exit={{ opacity: 0 }}
                transition={{ duration: still ? 0 : 0.6 }}
              >
                <b>{deal.ownerName}</b>
                <span>{t(`ticker.said.${deal.kind}`)}</span>
                <b>{deal.customerName ?? t(`ticker.aDeal.${deal.kind}`)}</b>
                {deal.amount !== null && <em>{formats.money(deal.amount)}</em>}
                {clock && <span>· {ago(deal.at, clock, formats) ?? t('ticker.justNow')}</span>}
              </motion.li>
            ))}
          </AnimatePresence>
        </ul>
      )}
    </div>
  );
}
