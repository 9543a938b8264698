/** The names by which a table's columns are asked for. DuckDB does not tell capitals: names that differ only there are the same. */
export interface ColumnNames {
  readonly names: readonly string[];
  /** Headings that stand more than once, as they are written, with the names that they were given. */
  readonly doubled: ReadonlyMap<string, readonly string[]>;
}

/** Trims headings, names the empty ones by their place, and numbers those that stand more than once: `Phone (2)`. */
export function nameColumns(header: readonly string[]): ColumnNames {
  const trimmed = header.map((name, index) => {
    const text = name.replaceAll('\ufeff', '').trim();
    return text === '' ? `column ${index + 1}` : text;
  });
  const counts = new Map<string, number>();
  for (const name of trimmed) counts.set(name.toLowerCase(), (counts.get(name.toLowerCase()) ?? 0) + 1);
  const taken = new Set([...counts.keys()]);
  const places = new Map<string, number>();
  const doubled = new Map<string, string[]>();
  const names = trimmed.map((name) => {
    const key = name.toLowerCase();
    if (counts.get(key) === 1) return name;
    let numbered: string;
    do {
      const place = (places.get(key) ?? 0) + 1;
      places.set(key, place);
      numbered = `${name} (${place})`;
    } while (taken.has(numbered.toLowerCase()));
    taken.add(numbered.toLowerCase());
    doubled.set(key, [...(doubled.get(key) ?? []), numbered]);
    return numbered;
  });
  return { names, doubled };
}
