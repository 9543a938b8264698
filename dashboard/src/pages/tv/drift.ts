/**
 * Where the whole picture stands at a minute, in design pixels from its place: a slow closed path of a few pixels,
 * so that no edge burns into a screen that shows the same board for weeks.
 */
export function driftAt(minute: number): { x: number; y: number } {
  // 7 and 11 share no factor: the path fills its square before it repeats (77 minutes).
  const x = 4 * Math.sin((2 * Math.PI * minute) / 7);
  const y = 4 * Math.sin((2 * Math.PI * minute) / 11);
  return { x: round(x), y: round(y) };
}

function round(pixels: number): number {
  return Math.round(pixels * 10) / 10 + 0;
}
