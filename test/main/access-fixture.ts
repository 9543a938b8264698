import { mkdtemp, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import type { AccessSettings } from '../../server/access/access-settings.ts';
import type { Role } from '../../server/access/roles.ts';
import type { Standing } from '../../server/access/standing.ts';
import { openDirectory, type Directory } from '../../server/accounts/directory.ts';
import { sessionAnswer } from '../../server/contracts/session.ts';
import { openCompany, type Company } from './company-fixture.ts';

/** A clock that the test turns. */
export interface Clock {
  now: Date;
}

export interface Person {
  readonly login: string;
  readonly roles: readonly Role[];
  readonly employeeId?: string;
  readonly standings?: readonly Standing[];
}

/** Who there is: the whole company, the East with its city, oneself, a leaver. */
export const CAST: Readonly<Record<string, Person>> = {
  admin: { login: 'admin', roles: ['administrator'], standings: [{ unitId: '*', kind: 'grant' }] },
  analyst: { login: 'analyst', roles: ['analyst'], standings: [{ unitId: '*', kind: 'grant' }] },
  east: { login: 'east', roles: ['manager'], standings: [{ unitId: 'crm:2', kind: 'grant' }] },
  ann: { login: 'ann', roles: ['rep'], employeeId: 'crm:ann' },
  nobody: { login: 'new', roles: ['rep'] },
  eve: {
    login: 'eve',
    roles: ['manager'],
    employeeId: 'crm:eve',
    standings: [{ unitId: '*', kind: 'grant' }],
  },
};

export const PASSWORD = 'correct horse battery';

/** A browser that keeps its cookies and sends the token of its session. */
export class Visitor {
  readonly cookies = new Map<string, string>();
  csrf: string | null = null;

  constructor(readonly base: string) {}

  async ask(target: string, more: RequestInit & { json?: unknown } = {}): Promise<Response> {
    const { json, ...init } = more;
    const headers = new Headers(init.headers);
    const cookie = [...this.cookies].map(([name, value]) => `${name}=${value}`).join('; ');
    if (cookie !== '' && !headers.has('cookie')) headers.set('cookie', cookie);
    if (this.csrf !== null && !headers.has('x-csrf-token')) headers.set('x-csrf-token', this.csrf);
    if (json !== undefined) headers.set('content-type', 'application/json');
    const response = await fetch(`${this.base}${target}`, {
      ...init,
      headers,
      redirect: 'manual',
      ...(json === undefined ? {} : { body: JSON.stringify(json), method: init.method ?? 'POST' }),
    });
    for (const line of response.headers.getSetCookie()) {
      const [pair = ''] = line.split(';');
      const at = pair.indexOf('=');
      const [name, value] = [pair.slice(0, at), pair.slice(at + 1)];
      if (value === '' || /expires=Thu, 01 Jan 1970/i.test(line)) this.cookies.delete(name);
      else this.cookies.set(name, value);
    }
    return response;
  }

  async signIn(login: string, password = PASSWORD): Promise<Response> {
    const response = await this.ask('/api/session', { json: { login, password } });
    if (response.ok) this.csrf = sessionAnswer.parse(await response.clone().json()).caller?.csrfToken ?? null;
    return response;
  }

  async session() {
    const answer = sessionAnswer.parse(await (await this.ask('/api/session')).json());
    this.csrf = answer.caller?.csrfToken ?? this.csrf;
    return answer;
  }

  async json(target: string): Promise<unknown> {
    return await (await this.ask(target)).json();
  }
}

/** The little company with its doors shut, and people who have accounts. */
export async function openGuardedCompany(settings: Partial<AccessSettings> = {}, place?: string) {
  const folder = await mkdtemp(path.join(os.tmpdir(), 'treeline-state-'));
  const clock: Clock = { now: new Date() };
  const directory: Directory = await openDirectory(
    {
      place: place ?? path.join(folder, 'state'),
      session: { idleHours: 24, absoluteHours: 720 },
      auditDays: 730,
    },
    () => clock.now,
  );
  const company: Company = await openCompany({ directory, access: { mode: 'accounts', ...settings } });
  const { hash } = await import('@node-rs/argon2');
  // one cheap hash for all: the tests sign in often
  const passwordHash = await hash(PASSWORD, { memoryCost: 1024, timeCost: 1 });
  for (const person of Object.values(CAST)) {
    const { id } = await directory.accounts.create(
      person.login,
      person.login,
      {
        roles: person.roles,
        employeeId: person.employeeId ?? null,
        standings: person.standings ?? [],
      },
      'test',
    );
    await directory.accounts.setPassword(id, passwordHash);
  }
  return {
    company,
    directory,
    clock,
    visitor: () => new Visitor(company.url),
    async signedIn(login: string): Promise<Visitor> {
      const visitor = new Visitor(company.url);
      const response = await visitor.signIn(login);
      if (!response.ok) throw new Error(`${login} was not let in: ${await response.text()}`);
      return visitor;
    },
    async close() {
      await company.close();
      await directory.close();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

export type GuardedCompany = Awaited<ReturnType<typeof openGuardedCompany>>;
