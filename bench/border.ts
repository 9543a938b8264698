import { parseArgs } from 'node:util';
import fc from 'fast-check';
import {
  anyQuery,
  anyViewer,
  askBoth,
  deleteForbidden,
  drillBoth,
  openCopies,
} from '../semantic/fixture/border-trials.ts';

/**
 * Tries to see across the border: any question of anybody, and the rows behind its first figure, is asked of the
 * policy, and of a copy from which the forbidden rows were deleted. Prints what differs and ends with exit code 1 when
 * anything does.
 *   node --import tsx bench/border.ts [--cases 10000] [--seed 1]
 */
const { values } = parseArgs({
  options: { cases: { type: 'string', default: '10000' }, seed: { type: 'string', default: '1' } },
});
const [cases, seed] = [Number(values.cases), Number(values.seed)];
const QUESTIONS = 50;

const copies = await openCopies();
let [asked, answered, refused, differing] = [0, 0, 0, 0];
const told = () =>
  `${asked} questions: ${answered} with rows, ${refused} refused alike, ${differing} across the border\n`;
for (const [index, viewer] of fc
  .sample(anyViewer, { numRuns: Math.ceil(cases / QUESTIONS), seed })
  .entries()) {
  await deleteForbidden(copies.cut, viewer);
  for (const query of fc.sample(anyQuery, { numRuns: QUESTIONS, seed: seed + index })) {
    for (const ask of [askBoth, drillBoth]) {
      const both = await ask(copies, query, viewer);
      if (both === null) continue;
      const [seen, left] = both;
      asked += 1;
      if (seen.startsWith('refused')) refused += 1;
      else if (seen !== '') answered += 1;
      if (seen === left) continue;
      differing += 1;
      const answers = `  policy: ${seen}\n  copy:   ${left}\n`;
      process.stdout.write(`${ask.name} ${JSON.stringify({ viewer, query })}\n${answers}`);
    }
  }
  // ten thousand cases take half an hour
  if (index % 10 === 9) process.stderr.write(`${(index + 1) * QUESTIONS} cases: ${told()}`);
}
process.stdout.write(told());
await copies.close();
process.exitCode = differing === 0 ? 0 : 1;
