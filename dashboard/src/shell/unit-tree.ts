import type { OrgAnswer, OrgPerson, OrgUnit } from '../../../server/contracts/org.ts';
import { groupBy } from '../lib/group-by.ts';

export interface UnitTreeNode {
  key: string;
  value: string;
  name: string;
  title: string;
  children: UnitTreeNode[];
}

interface Words {
  closed: string;
  left: string;
  movedFrom(unit: string): string;
}

function personTitle(person: OrgPerson, words: Words): string {
  if (!person.isActive) return `${person.name} · ${words.left}`;
  return person.movedFrom ? `${person.name} · ${words.movedFrom(person.movedFrom.unitName)}` : person.name;
}

/** Units in the tree's own order, people after the units below; who left and what closed stays, marked. */
export function unitTree(org: OrgAnswer, words: Words): UnitTreeNode[] {
  const people = groupBy(org.people, (person) => person.unitId);
  const units = groupBy(org.units, (unit) => unit.parentId);

  const node = (unit: OrgUnit): UnitTreeNode => ({
    key: `unit:${unit.id}`,
    value: `unit:${unit.id}`,
    name: unit.name,
    title: unit.isClosed ? `${unit.name} · ${words.closed}` : unit.name,
    children: [
      ...(units.get(unit.id) ?? []).sort((a, b) => a.sort - b.sort).map(node),
      ...(people.get(unit.id) ?? [])
        .sort((a, b) => Number(b.isActive) - Number(a.isActive) || a.name.localeCompare(b.name))
        .map((person) => ({
          key: `person:${person.id}`,
          value: `person:${person.id}`,
          name: person.name,
          title: personTitle(person, words),
          children: [],
        })),
    ],
  });

  return org.units.filter((unit) => unit.id === org.rootId).map(node);
}
