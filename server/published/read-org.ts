import type { OrgPerson, OrgUnit } from '../contracts/org.ts';
import type { AnswerRow } from '../semantic-port.ts';
import { dayIn, figureIn, flagIn, idIn, textIn } from './answer-values.ts';
import { createOrgTree, UNASSIGNED, type OrgTree } from './org-tree.ts';

export const UNIT_COLUMNS = ['id', 'name', 'type', 'parent_id', 'depth', 'path', 'lft', 'is_closed'] as const;
export const PERSON_COLUMNS = [
  ...(['id', 'name', 'role', 'org_id', 'photo_url', 'is_active', 'hired_date', 'left_date'] as const),
  ...(['previous_org_id', 'moved_date', 'is_head'] as const),
];

/** Rows of the views `org_units` and `people` as today's tree. */
export function readOrg(unitRows: readonly AnswerRow[], peopleRows: readonly AnswerRow[]): OrgTree {
  const units = unitRows.map(readUnit).toSorted((a, b) => a.sort - b.sort);
  const names = new Map(units.map((unit) => [unit.id, unit.name]));
  // "unassigned" is a place for facts, not a person
  const people = peopleRows
    .filter((row) => idIn(row, 'people.id') !== UNASSIGNED)
    .map((row) => readPerson(row, names));
  const heads = peopleRows
    .filter((row) => flagIn(row, 'people.is_head'))
    .map((row) => idIn(row, 'people.id'));
  return createOrgTree(countPeople(units, people), people, { heads: new Set(heads), partial: new Set() });
}

function readUnit(row: AnswerRow): OrgUnit {
  return {
    id: idIn(row, 'org_units.id'),
    name: idIn(row, 'org_units.name'),
    type: textIn(row, 'org_units.type'),
    parentId: textIn(row, 'org_units.parent_id'),
    depth: figureIn(row, 'org_units.depth') ?? 1,
    path: idIn(row, 'org_units.path'),
    sort: figureIn(row, 'org_units.lft') ?? 0,
    isClosed: flagIn(row, 'org_units.is_closed'),
    peopleCount: 0,
  };
}

function readPerson(row: AnswerRow, unitNames: ReadonlyMap<string, string>): OrgPerson {
  const previous = textIn(row, 'people.previous_org_id');
  return {
    id: idIn(row, 'people.id'),
    name: idIn(row, 'people.name'),
    unitId: textIn(row, 'people.org_id') ?? UNASSIGNED,
    role: textIn(row, 'people.role'),
    photoUrl: textIn(row, 'people.photo_url'),
    isActive: flagIn(row, 'people.is_active'),
    hiredOn: dayIn(row, 'people.hired_date'),
    leftOn: dayIn(row, 'people.left_date'),
    movedFrom:
      previous === null
        ? null
        : {
            unitId: previous,
            unitName: unitNames.get(previous) ?? previous,
            on: dayIn(row, 'people.moved_date'),
          },
  };
}

/** People in post in each unit and below it: each person counts along their unit's path. */
export function countPeople(units: readonly OrgUnit[], people: readonly OrgPerson[]): OrgUnit[] {
  const paths = new Map(units.map((unit) => [unit.id, unit.path]));
  const inPost = new Map<string, number>();
  for (const person of people) {
    if (!person.isActive) continue;
    for (const id of (paths.get(person.unitId) ?? '').split('/')) inPost.set(id, (inPost.get(id) ?? 0) + 1);
  }
  return units.map((unit) => ({ ...unit, peopleCount: inPost.get(unit.id) ?? 0 }));
}
