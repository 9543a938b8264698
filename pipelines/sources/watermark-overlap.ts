/** Rows counted back for watermarks that are numbers: their order of commit is as loose as that of a clock. */
export const INTEGER_OVERLAP = 1000;

/** A clock without a zone repeats an hour when summer time ends: such watermarks are read further back. */
export function clockChangeSeconds(zone: string): number {
  const offsets = [0, 6].map((month) => {
    const at = new Date(Date.UTC(2026, month, 15));
    return new Intl.DateTimeFormat('en', { timeZone: zone, timeZoneName: 'longOffset' })
      .format(at)
      .split(' ')
      .at(-1);
  });
  return offsets[0] === offsets[1] ? 0 : 3600;
}
