import type { FigureFormat } from '../../../../server/contracts/words.ts';
import { missing, type Formats } from '../../lib/format.ts';
import { figureParts } from './board-figure.ts';
import { useCounted } from './use-counted.ts';

/** A figure with its unit set smaller, counting to its new value when a publish changes it. */
export function BoardFigure(props: {
  value: number | null;
  format: FigureFormat;
  formats: Formats;
  signed?: boolean;
}) {
  const shown = useCounted(props.value, 0.8);
  const parts = figureParts(props.formats, props.format, shown);
  if (parts === null || shown === null) return <span className="lb-figure">{missing}</span>;
  const isZero = !/[1-9]/.test(parts.number);
  return (
    <span className="lb-figure">
      {props.signed === true && !isZero && shown > 0 ? '+' : parts.sign}
      {parts.number}
      {parts.unit !== '' && <small>{parts.unit}</small>}
    </span>
  );
}
