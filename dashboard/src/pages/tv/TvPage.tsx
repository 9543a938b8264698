import '@fontsource/barlow-condensed/latin-500.css';
import '@fontsource/barlow-condensed/latin-600.css';
import '@fontsource/barlow-condensed/latin-700.css';
import './wall.css';
import './podium.css';
import './unit-progress.css';
import './rows.css';
import './ticker.css';
import './celebration.css';
import { AnimatePresence, motion, useReducedMotion } from 'motion/react';
import { useMemo, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useSearchParams } from 'react-router';
import type { LeaderboardAnswer } from '../../../../server/contracts/leaderboard.ts';
import { useOrg, useStatus } from '../../lib/queries.ts';
import { useSession } from '../../lib/session.tsx';
import { useFormats } from '../../lib/use-formats.ts';
import { useLatestDeals, useWallLeaderboard } from '../leaderboard/leaderboard.queries.ts';
import { unitEntries, unitsBelow } from '../leaderboard/unit-types.ts';
import { Celebration } from './Celebration.tsx';
import { useNow } from './clock.ts';
import { Confetti } from './Confetti.tsx';
import { DealTicker } from './DealTicker.tsx';
import { driftAt } from './drift.ts';
import { PageDots } from './PageDots.tsx';
import { dwellSeconds, loudness } from './rotation.ts';
import { useCelebrationLine } from './use-celebration-line.ts';
import { useGong } from './use-gong.ts';
import { useRotation } from './use-rotation.ts';
import { pageKey, questionOf, wallPages, type WallPage } from './wall-page.ts';
import { WallBoard } from './WallBoard.tsx';
import { WallHeader } from './WallHeader.tsx';
import { WallNowhere } from './WallNowhere.tsx';

const TICKER_LENGTH = 8;
const PLACES = 13;

export function TvPage() {
  const { t } = useTranslation('tv');
  const [address] = useSearchParams();
  const formats = useFormats();
  const still = useReducedMotion() === true;
  const org = useOrg().data;
  const isNowhere = useSession()?.caller?.standsNowhere === true;
  const hasTargets = useStatus().data?.coverage['target'] !== undefined;

  const unit = address.get('unit');
  const home = org?.units.find((candidate) => candidate.id === (unit ?? org.rootId)) ?? null;
  const pages = useMemo(() => {
    const entries = org === undefined || home === null ? [] : unitEntries(unitsBelow(org.units, home));
    return wallPages(address, entries, hasTargets);
  }, [address, org, home, hasTargets]);
  const { page: turn, paused } = useRotation(pages.length, dwellSeconds(address.get('dwell')) * 1000);
  const page = pages[turn] ?? pages[0];
  const board = useWallLeaderboard(questionOf(page, unit, PLACES));
  // The page before stays up until this one has come: a wall does not blink.
  const [shown, setShown] = useState<{ page: WallPage; board: LeaderboardAnswer } | null>(null);
  if (board.data !== undefined && board.data !== shown?.board) setShown({ page, board: board.data });

  const photos = useMemo(() => new Map(org?.people.map((person) => [person.id, person.photoUrl])), [org]);
  const queue = useCelebrationLine(unit === null ? null : (home?.path ?? null));
  const soundBlocked = useGong(queue.showing?.id ?? null, loudness(address.get('sound')));
  const deals = useLatestDeals(unit, TICKER_LENGTH).data?.deals ?? [];

  const drift = driftAt(Math.floor(useNow(60_000).getTime() / 60_000));
  const theme = address.get('theme') === 'light' ? 'light' : 'dark';
  return (
    <div className="wall" data-theme={theme} data-language={formats.language} data-still={still}>
      <title>{t('title')}</title>
      <div
        className="wall-stage"
        style={{ translate: `calc(${drift.x} * var(--u)) calc(${drift.y} * var(--u))` }}
      >
        <WallHeader shown={shown} />
        <AnimatePresence mode="wait" initial={false}>
          <motion.div
            key={shown === null ? 'loading' : pageKey(shown.page)}
            className="wall-page"
            initial={still ? false : { opacity: 0 }}
            animate={{ opacity: 1 }}
            exit={{ opacity: 0, transition: { duration: still ? 0 : 0.25 } }}
            transition={{ duration: still ? 0 : 0.3 }}
          >
            {isNowhere && <WallNowhere />}
            {!isNowhere && shown === null && (
              <p className="wall-waiting">{t(board.isError ? 'failed' : 'loading')}</p>
            )}
            {!isNowhere && shown !== null && <WallBoard board={shown.board} />}
          </motion.div>
        </AnimatePresence>
        <footer className="wall-footer">
          <DealTicker deals={deals} formats={formats} />
          {soundBlocked && <span className="wall-chip">{t('soundBlocked')}</span>}
          <PageDots
            page={turn}
            pages={pages.length}
            paused={paused}
            dwell={dwellSeconds(address.get('dwell'))}
          />
        </footer>
      </div>
      <Confetti celebrationId={queue.showing?.id ?? null} />
      <Celebration queue={queue} photos={photos} formats={formats} />
    </div>
  );
}
