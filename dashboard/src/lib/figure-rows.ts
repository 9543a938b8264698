import type { LoadValue } from '../../../server/contracts/load.ts';
import { parseDecimal } from './decimal.ts';

/** One row of an answer: measures are read as numbers, dimensions as text, by name. */
export interface FigureRow {
  figure(member: string): number | null;
  text(member: string): string | null;
}

export function toRows(data: Record<string, LoadValue>[]): FigureRow[] {
  return data.map((row) => {
    const value = (member: string): LoadValue => {
      const found = row[member];
      if (found === undefined) throw new Error(`The answer has no member ${member}`);
      return found;
    };
    return {
      figure: (member) => parseDecimal(value(member)),
      text: (member) => {
        const found = value(member);
        return found === null ? null : String(found);
      },
    };
  });
}
