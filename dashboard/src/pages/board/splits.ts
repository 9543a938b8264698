/** What performance may be split by, the most telling first. */
export const splits = ['province', 'product_category', 'customer_industry', 'source'] as const;
export type Split = (typeof splits)[number];

/**
 * The ways to split that the source has anything for, and the one on screen: the reader's choice, otherwise the first.
 * Null: there is none.
 */
export function chooseSplit(
  mapped: ReadonlySet<string>,
  view: string,
  wanted: string | null,
): { offered: Split[]; chosen: Split | null } {
  const offered = splits.filter((split) => mapped.has(`${view}.${split}`));
  return { offered, chosen: offered.find((split) => split === wanted) ?? offered[0] ?? null };
}
