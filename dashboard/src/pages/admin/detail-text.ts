const LONGEST = 160;

/** What an audit's entry says besides who and what, in one line. */
export function detailText(detail: Readonly<Record<string, unknown>>): string {
  const parts = Object.entries(detail).map(
    ([name, value]) => `${name}: ${typeof value === 'string' ? value : JSON.stringify(value)}`,
  );
  const text = parts.join(' · ');
  return text.length > LONGEST ? `${text.slice(0, LONGEST - 1)}…` : text;
}
