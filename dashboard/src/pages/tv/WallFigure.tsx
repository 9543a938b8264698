import type { FigureFormat } from '../../../../server/contracts/words.ts';
import { missing, type Formats } from '../../lib/format.ts';
import { figureParts } from '../leaderboard/board-figure.ts';
import { useCounted } from '../leaderboard/use-counted.ts';

/** A scoreboard figure: big numerals, small unit, counting up when it changes. */
export function WallFigure(props: { value: number | null; format: FigureFormat; formats: Formats }) {
  const parts = figureParts(props.formats, props.format, useCounted(props.value, 1.2));
  if (parts === null) return <span className="wall-figure">{missing}</span>;
  return (
    <span className="wall-figure">
      {parts.sign}
      {parts.number}
      {parts.unit !== '' && <small>{parts.unit}</small>}
    </span>
  );
}
