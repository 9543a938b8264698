import type { CookieOptions, Request, Response } from 'express';

export type CookieName = 'session' | 'device' | 'wall' | 'provider';

const DAY = 86_400_000;

/**
 * Cookies do not know ports: two servers on one machine would sign each other's visitors out, so the port is part of
 * the name. Over HTTPS the prefix keeps other hosts of the domain from setting them.
 */
function nameOf(request: Request, name: CookieName): string {
  return request.secure ? `__Host-treeline_${name}` : `treeline_${name}_${request.socket.localPort ?? 0}`;
}

function options(request: Request, days: number | null): CookieOptions {
  return {
    ...{ httpOnly: true, sameSite: 'lax', path: '/', secure: request.secure },
    ...(days === null ? {} : { maxAge: days * DAY }),
  };
}

export function readCookie(request: Request, name: CookieName): string | null {
  const wanted = `${nameOf(request, name)}=`;
  for (const part of (request.headers.cookie ?? '').split(';')) {
    const text = part.trim();
    if (text.startsWith(wanted)) return text.slice(wanted.length) || null;
  }
  return null;
}

/** `days` null: until the browser closes. */
export function setCookie(
  request: Request,
  response: Response,
  cookie: { readonly name: CookieName; readonly value: string; readonly days: number | null },
): void {
  response.cookie(nameOf(request, cookie.name), cookie.value, options(request, cookie.days));
}

export function clearCookie(request: Request, response: Response, name: CookieName): void {
  response.clearCookie(nameOf(request, name), options(request, null));
}
