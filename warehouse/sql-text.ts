/** A name in double quotes; PostgreSQL and DuckDB agree on this. */
export function quoteName(name: string): string {
  return `"${name.replaceAll('"', '""')}"`;
}

/** A text in single quotes; holds in PostgreSQL (standard_conforming_strings) and DuckDB. */
export function quoteText(text: string): string {
  return `'${text.replaceAll("'", "''")}'`;
}

/** `crm.order` → `"crm"."order"`: quotes each part of a qualified name. */
export function quoteRelation(name: string): string {
  return name.split('.').map(quoteName).join('.');
}
