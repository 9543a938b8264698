import { useTranslation } from 'react-i18next';
import { motion } from 'motion/react';
import type { LeaderboardQuery, LeaderboardRow } from '../../../../server/contracts/leaderboard.ts';
import type { FigureFormat } from '../../../../server/contracts/words.ts';
import type { Formats } from '../../lib/format.ts';
import { emWidth } from '../../lib/text-width.ts';
import { Avatar } from '../leaderboard/Avatar.tsx';
import type { Bar } from '../leaderboard/bar-geometry.ts';
import { rowName } from '../leaderboard/row-name.ts';
import type { RowChange } from '../leaderboard/row-change.ts';
import { GLIDE } from './glide.ts';
import { WallFigure } from './WallFigure.tsx';
import { WallRankChange } from './WallRankChange.tsx';
import { WallSubtitle } from './WallSubtitle.tsx';

interface Props {
  /** 0 is the winner's step, in the middle. */
  step: number;
  row: LeaderboardRow;
  state: Bar['state'];
  measure: LeaderboardQuery['measure'];
  format: FigureFormat;
  formats: Formats;
  change: RowChange | null;
  still: boolean;
}

/** What a step holds in one line, in em; a longer name is set smaller, in two. */
const NAME_ROOM = 5.9;

export function PodiumPlace({ step, row, state, measure, format, formats, change, still }: Props) {
  const { t } = useTranslation('tv');
  const words = useTranslation('leaderboard').t;
  const name = rowName(words, row);
  const value = <WallFigure value={row.value} format={format} formats={formats} />;
  return (
    <motion.li
      className="podium-place"
      data-testid="podium-place"
      data-id={row.id}
      data-step={step}
      data-change={change ?? undefined}
      data-active={row.active}
      layout={still ? false : 'position'}
      initial={still ? false : { opacity: 0, y: 80 }}
      animate={{ opacity: 1, y: 0 }}
      exit={{ opacity: 0, transition: { duration: still ? 0 : 0.3 } }}
      transition={{
        layout: GLIDE,
        duration: 0.7,
        delay: still ? 0 : 0.12 * (2 - step),
      }}
      aria-label={t('place', { rank: row.rank ?? '' })}
    >
      <div className="podium-card" />
      <div className="podium-face">
        <Avatar id={row.id} name={row.name} photoUrl={row.photoUrl} />
        <span className="podium-rank">{row.rank}</span>
      </div>
      <b className="podium-name" data-long={emWidth(name) > NAME_ROOM}>
        {name}
      </b>
      <WallSubtitle row={row} />
      <span className="podium-value">
        {measure === 'value' ? value : <WallFigure value={row.attainment} format="rate" formats={formats} />}
      </span>
      {measure === 'attainment' && <span className="podium-attainment podium-second">{value}</span>}
      {measure === 'value' && row.attainment !== null && (
        <span className="podium-attainment" data-state={state}>
          {t('attainment')} <b>{formats.rate(row.attainment, 0)}</b>
        </span>
      )}
      <WallRankChange row={row} />
    </motion.li>
  );
}
