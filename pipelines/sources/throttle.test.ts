import { expect, test } from 'vitest';
import { createThrottle, throttled } from './throttle.ts';

/** A clock that moves only while somebody waits. */
function clock() {
  let at = 1_000;
  const pauses: number[] = [];
  return {
    now: () => at,
    pass: (ms: number) => (at += ms),
    pauses,
    wait: (ms: number) => {
      pauses.push(ms);
      at += ms;
      return Promise.resolve();
    },
  };
}

async function* pieces(sizes: readonly number[]): AsyncGenerator<Buffer> {
  for (const size of sizes) yield await Promise.resolve(Buffer.alloc(size));
}

async function sizesOf(stream: AsyncIterable<Buffer>): Promise<number[]> {
  const sizes: number[] = [];
  for await (const piece of stream) sizes.push(piece.length);
  return sizes;
}

test('every byte arrives, in the time that the rate gives it', async () => {
  const time = clock();
  const sizes = Array.from({ length: 100 }, () => 64_000);
  const begun = time.now();
  expect(await sizesOf(throttled(pieces(sizes), createThrottle(2, time.now), time.wait))).toEqual(sizes);
  // 6.4 MB at 2 MB/s
  expect(time.now() - begun).toBeCloseTo(3_200, 5);
  expect(Math.max(...time.pauses)).toBeCloseTo(32, 5);
});

test('small pieces are paid for together', async () => {
  const time = clock();
  const sizes = Array.from({ length: 1_000 }, () => 1_000);
  await sizesOf(throttled(pieces(sizes), createThrottle(1, time.now), time.wait));
  expect(time.pauses).toHaveLength(100);
  expect(Math.min(...time.pauses)).toBeGreaterThanOrEqual(10);
});

test('a slow sender is not slowed down, and a long silence is no leave for a burst', () => {
  const time = clock();
  const throttle = createThrottle(1, time.now);
  for (let second = 0; second < 5; second += 1) {
    time.pass(1_000);
    expect(throttle?.spend(90_000)).toBe(0);
  }
  time.pass(3_600_000);
  expect(throttle?.spend(5_000_000)).toBeCloseTo(4_900, 5);
});

test('without a rate nothing waits', async () => {
  const time = clock();
  expect(await sizesOf(throttled(pieces([1, 9_000_000]), createThrottle(null), time.wait))).toEqual([
    1, 9_000_000,
  ]);
  expect(time.pauses).toEqual([]);
});
