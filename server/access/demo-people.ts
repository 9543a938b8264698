import type { Directory } from '../accounts/directory.ts';
import type { Account } from '../accounts/accounts.ts';
import type { DemoPerson } from '../contracts/session.ts';
import type { OrgPerson, OrgUnit } from '../contracts/org.ts';
import type { OrgTree } from '../published/org-tree.ts';
import type { Role } from './roles.ts';
import { WHOLE_COMPANY } from './standing.ts';

export interface DemoVisitor {
  readonly who: DemoPerson;
  readonly name: string;
  readonly unit: string;
  readonly personId: string | null;
  readonly roles: readonly Role[];
}

/** One of each: who leads the largest unit of a level, and who sells in the team. */
export function demoPeople(org: OrgTree): DemoVisitor[] {
  const headOf = (unit: OrgUnit) => active(org).find((one) => one.unitId === unit.id && org.isHead(one.id));
  const largest = (depth: number, inside: OrgUnit) =>
    org.units
      .filter((unit) => unit.depth === depth && org.contains(inside, unit) && headOf(unit) !== undefined)
      .toSorted((a, b) => b.peopleCount - a.peopleCount)[0];
  const region = largest(org.root.depth + 1, org.root);
  const deepest = Math.max(...org.units.map((unit) => unit.depth));
  const levels = Array.from({ length: deepest - 2 }, (_, index) => deepest - index);
  const team = levels.flatMap((depth) => largest(depth, region ?? org.root) ?? [])[0];
  const rep = active(org).find((one) => one.unitId === team?.id && !org.isHead(one.id));
  const visitor = (
    who: DemoPerson,
    roles: readonly Role[],
    person: OrgPerson | undefined,
    unit: OrgUnit | undefined,
  ): DemoVisitor[] =>
    person === undefined || unit === undefined
      ? []
      : [{ who, roles, name: person.name, unit: unit.name, personId: person.id }];
  const root = org.root;
  const chief = headOf(root);
  return [
    {
      ...{ who: 'executive', roles: ['administrator', 'manager'], unit: root.name },
      ...{ name: chief?.name ?? root.name, personId: chief?.id ?? null },
    },
    ...visitor('regional_manager', ['manager'], region && headOf(region), region),
    ...visitor('team_lead', ['manager'], team && headOf(team), team),
    ...visitor('rep', ['rep'], rep, team),
    { who: 'analyst', roles: ['analyst'], name: 'Data', unit: root.name, personId: null },
  ];
}

function active(org: OrgTree): OrgPerson[] {
  return org.people.filter((person) => person.isActive);
}

/** The visitor's account, as today's company has it: the demo's people are made up anew now and then. */
export async function demoAccount({ accounts }: Directory, visitor: DemoVisitor): Promise<Account> {
  const login = `demo-${visitor.who.replace('_', '-')}`;
  const change = {
    ...{ name: visitor.name, roles: visitor.roles, employeeId: visitor.personId, isEnabled: true },
    standings:
      visitor.who === 'executive' || visitor.who === 'analyst'
        ? [{ unitId: WHOLE_COMPANY, kind: 'grant' as const }]
        : [],
  };
  const known = accounts.byLogin(login);
  return known === null
    ? await accounts.create(login, visitor.name, change, 'demo')
    : await accounts.change(known.id, change, 'demo');
}
