/** One figure on which the two sides do not agree. */
export interface Mismatch {
  readonly view: string;
  readonly member: string;
  readonly slice: string;
  readonly oracle: string;
  readonly cube: string;
}

/**
 * Whether Cube's figure is the oracle's. The oracle's text is exact (counts, money): equal to the last digit; its
 * number is a ratio or a median: equal within 1e-9 of its size. Null equals only null.
 */
export function sameFigure(oracle: unknown, cube: unknown): boolean {
  if (oracle === null || oracle === undefined || cube === null || cube === undefined) {
    return (oracle ?? null) === null && (cube ?? null) === null;
  }
  if (typeof oracle === 'string' && !isFraction(oracle)) return exact(oracle) === exact(String(cube));
  const [a, b] = [Number(oracle), Number(cube)];
  if (!Number.isFinite(a) || !Number.isFinite(b)) return false;
  return Math.abs(a - b) <= 1e-9 * Math.max(1, Math.abs(a), Math.abs(b));
}

/** More than cents: a share of a count, such as 0.4 of a deal expected to be won. */
function isFraction(text: string): boolean {
  return /^-?\d+\.\d{2}\d*[1-9]\d*$/.test(text);
}

/** `12.50` and `12.5` are one figure; a double that stands for a count is that count. */
function exact(text: string): string {
  if (!/^-?\d+(\.\d+)?$/.test(text)) return text;
  const [whole = '', fraction = ''] = text.split('.');
  const trimmed = fraction.replace(/0+$/, '');
  const plain = trimmed === '' ? whole : `${whole}.${trimmed}`;
  return plain === '-0' ? '0' : plain;
}

/** The first ten, one a line, and how often each member is wrong. */
export function reportMismatches(mismatches: readonly Mismatch[]): string {
  const byMember = new Map<string, number>();
  for (const one of mismatches) {
    const name = `${one.view}.${one.member}`;
    byMember.set(name, (byMember.get(name) ?? 0) + 1);
  }
  return [
    `${String(mismatches.length)} figures differ: ${[...byMember].map(([name, n]) => `${name} ×${String(n)}`).join(', ')}`,
    ...mismatches
      .slice(0, 10)
      .map((one) => `${one.view}.${one.member} | ${one.slice} | oracle ${one.oracle} | cube ${one.cube}`),
  ].join('\n');
}
