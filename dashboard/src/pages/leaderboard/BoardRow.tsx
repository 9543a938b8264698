import { memo } from 'react';
import { motion } from 'motion/react';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import type { LeaderboardRow } from '../../../../server/contracts/leaderboard.ts';
import type { LoadQuery } from '../../../../server/contracts/load.ts';
import type { FigureFormat } from '../../../../server/contracts/words.ts';
import { useExplain } from '../../explain/explain-context.tsx';
import { ExplainMark } from '../../shell/marks.tsx';
import { missing, type Formats } from '../../lib/format.ts';
import { Avatar } from './Avatar.tsx';
import type { Bar } from './bar-geometry.ts';
import { BoardFigure } from './BoardFigure.tsx';
import { BoardName } from './BoardName.tsx';
import { RankChange } from './RankChange.tsx';
import type { RowChange } from './row-change.ts';
import { TargetBar } from './TargetBar.tsx';

interface Props {
  row: LeaderboardRow;
  way: string[];
  /** Already written; null for the first and for who is not ranked. */
  gap: string | null;
  bar: Bar;
  link: string;
  /** Whose answer the value is. */
  question: LoadQuery;
  format: FigureFormat;
  formats: Formats;
  change: RowChange | null;
  glides: boolean;
}

export const BoardRow = memo(function BoardRow(props: Props) {
  const { row, bar, format, formats } = props;
  const { t } = useTranslation('leaderboard');
  const { t: explained } = useTranslation('explain');
  const explain = useExplain();
  return (
    <motion.li
      className="lb-row"
      data-testid="board-row"
      data-id={row.id}
      data-place={row.rank !== null && row.rank <= 3 ? row.rank : undefined}
      data-change={props.change ?? undefined}
      data-active={row.active}
      layout={props.glides ? 'position' : false}
      transition={{ layout: { type: 'spring', stiffness: 110, damping: 20 } }}
    >
      <Link to={props.link}>
        <span className="lb-rank">{row.rank ?? missing}</span>
        <RankChange row={row} />
        <Avatar id={row.id} name={row.name} photoUrl={row.photoUrl} />
        <BoardName row={row} way={props.way} gap={props.gap} />
        <TargetBar bar={bar} />
        <span className="lb-value">
          <BoardFigure value={row.value} format={format} formats={formats} />
          {row.valueChange !== null && (
            <small className="lb-delta" data-move={moveOf(row.valueChange)}>
              <BoardFigure value={row.valueChange} format={format} formats={formats} signed />
            </small>
          )}
        </span>
        <span className="lb-attainment" data-state={bar.state}>
          {row.attainment === null ? <em>{t('noTarget')}</em> : formats.rate(row.attainment, 0)}
        </span>
      </Link>
      {/* beside the link: a button cannot stand inside it */}
      <button
        type="button"
        className="lb-explain"
        aria-haspopup="dialog"
        title={explained('open')}
        aria-label={explained('openOf', { label: row.name })}
        onClick={() => explain(props.question)}
      >
        <ExplainMark />
      </button>
    </motion.li>
  );
});

function moveOf(change: number): 'rise' | 'fall' | 'none' {
  return change > 0 ? 'rise' : change < 0 ? 'fall' : 'none';
}
