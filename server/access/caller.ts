import type { Request } from 'express';
import type { Viewer } from '../semantic-port.ts';
import type { Ability, Role } from './roles.ts';

/** Who asks, with everything that answering needs: settled once per request, before any route. */
export interface Caller {
  /** `account` a person · `guest` the demo's visitor · `wall` a screen · `open` nobody signs in here. */
  readonly kind: 'account' | 'guest' | 'wall' | 'open';
  readonly accountId: string | null;
  /** For the audit and the account menu. */
  readonly login: string;
  readonly name: string;
  readonly roles: readonly Role[];
  readonly abilities: ReadonlySet<Ability>;
  readonly viewer: Viewer;
  /** The employee that the caller is in the CRM. */
  readonly personId: string | null;
  /** Where the caller stands: what a screen opens with. */
  readonly homeUnitId: string | null;
  /** Looks through another's eyes, or is a guest: changes nothing. */
  readonly isReadOnly: boolean;
  /** The administrator behind the eyes. */
  readonly lookingFor: { readonly accountId: string; readonly login: string; readonly name: string } | null;
  readonly sessionId: string | null;
  /** Null: a browser's session, which may do everything that the person may. */
  readonly scopes: readonly string[] | null;
  readonly wall: WallBoard | null;
}

/** The one board that a wall's link opens. */
export interface WallBoard {
  readonly id: string;
  readonly unitId: string;
  /** The pages of its rotation as the wall's address writes them; empty: those that suit the unit. */
  readonly pages: string;
}

const callers = new WeakMap<Request, Caller>();

export function rememberCaller(request: Request, caller: Caller): void {
  callers.set(request, caller);
}

/** The caller of a request that the guard let through. A route that the guard does not know is a defect, and closed. */
export function callerOf(request: Request): Caller {
  const caller = callers.get(request);
  if (caller === undefined) throw new Error(`nobody asked who calls ${request.path}`);
  return caller;
}

/** Whose eyes Cube's own routes are asked with. */
export function viewerOf(request: Request): Viewer {
  return callerOf(request).viewer;
}
