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

  function countersOf({ address, login, device }: Attempt): [RateLimiterAbstract, string][] {
    if (device !== null) return [[perDevice, `${device} ${login}`]];
    return [
      [perAddressAndLogin, `${address} ${login}`],
      [perAddress, address],
      [perLogin, login],
    ];
  }

  return {
    /** Counts an attempt before the password is looked at, so that many at once do not slip through. */
    async attempt(attempt: Attempt): Promise<void> {
      const counted = await Promise.allSettled(
        countersOf(attempt).map(([counter, key]) => counter.consume(key)),
      );
      const waits = counted.flatMap((one) =>
        one.status === 'rejected' && one.reason instanceof RateLimiterRes ? [one.reason.msBeforeNext] : [],
      );
      if (waits.length === 0) return;
      const seconds = Math.ceil(Math.max(...waits) / 1000);
      throw new TreelineError(
        'too_many_attempts',
        `Too many attempts. Try again in ${Math.ceil(seconds / 60)} minutes, or ask an administrator for a link.`,
        { seconds },
      );
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

export type Throttle = ReturnType<typeof createThrottle>;

interface Attempt {
  readonly address: string;
  readonly login: string;
  /** The hash of a cookie that proves an earlier sign-in to this account from this browser. */
  readonly device: string | null;
}
