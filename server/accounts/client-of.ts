import type { Request } from 'express';
import type { Caller } from '../access/caller.ts';
import type { Actor } from './administration.ts';

/** Where a request comes from, for limits and the audit. */
export function addressOf(request: Request): string {
  return request.ip ?? 'unknown';
}

export function agentOf(request: Request): string {
  return request.get('user-agent') ?? '';
}

/** Whoever is responsible for what a caller does: behind borrowed eyes, the administrator. */
export function actorOf(caller: Caller, request: Request): Actor {
  const { accountId, login } = caller.lookingFor ?? caller;
  return { accountId, login, address: addressOf(request) };
}

/** The same under the audit's names. */
export function auditedActor(caller: Caller, request: Request) {
  const { accountId, login: actor, address } = actorOf(caller, request);
  return { accountId, actor, address };
}
