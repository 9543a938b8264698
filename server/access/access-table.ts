import type { Ability } from './roles.ts';
import type { TokenScope } from '../accounts/links.ts';

/** Who may call a path. */
export interface Rule {
  /** `anyone` also without signing in; `account` whoever signed in, in a browser, for the own account. */
  readonly needs: 'anyone' | 'signed_in' | 'account' | Ability;
  /** Whether a wall's link opens it. */
  readonly wall: boolean;
  /** What an API token needs; null: tokens cannot. */
  readonly scope: TokenScope | null;
  /** Changes nothing, whatever its method. */
  readonly isReading: boolean;
}

const rule = (needs: Rule['needs'], more: Partial<Rule> = {}): Rule => ({
  ...{ needs, wall: false, scope: null, isReading: false },
  ...more,
});
const BOARD = rule('signed_in', { wall: true, scope: 'figures', isReading: true });
const FIGURES = rule('signed_in', { scope: 'figures', isReading: true });
const DATA = rule('data', { scope: 'data', isReading: true });

/** The first that fits holds. */
const TABLE: readonly (readonly [path: RegExp, rule: Rule])[] = [
  [/^\/api\/health$/, rule('anyone', { isReading: true })],
  [/^\/api\/session(\/(oidc|oidc\/callback|password-link|demo|wall))?$/, rule('anyone')],
  [/^\/api\/session\/view-as$/, rule('account')],
  [/^\/api\/account(\/.*)?$/, rule('account')],
  [/^\/api\/admin(\/.*)?$/, rule('admin')],
  [/^\/api\/(status|org|leaderboard|events|comparison|deals\/latest)$/, BOARD],
  [/^\/cubejs-api\/v1\/(load|meta)$/, FIGURES],
  [/^\/api\/(runs|reconciliation|rejected)$/, DATA],
  [/^\/api\/(lineage(\/.*)?|comparison)$/, FIGURES],
  [/^\/api\/explain(\/.*)?$/, rule('explain', { scope: 'figures', isReading: true })],
  [/^\/api\/export(\..*|\/.*)?$/, rule('export', { scope: 'export', isReading: true })],
];

/** A path that nobody entered here is closed to everybody but administrators who see the whole company. */
export const UNLISTED = rule('admin');

export function ruleFor(path: string): Rule {
  return TABLE.find(([pattern]) => pattern.test(path))?.[1] ?? UNLISTED;
}
