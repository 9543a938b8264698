import type { OpenedBoards } from '../leaderboard/opened.ts';
import type { KeptRules } from './kept-members.ts';
import type { Role } from './roles.ts';

/** How people come in, as the configuration has it. */
export interface AccessSettings {
  /** `demo` and `none` let anybody in and are refused on any address but this machine's own. */
  readonly mode: 'accounts' | 'demo' | 'none';
  readonly columns: KeptRules;
  /** A reverse proxy stands in front: its headers tell the address and the scheme. */
  readonly trustProxy: boolean;
  /** The address by which people reach this server, for links and the provider; null: as the browser says. */
  readonly publicUrl: string | null;
  readonly oidc: OidcSettings | null;
  readonly boards: OpenedBoards;
}

export interface OidcSettings {
  readonly issuer: string;
  readonly clientId: string;
  readonly clientSecret: string | null;
  /** What the button says. */
  readonly name: string;
  readonly scope: string;
  /** Claims by what they tell. */
  readonly claims: {
    readonly login: string;
    readonly name: string;
    readonly person: string | null;
    readonly roles: string | null;
    readonly units: string | null;
  };
  /** A value of the roles claim → a role. */
  readonly roles: Readonly<Record<string, Role>>;
  /** The source whose ids the person and units claims hold. */
  readonly idsOf: string | null;
  /** Somebody without an account gets one. */
  readonly creates: boolean;
}
