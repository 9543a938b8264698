import type { FigureRow } from '../../lib/figure-rows.ts';

export interface Mover {
  id: string;
  name: string;
  now: number | null;
  then: number | null;
  change: number;
}

interface Members {
  id: string;
  name: string;
  figure: string;
}

/** The largest changes either way, risers first; who exists on one side only counts with the other side as nothing. */
export function movers(now: FigureRow[], then: FigureRow[], members: Members, atMost: number): Mover[] {
  const found = new Map<string, Mover>();
  const add = (rows: FigureRow[], side: 'now' | 'then') => {
    for (const row of rows) {
      const id = row.text(members.id);
      if (id === null) continue;
      const mover = found.get(id) ?? {
        id,
        name: row.text(members.name) ?? id,
        now: null,
        then: null,
        change: 0,
      };
      mover[side] = row.figure(members.figure);
      mover.change = (mover.now ?? 0) - (mover.then ?? 0);
      found.set(id, mover);
    }
  };
  add(now, 'now');
  add(then, 'then');
  return [...found.values()]
    .filter((mover) => mover.change !== 0)
    .sort((a, b) => Math.abs(b.change) - Math.abs(a.change) || a.id.localeCompare(b.id))
    .slice(0, atMost)
    .sort((a, b) => b.change - a.change);
}
