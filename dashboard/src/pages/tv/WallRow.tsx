import { memo, type CSSProperties } from 'react';
import { useTranslation } from 'react-i18next';
import { motion } from 'motion/react';
import type { LeaderboardQuery, LeaderboardRow } from '../../../../server/contracts/leaderboard.ts';
import type { FigureFormat } from '../../../../server/contracts/words.ts';
import { missing, type Formats } from '../../lib/format.ts';
import { emWidth } from '../../lib/text-width.ts';
import { Avatar } from '../leaderboard/Avatar.tsx';
import type { Bar } from '../leaderboard/bar-geometry.ts';
import { rowName } from '../leaderboard/row-name.ts';
import type { RowChange } from '../leaderboard/row-change.ts';
import { TargetBar } from '../leaderboard/TargetBar.tsx';
import { GLIDE } from './glide.ts';
import { WallFigure } from './WallFigure.tsx';
import { WallRankChange } from './WallRankChange.tsx';
import { WallSubtitle } from './WallSubtitle.tsx';

interface Props {
  row: LeaderboardRow;
  bar: Bar;
  measure: LeaderboardQuery['measure'];
  format: FigureFormat;
  formats: Formats;
  change: RowChange | null;
  still: boolean;
}

export const WallRow = memo(function WallRow({ row, bar, measure, format, formats, change, still }: Props) {
  const { t } = useTranslation('tv');
  const words = useTranslation('leaderboard').t;
  const name = rowName(words, row);
  const style: CSSProperties & Record<`--${string}`, number> = { '--name-em': emWidth(name) };
  // What is ranked stands in front, the other beside it.
  const value = <WallFigure value={row.value} format={format} formats={formats} />;
  const attained = row.attainment === null ? null : formats.rate(row.attainment, 0);
  return (
    <motion.li
      className="wall-row"
      data-testid="wall-row"
      data-id={row.id}
      data-change={change ?? undefined}
      data-active={row.active}
      layout={still ? false : 'position'}
      initial={still ? false : { opacity: 0, x: 60 }}
      animate={{ opacity: 1, x: 0 }}
      exit={{ opacity: 0, transition: { duration: still ? 0 : 0.3 } }}
      transition={{ layout: GLIDE, duration: 0.5 }}
    >
      <span className="wall-rank">{row.rank ?? missing}</span>
      <WallRankChange row={row} />
      <Avatar id={row.id} name={row.name} photoUrl={row.photoUrl} />
      <span className="wall-name">
        <b style={style}>{name}</b>
        <WallSubtitle row={row} />
      </span>
      <TargetBar bar={bar} />
      <span className="wall-value" data-state={measure === 'attainment' ? bar.state : undefined}>
        {measure === 'value' ? value : <WallFigure value={row.attainment} format="rate" formats={formats} />}
      </span>
      <span className="wall-attainment" data-state={measure === 'value' ? bar.state : undefined}>
        {measure === 'attainment' && value}
        {measure === 'value' && (attained ?? <em>{t('noTarget')}</em>)}
      </span>
    </motion.li>
  );
});
