/** DuckDB's text of a DATE or TIMESTAMP as `YYYY-MM-DDTHH:MM:SS.mmm`, without a zone, as Cube sends moments. */
export function isoMoment(text: string): string {
  const [date = '', time = '00:00:00'] = text.split(' ');
  const [clock = '', fraction = ''] = time.split('.');
  return `${date}T${clock}.${fraction.slice(0, 3).padEnd(3, '0')}`;
}
