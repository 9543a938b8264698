import type { OrgAnswer, OrgUnit } from '../../../../server/contracts/org.ts';
import type { Place } from '../../lib/use-scope.ts';
import type { Below } from './board.queries.ts';

function openChildren(org: OrgAnswer, parents: readonly OrgUnit[]): OrgUnit[] {
  const ids = new Set(parents.map((unit) => unit.id));
  return org.units.filter((unit) => unit.parentId !== null && ids.has(unit.parentId) && !unit.isClosed);
}

/** The next level down: units while there are any, then people; nobody stands below a person. */
export function nextBelow(org: OrgAnswer, place: Place): Below | null {
  if (place.person) return null;
  const children = openChildren(org, [place.unit]);
  return children.length > 0 ? { kind: 'units', depth: place.unit.depth + 1 } : { kind: 'people' };
}

/** Movers are looked for two levels down where the tree is that deep: closer to who can act. */
export function moversBelow(org: OrgAnswer, place: Place): Below | null {
  if (place.person) return null;
  const children = openChildren(org, [place.unit]);
  if (children.length === 0) return { kind: 'people' };
  const depth = place.unit.depth + (openChildren(org, children).length > 0 ? 2 : 1);
  return { kind: 'units', depth };
}
