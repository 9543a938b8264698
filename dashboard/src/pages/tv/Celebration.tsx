import { AnimatePresence, motion, useReducedMotion } from 'motion/react';
import { useTranslation } from 'react-i18next';
import type { CelebrationEvent } from '../../../../server/contracts/events.ts';
import type { Formats } from '../../lib/format.ts';
import { Avatar } from '../leaderboard/Avatar.tsx';
import type { CelebrationQueue } from './celebration-queue.ts';

interface Props {
  queue: CelebrationQueue<CelebrationEvent>;
  photos: ReadonlyMap<string, string | null>;
  formats: Formats;
}

/** A card over the board, which goes on below. Whoever waits in line is named under it at once. */
export function Celebration({ queue, photos, formats }: Props) {
  const { t } = useTranslation('tv');
  const still = useReducedMotion() === true;
  const { showing, waiting } = queue;
  return (
    <div className="celebration-layer" aria-live="polite">
      <AnimatePresence mode="popLayout">
        {showing !== null && (
          <motion.div
            key={showing.id}
            className="celebration"
            data-testid="celebration"
            data-celebration-id={showing.id}
            initial={still ? { opacity: 0 } : { opacity: 0, scale: 0.6, y: -60 }}
            animate={{ opacity: 1, scale: 1, y: 0 }}
            exit={
              still ? { opacity: 0 } : { opacity: 0, scale: 0.92, y: -40, transition: { duration: 0.35 } }
            }
            transition={{ type: 'spring', stiffness: 260, damping: 20 }}
          >
            <span className="celebration-rays" aria-hidden="true" />
            <Avatar
              id={showing.ownerId}
              name={showing.ownerName}
              photoUrl={photos.get(showing.ownerId) ?? null}
            />
            <div className="celebration-words">
              <span className="celebration-label">{t(`celebration.label.${showing.kind}`)}</span>
              <p>
                {t('celebration.congratulations')} <b>{showing.ownerName}</b>{' '}
                <small>{showing.unitName}</small>
              </p>
              <p>
                {t(`celebration.said.${showing.kind}`)}{' '}
                <b data-long={[...(showing.customerName ?? '')].length > 8}>
                  {showing.customerName ?? t(`celebration.aDeal.${showing.kind}`)}
                </b>
              </p>
            </div>
            {showing.amount !== null && (
              <strong className="celebration-amount">{formats.money(showing.amount)}</strong>
            )}
            {waiting.length > 0 && (
              <span className="celebration-next">
                {waiting.map((event) => (
                  <span key={event.id} data-testid="celebration-waiting" data-celebration-id={event.id}>
                    {event.ownerName}
                    {event.amount !== null && <em>{formats.money(event.amount)}</em>}
                  </span>
                ))}
              </span>
            )}
          </motion.div>
        )}
      </AnimatePresence>
    </div>
  );
}
