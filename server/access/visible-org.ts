import { countPeople } from '../published/read-org.ts';
import { createOrgTree, type OrgTree } from '../published/org-tree.ts';
import type { Viewer } from '../semantic-port.ts';

const known = new WeakMap<OrgTree, Map<string, OrgTree>>();

/**
 * Today's tree as far as a viewer may see it: the opened units with their people, oneself, and the units above these
 * as the way to them. Positions are counted anew, so that nothing tells how much lies between.
 */
export function visibleOrg(org: OrgTree, viewer: Viewer, homeUnitId: string | null): OrgTree {
  if ('allowAll' in viewer) return org;
  const key = JSON.stringify([viewer.ranges, viewer.ownerId, homeUnitId]);
  const trees = known.get(org) ?? new Map<string, OrgTree>();
  known.set(org, trees);
  const tree = trees.get(key) ?? cutOut(org, viewer, homeUnitId);
  trees.set(key, tree);
  return tree;
}

function cutOut(
  org: OrgTree,
  { ranges, ownerId }: Exclude<Viewer, { allowAll: true }>,
  homeUnitId: string | null,
): OrgTree {
  const whole = new Set(
    org.units
      .filter(({ sort }) => ranges.some(([lft, rgt]) => sort >= lft && sort <= rgt))
      .map(({ id }) => id),
  );
  const places = [...whole, homeUnitId ?? ''].flatMap((id) => org.find(id) ?? []);
  const shown = new Set([org.root.id, ...places.flatMap((unit) => org.lineOf(unit).map(({ id }) => id))]);
  const people = org.people
    .filter(({ id, unitId }) => whole.has(unitId) || id === ownerId)
    .map((person) =>
      person.movedFrom === null || shown.has(person.movedFrom.unitId)
        ? person
        : { ...person, movedFrom: null },
    );
  const units = org.units
    .filter(({ id }) => shown.has(id))
    .map((unit, index) => ({ ...unit, sort: index + 1, peopleCount: 0 }));
  return createOrgTree(countPeople(units, people), people, {
    heads: new Set(people.filter(({ id }) => org.isHead(id)).map(({ id }) => id)),
    partial: new Set([...shown].filter((id) => !whole.has(id))),
  });
}
