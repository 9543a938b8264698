import type { Account } from '../accounts/accounts.ts';
import type { OrgTree } from '../published/org-tree.ts';
import type { Published } from '../published/snapshot.ts';
import type { SemanticPort, Viewer } from '../semantic-port.ts';
import { hiddenMembers } from './hidden-members.ts';
import { hiddenKinds, type ColumnKind, type ColumnRules, type Role } from './roles.ts';
import { rangeOf, standToday, type Stand } from './standing.ts';

/** Where people stand in the published tree. */
export interface Stands {
  /** Null: the person has left. */
  of(account: Account): Promise<Stand | null>;
  /** Everything, as far as these roles may see columns. */
  everything(roles: readonly Role[]): Promise<Viewer>;
  /** A unit and what is beneath it; null when the tree has no such unit any more. */
  unit(id: string): Promise<Viewer | null>;
}

/** An account that changes is another object, and so is a tree: what was found for the two stays true. */
export function createStands(
  semantic: Pick<SemanticPort, 'catalogue'>,
  published: Published,
  hide: ColumnRules,
): Stands {
  const known = new WeakMap<OrgTree, WeakMap<Account, Stand | null>>();
  const hidden = new Map<string, string[]>();
  let hiddenVersion = -1;

  function denied(kinds: readonly ColumnKind[], version: number): string[] {
    if (version !== hiddenVersion) hidden.clear();
    hiddenVersion = version;
    const key = kinds.join(' ');
    const names = hidden.get(key) ?? hiddenMembers(semantic, kinds);
    hidden.set(key, names);
    return names;
  }

  return {
    async of(account) {
      const { org, frameVersion } = await published.snapshot();
      const ofTree = known.get(org) ?? new WeakMap<Account, Stand | null>();
      known.set(org, ofTree);
      const found = ofTree.get(account);
      if (found !== undefined) return found;
      const names = denied(hiddenKinds(account.roles, hide), frameVersion);
      const stand = standToday(account, org, frameVersion, names);
      ofTree.set(account, stand);
      return stand;
    },
    async everything(roles) {
      const { frameVersion } = await published.snapshot();
      return { allowAll: true, denied: denied(hiddenKinds(roles, hide), frameVersion) };
    },
    async unit(id) {
      const { org, frameVersion } = await published.snapshot();
      const unit = org.find(id);
      if (unit === null) return null;
      if (unit.id === org.root.id) return { allowAll: true };
      return { ranges: [rangeOf(unit, org)], ownerId: null, frame: frameVersion };
    },
  };
}
