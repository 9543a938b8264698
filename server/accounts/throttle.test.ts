import { describe, expect, it } from 'vitest';
import { createThrottle } from './throttle.ts';

/** How many of so many attempts are let through, and how often a reached limit is written down. */
async function tried(attempts: readonly { readonly address: string; readonly login: string }[]) {
  const throttle = createThrottle();
  const heard = { let: 0, noted: 0 };
  for (const attempt of attempts) {
    await throttle
      .attempt({ ...attempt, device: null }, async () => void (heard.noted += 1))
      .then(() => (heard.let += 1))
      .catch((error: unknown) => expect(error).toMatchObject({ code: 'too_many_attempts' }));
  }
  return heard;
}
const times = (count: number, addressOf: (at: number) => string, loginOf: (at: number) => string) =>
  tried(Array.from({ length: count }, (_none, at) => ({ address: addressOf(at), login: loginOf(at) })));

describe('attempts to sign in', () => {
  it('are written down as too many once, however long somebody goes on', async () => {
    expect(
      await times(
        40,
        () => '192.0.2.1',
        () => 'ann',
      ),
    ).toEqual({ let: 5, noted: 2 });
    expect(
      await times(
        200,
        () => '192.0.2.1',
        (at) => `no${at}`,
      ),
    ).toEqual({ let: 30, noted: 1 });
  });

  it('of one address, however many, do not use up those of everybody else', async () => {
    const throttle = createThrottle();
    const note = () => Promise.resolve();
    const at = (address: string) => throttle.attempt({ address, login: 'ann', device: null }, note);
    await Promise.allSettled(Array.from({ length: 200 }, () => at('192.0.2.1')));
    await expect(at('192.0.2.1')).rejects.toMatchObject({ code: 'too_many_attempts' });
    await expect(at('198.51.100.1')).resolves.toBeUndefined();
  });

  it('that come without a password are worth noting thirty times', async () => {
    const throttle = createThrottle();
    const noted = await Promise.all(Array.from({ length: 40 }, () => throttle.isWorthNoting('192.0.2.1')));
    expect(noted.filter((is) => is)).toHaveLength(30);
    expect(await throttle.isWorthNoting('192.0.2.2')).toBe(true);
  });

  it('from one network of IPv6 are from one address', async () => {
    const inOne = (at: number) => `2001:db8:0:7:${at.toString(16)}::1`;
    expect((await times(20, inOne, () => 'ann')).let).toBe(5);
    expect((await times(20, inOne, (at) => `no${at % 7}`)).let).toBe(20);
    const inMany = (at: number) => `2001:db8::${at.toString(16)}:0:0:0:1`;
    expect((await times(20, inMany, () => 'ann')).let).toBe(20);
    expect((await times(6, (at) => `::ffff:192.0.2.${at}`, () => 'ann')).let).toBe(6); // prettier-ignore
  });
});
