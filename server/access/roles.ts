export const ROLES = ['administrator', 'analyst', 'manager', 'rep'] as const;
export type Role = (typeof ROLES)[number];

/** What a person may do; the tree decides on which rows. */
export const ABILITIES = ['admin', 'data', 'explain', 'export', 'rows', 'targets'] as const;
export type Ability = (typeof ABILITIES)[number];

/** Roles add up. `data`: runs, reconciliation and rejected rows, which are the sources' own and know no border. */
const OF_ROLE: Readonly<Record<Role, readonly Ability[]>> = {
  administrator: ABILITIES,
  analyst: ['data', 'explain', 'export', 'rows'],
  manager: ['explain', 'export', 'rows', 'targets'],
  rep: ['explain', 'rows'],
};

/** `data` is only for those who also see the whole company: a rejected row may be anybody's. */
export function abilitiesOf(roles: readonly Role[], seesEverything: boolean): ReadonlySet<Ability> {
  const abilities = new Set(roles.flatMap((role) => OF_ROLE[role]));
  if (!seesEverything) abilities.delete('data');
  return abilities;
}

export const COLUMN_KINDS = ['phone', 'address', 'amounts'] as const;
export type ColumnKind = (typeof COLUMN_KINDS)[number];

/** Kinds of columns by the role that they are kept from. */
export type ColumnRules = Partial<Readonly<Record<Role, readonly ColumnKind[]>>>;
