import { TreelineError } from '../../warehouse/treeline-error.ts';
import type { CubeDeclaration, DimensionType } from '../declare/member.ts';

/** What a query may name, with how its values read. */
export interface KnownMember {
  readonly kind: 'measure' | 'dimension';
  readonly type: DimensionType;
}

/** Members of all views by `view.member`. */
export type Members = ReadonlyMap<string, KnownMember>;

export function membersOf(declarations: readonly CubeDeclaration[]): Members {
  const members = new Map<string, KnownMember>();
  for (const { name, dimensions, measures } of declarations) {
    for (const one of dimensions) members.set(`${name}.${one.name}`, { kind: 'dimension', type: one.type });
    for (const one of measures) {
      members.set(`${name}.${one.name}`, {
        kind: 'measure',
        type: one.type === 'time' ? 'instant' : one.type,
      });
    }
  }
  return members;
}

/** The member, once it is known and not among those denied. Errors: `unknown_member`, `forbidden_member`. */
export function findMember(name: string, members: Members, denied: readonly string[]): KnownMember {
  const found = members.get(name);
  if (found === undefined) {
    const open = [...members.keys()].filter((one) => !denied.includes(one));
    const nearest = nearestName(name, open);
    throw new TreelineError(
      'unknown_member',
      `There is no ${name}. Did you mean ${nearest}? \`treeline metrics\` lists every member.`,
      { member: name, nearest },
    );
  }
  if (denied.includes(name)) {
    throw new TreelineError('forbidden_member', `You have no access to ${name}. Ask for another member.`, {
      member: name,
    });
  }
  return found;
}

/** The name that takes the fewest edits; a name in the same view is preferred. */
function nearestName(name: string, names: readonly string[]): string {
  const view = name.split('.')[0] ?? '';
  const own = names.filter((one) => one.startsWith(`${view}.`));
  let nearest = '';
  let least = Infinity;
  for (const one of own.length > 0 ? own : names) {
    const distance = edits(name, one);
    if (distance < least) [nearest, least] = [one, distance];
  }
  return nearest;
}

/** Levenshtein distance. */
function edits(from: string, to: string): number {
  let previous = Array.from({ length: to.length + 1 }, (_, index) => index);
  for (let row = 1; row <= from.length; row += 1) {
    const current = [row];
    for (let at = 1; at <= to.length; at += 1) {
      const replaced = (previous[at - 1] ?? 0) + (from[row - 1] === to[at - 1] ? 0 : 1);
      current.push(Math.min(replaced, (previous[at] ?? 0) + 1, (current[at - 1] ?? 0) + 1));
    }
    previous = current;
  }
  return previous[to.length] ?? 0;
}
