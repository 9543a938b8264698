import type { OrgUnit } from '../../../../server/contracts/org.ts';

export interface UnitChoice {
  value: string;
  title: string;
  children: UnitChoice[];
}

/** The tree to choose from; `whole` names the company as one choice above it, and null leaves the root itself. */
export function unitChoices(units: readonly OrgUnit[], whole: string | null): UnitChoice[] {
  const open = units.filter((unit) => !unit.isClosed);
  const below = (parent: string | null): UnitChoice[] =>
    open
      .filter((unit) => unit.parentId === parent)
      .toSorted((a, b) => a.sort - b.sort)
      .map(({ id, name }) => ({ value: id, title: name, children: below(id) }));
  const tree = below(null);
  if (whole === null) return tree;
  return [{ value: '*', title: whole, children: tree.flatMap((root) => root.children) }];
}
