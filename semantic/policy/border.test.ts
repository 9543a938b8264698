import fc from 'fast-check';
import { afterAll, beforeAll, expect, it } from 'vitest';
import {
  anyQuery,
  anyViewer,
  askBoth,
  deleteForbidden,
  drillBoth,
  openCopies,
} from '../fixture/border-trials.ts';

const VIEWERS = 10;
const QUESTIONS = 25;

let copies: Awaited<ReturnType<typeof openCopies>>;

beforeAll(async () => {
  copies = await openCopies();
});
afterAll(() => copies.close());

it('answers any question of anybody as if the forbidden rows did not exist', async () => {
  const viewers = fc.sample(anyViewer, { numRuns: VIEWERS, seed: 2026 });
  let asked = 0;
  let answered = 0;
  let withRows = 0;
  for (const [seed, viewer] of viewers.entries()) {
    await deleteForbidden(copies.cut, viewer);
    await fc.assert(
      fc.asyncProperty(anyQuery, async (query) => {
        const [seen, left] = await askBoth(copies, query, viewer);
        expect(seen).toBe(left);
        if (seen !== '' && !seen.startsWith('refused')) answered += 1;
        // a drill takes several times as long as a question
        if ((asked += 1) % 3 !== 0) return;
        const drilled = await drillBoth(copies, query, viewer);
        if (drilled === null) return;
        expect(drilled[0]).toBe(drilled[1]);
        if (/"rowCount":[1-9]/.test(drilled[0])) withRows += 1;
      }),
      { numRuns: QUESTIONS, seed, endOnFailure: true },
    );
  }
  // questions that are all refused or empty would prove nothing
  expect(answered).toBeGreaterThan((VIEWERS * QUESTIONS) / 4);
  expect(withRows).toBeGreaterThan((VIEWERS * QUESTIONS) / 60);
}, 240_000);
