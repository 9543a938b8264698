/** A PostgreSQL by its address; anything else is a folder. */
export function isUrl(place: string): boolean {
  return /^postgres(ql)?:\/\//.test(place);
}
