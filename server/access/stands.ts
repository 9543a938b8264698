import type { Account } from '../accounts/accounts.ts';
import type { OrgTree } from '../published/org-tree.ts';
import type { Published } from '../published/snapshot.ts';
import type { SemanticPort, Viewer } from '../semantic-port.ts';
import { keptMembers, type Kept, type KeptRules } from './kept-members.ts';
import type { Role } from './roles.ts';
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
  rules: KeptRules,
): Stands {
  const known = new WeakMap<OrgTree, WeakMap<Account, Stand | null>>();
  const kept = new Map<string, Kept>();
  let keptVersion = -1;

  /** The catalogue's names, which may change with a publish. */
  function keptFrom(roles: readonly Role[], version: number): Kept {
    if (version !== keptVersion) kept.clear();
    keptVersion = version;
    const key = roles.join(' ');
    const found = kept.get(key) ?? keptMembers(semantic, roles, rules);
    kept.set(key, found);
    return found;
  }

  return {
    async of(account) {
      const { org, frameVersion } = await published.snapshot();
      const ofTree = known.get(org) ?? new WeakMap<Account, Stand | null>();
      known.set(org, ofTree);
      const found = ofTree.get(account);
      if (found !== undefined) return found;
      const stand = standToday(account, org, frameVersion, keptFrom(account.roles, frameVersion));
      ofTree.set(account, stand);
      return stand;
    },
    async everything(roles) {
      const { frameVersion } = await published.snapshot();
      return { allowAll: true, ...keptFrom(roles, frameVersion) };
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
