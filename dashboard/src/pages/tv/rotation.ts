/** Seconds a page stays, from `?dwell=`: 5 s to 10 min, 20 s when not given or not a number. */
export function dwellSeconds(text: string | null): number {
  const seconds = text === null ? NaN : Number(text);
  return Number.isFinite(seconds) && seconds > 0 ? Math.min(600, Math.max(5, seconds)) : 20;
}

/** The page after (or before) this one, around the ends. A rotation that became shorter starts over. */
export function turn(page: number, by: 1 | -1, pages: number): number {
  if (pages <= 0 || page >= pages) return 0;
  return (page + by + pages) % pages;
}

/** Loudness of the gong from `?sound=`: silent unless asked for. */
export function loudness(text: string | null): number {
  const level = text === null ? 0 : Number(text);
  return Number.isFinite(level) ? Math.min(1, Math.max(0, level)) : 0;
}
