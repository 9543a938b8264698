/** `YYYY-MM-DD HH:MM:SS` of an instant in a zone; Swedish writes dates that way. */
export function localTime(instant: string, timeZone: string): string {
  return new Intl.DateTimeFormat('sv-SE', { dateStyle: 'short', timeStyle: 'medium', timeZone }).format(
    new Date(instant),
  );
}
