import { createAudit, type Audit } from './audit.ts';
import { openAccounts, type Accounts } from './accounts.ts';
import { createLinks, type Links } from './links.ts';
import { createSessions, type SessionLimits, type Sessions } from './sessions.ts';
import { openState, type StateDatabase } from '../state/state-database.ts';

/** Who may come in, and what they did: everything that the application remembers about people. */
export interface Directory {
  readonly state: StateDatabase;
  readonly accounts: Accounts;
  readonly sessions: Sessions;
  readonly links: Links;
  readonly audit: Audit;
  close(): Promise<void>;
}

export interface DirectorySettings {
  /** A folder, or the address of a PostgreSQL. */
  readonly place: string;
  readonly session: SessionLimits;
  readonly auditDays: number;
}

const SWEEP_MS = 3_600_000;
const DAY_MS = 86_400_000;

/** Errors: `state_unreachable`. */
export async function openDirectory(
  settings: DirectorySettings,
  now: () => Date = () => new Date(),
): Promise<Directory> {
  const state = await openState(settings.place);
  const [sessions, links, audit] = [
    createSessions(state, settings.session, now),
    createLinks(state, now),
    createAudit(state, now),
  ];
  const accounts = await openAccounts(state, now);
  let sweeping: Promise<void> = sweep();
  const timer = setInterval(() => {
    sweeping = sweep();
  }, SWEEP_MS);
  timer.unref();

  /** What is over anyway is no longer kept; a failure is tried again in an hour, and refuses nobody. */
  async function sweep(): Promise<void> {
    await Promise.allSettled([
      sessions.sweep(),
      links.sweep(),
      audit.purge(new Date(now().getTime() - settings.auditDays * DAY_MS)),
    ]);
  }

  return {
    ...{ state, accounts, sessions, links, audit },
    async close() {
      clearInterval(timer);
      await sweeping;
      await state.close();
    },
  };
}
