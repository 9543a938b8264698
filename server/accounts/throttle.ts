import { isIPv6 } from 'node:net';
import { RateLimiterMemory, RateLimiterRes, type RateLimiterAbstract } from 'rate-limiter-flexible';
import { TreelineError } from '../../warehouse/treeline-error.ts';

const MINUTES = 60;

/**
 * Attempts to sign in. Nobody can lock another out: a browser that has signed in to the account before counts by
 * itself, and a guess from elsewhere counts against its own address. The limit on an account as a whole holds only for
 * browsers that never signed in to it.
 */
export function createThrottle() {
  const limit = (points: number, minutes: number): RateLimiterAbstract =>
    new RateLimiterMemory({ points, duration: minutes * MINUTES });
  const perDevice = limit(10, 15);
  const perAddressAndLogin = limit(5, 15);
  const perAddress = limit(30, 15);
  const perLogin = limit(60, 60);
  const perNoted = limit(30, 15);

  function countersOf({ address, login, device }: Attempt): [RateLimiterAbstract, string][] {
    if (device !== null) return [[perDevice, `${device} ${login}`]];
    const network = networkOf(address);
    return [
      [perAddress, network],
      [perAddressAndLogin, `${network} ${login}`],
      [perLogin, login],
    ];
  }

  return {
    /**
     * Counts an attempt before the password is looked at, so that many at once do not slip through. What one limit
     * refuses does not count against the next: one address alone reaches neither the limit of a whole account nor the
     * end of the memory. `noteFirst` writes down that a limit is reached, once: who goes on knocking shall not fill
     * the audit.
     */
    async attempt(attempt: Attempt, noteFirst: () => Promise<void>): Promise<void> {
      for (const [counter, key] of countersOf(attempt)) {
        const refused = await consume(counter, key);
        if (refused === null) continue;
        if (refused.consumedPoints === counter.points + 1) await noteFirst();
        const seconds = Math.ceil(refused.msBeforeNext / 1000);
        throw new TreelineError(
          'too_many_attempts',
          `Too many attempts. Try again in ${Math.ceil(seconds / 60)} minutes, or ask an administrator for a link.`,
          { seconds },
        );
      }
    },
    /** Whether what was refused without a password is still written down: of one address not without end. */
    async isWorthNoting(address: string): Promise<boolean> {
      return (await consume(perNoted, networkOf(address))) === null;
    },
    /** The right password takes the attempt back; the address's counter goes down by one alone. */
    async succeeded(attempt: Attempt): Promise<void> {
      for (const [counter, key] of countersOf(attempt)) {
        if (counter === perAddress || counter === perLogin) await counter.reward(key, 1);
        else await counter.delete(key);
      }
    },
  };
}

/** Null: the limit is not reached. */
async function consume(counter: RateLimiterAbstract, key: string): Promise<RateLimiterRes | null> {
  try {
    await counter.consume(key);
    return null;
  } catch (refused) {
    if (refused instanceof RateLimiterRes) return refused;
    throw refused;
  }
}

/** Of IPv6 the first half: the other is whoever's who has the first, an address for each attempt. */
function networkOf(address: string): string {
  if (!isIPv6(address) || address.includes('.')) return address;
  const [before = '', after] = address.split('::');
  const groups = before.split(':').filter((group) => group !== '');
  const tail = (after ?? '').split(':').filter((group) => group !== '');
  const zeros = after === undefined ? 0 : 8 - groups.length - tail.length;
  const all = [...groups, ...Array.from({ length: zeros }, () => '0'), ...tail];
  return all
    .slice(0, 4)
    .map((group) => group.replace(/^0+(?=.)/, '').toLowerCase())
    .join(':');
}

export type Throttle = ReturnType<typeof createThrottle>;

interface Attempt {
  readonly address: string;
  readonly login: string;
  /** The hash of a cookie that proves an earlier sign-in to this account from this browser. */
  readonly device: string | null;
}
