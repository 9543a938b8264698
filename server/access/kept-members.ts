import type { SemanticPort } from '../semantic-port.ts';
import { COLUMN_KINDS, type ColumnKind, type ColumnRules, type Role } from './roles.ts';

/** What is kept from somebody: members that do not exist for them, and members that they see masked. */
export interface Kept {
  readonly denied: readonly string[];
  readonly masked: readonly string[];
}

/** What each role may not see of any row, and what it sees masked. */
export interface KeptRules {
  readonly hide: ColumnRules;
  readonly mask: ColumnRules;
}

/**
 * What is kept from somebody with these roles. A second role never takes anything away: a kind is hidden when every
 * role hides it, and masked when every role hides or masks it.
 */
export function keptMembers(
  semantic: Pick<SemanticPort, 'catalogue'>,
  roles: readonly Role[],
  { hide, mask }: KeptRules,
): Kept {
  const everyRole = (...rules: readonly ColumnRules[]) =>
    COLUMN_KINDS.filter(
      (kind) => roles.length > 0 && roles.every((role) => rules.some((one) => one[role]?.includes(kind))),
    );
  const hidden = everyRole(hide);
  const masked = everyRole(hide, mask).filter((kind) => !hidden.includes(kind));
  if (hidden.length + masked.length === 0) return { denied: [], masked: [] };
  const { measures, dimensions } = semantic.catalogue();
  const names = (kinds: readonly ColumnKind[]) =>
    [...measures, ...dimensions]
      .filter(({ sensitive }) => sensitive !== null && kinds.includes(sensitive))
      .map(({ name }) => name);
  return { denied: names(hidden), masked: names(masked) };
}
