import { expect, test } from 'vitest';
import { createLane } from './ask-lane.ts';

function manual() {
  const pauses: (() => void)[] = [];
  const answers: (() => void)[] = [];
  const lane = createLane(() => new Promise<void>((resolve) => answers.push(resolve)), 1_000, {
    later: (work) => {
      pauses.push(work);
      return () => undefined;
    },
  });
  const answer = async () => {
    answers.at(-1)?.();
    await new Promise((resolve) => setTimeout(resolve));
  };
  return { lane, answers, pauses, answer, pause: () => pauses.shift()?.() };
}

test('starts at once when idle, and not again while answers are on their way', () => {
  const { lane, answers } = manual();
  lane.ask();
  lane.ask();
  lane.ask();
  expect(answers).toHaveLength(1);
});

test('what was asked meanwhile is asked once after the pause', async () => {
  const { lane, answers, answer, pause } = manual();
  lane.ask();
  lane.ask();
  await answer();
  expect(answers).toHaveLength(1);
  pause();
  expect(answers).toHaveLength(2);
});

test('rests when nothing was asked, and starts at once again', async () => {
  const { lane, answers, answer, pause } = manual();
  lane.ask();
  await answer();
  pause();
  expect(answers).toHaveLength(1);
  lane.ask();
  expect(answers).toHaveLength(2);
});

test('a stopped lane does nothing more', async () => {
  const { lane, answers, pauses, answer } = manual();
  lane.ask();
  lane.ask();
  lane.stop();
  await answer();
  expect([answers.length, pauses.length]).toEqual([1, 0]);
});
