/** What the sources give: `entity` and `entity.column`. */
export type Coverage = ReadonlySet<string>;

/** Whether all needs are met; a need may name alternatives `a|b`. */
export function isMapped(needs: readonly string[], coverage: Coverage): boolean {
  return needs.every((need) => need.split('|').some((one) => coverage.has(one)));
}
