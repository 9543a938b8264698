import type { OrgAnswer } from '../../../../server/contracts/org.ts';

/** The units of a path by name, from below the root (everybody's) to the last; unknown ones are left out. */
export function unitWay(org: OrgAnswer | undefined, path: string): string[] {
  if (org === undefined) return [];
  const names = namesOf(org);
  return path.split('/').flatMap((id) => (id === '' || id === org.rootId ? [] : (names.get(id) ?? [])));
}

const known = new WeakMap<OrgAnswer, Map<string, string>>();

function namesOf(org: OrgAnswer): Map<string, string> {
  let names = known.get(org);
  if (names === undefined) {
    names = new Map(org.units.map((unit) => [unit.id, unit.name]));
    known.set(org, names);
  }
  return names;
}
