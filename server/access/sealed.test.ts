import { expect, it } from 'vitest';
import { z } from 'zod';
import { createSeal } from './sealed.ts';

const shape = z.object({ to: z.string() });

it('what is sealed opens for who sealed it, unchanged, for its minutes', () => {
  let now = 0;
  const own = createSeal(shape, 10, () => now);
  const sealed = own.seal({ to: '/boards' });
  expect(sealed).not.toContain('boards');
  expect(own.open(sealed)).toEqual({ to: '/boards' });
  expect(createSeal(shape, 10).open(sealed)).toBeNull();
  for (const forged of ['', 'x', sealed.slice(0, -1), `${sealed}AA`, sealed.replace(/^./, '_')])
    expect([forged, own.open(forged)]).toEqual([forged, null]);
  now = 10 * 60_000;
  expect(own.open(sealed)).toBeNull();
});
