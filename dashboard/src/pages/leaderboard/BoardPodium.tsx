import { motion } from 'motion/react';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import type { LeaderboardQuery, LeaderboardRow } from '../../../../server/contracts/leaderboard.ts';
import type { FigureFormat } from '../../../../server/contracts/words.ts';
import type { Formats } from '../../lib/format.ts';
import { Avatar } from './Avatar.tsx';
import { BoardFigure } from './BoardFigure.tsx';
import { RankChange } from './RankChange.tsx';
import { rowName } from './row-name.ts';
import type { RowChange } from './row-change.ts';

interface Props {
  rows: LeaderboardRow[];
  linkOf: (row: LeaderboardRow) => string;
  measure: LeaderboardQuery['measure'];
  format: FigureFormat;
  formats: Formats;
  changes: ReadonlyMap<string, RowChange>;
  glides: boolean;
}

/** The first three; the list below begins with them again, so nothing is only to be found here. */
export function BoardPodium({ rows, linkOf, measure, format, formats, changes, glides }: Props) {
  const { t } = useTranslation('leaderboard');
  return (
    <ol className="lb-podium">
      {rows.slice(0, 3).map((row, step) => (
        <motion.li
          key={row.id}
          data-step={step}
          data-active={row.active}
          data-change={changes.get(row.id)}
          layout={glides ? 'position' : false}
          transition={{ layout: { type: 'spring', stiffness: 90, damping: 18 } }}
        >
          <Link to={linkOf(row)}>
            <span className="lb-face">
              <Avatar id={row.id} name={row.name} photoUrl={row.photoUrl} />
              <span className="lb-medal">{row.rank}</span>
            </span>
            <b>{rowName(t, row)}</b>
            <small>{row.unitName}</small>
            <span className="lb-podium-value">
              {measure === 'value' ? (
                <BoardFigure value={row.value} format={format} formats={formats} />
              ) : (
                <BoardFigure value={row.attainment} format="rate" formats={formats} />
              )}
            </span>
            {measure === 'attainment' && (
              <small>
                <BoardFigure value={row.value} format={format} formats={formats} />
              </small>
            )}
            {measure === 'value' && row.attainment !== null && (
              <small>
                {t('attained')} {formats.rate(row.attainment, 0)}
              </small>
            )}
            <RankChange row={row} />
          </Link>
        </motion.li>
      ))}
    </ol>
  );
}
