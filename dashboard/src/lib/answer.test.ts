import { expect, test } from 'vitest';
import { joinAnswers } from './answer.ts';

const question = <T>(data: T | undefined, error: Error | null = null) => {
  const asked = { count: 0 };
  return { data, error, asked, refetch: async () => (asked.count += 1) as never };
};

test('is there when all are there', () => {
  const answer = joinAnswers<[number, number], number>([question(1), question(2)], (a, b) => a + b);
  expect(answer).toMatchObject({ data: 3, error: null, isPending: false });
});

test('waits for the last one', () => {
  expect(
    joinAnswers<[number, number], number>([question(1), question<number>(undefined)], (a, b) => a + b),
  ).toMatchObject({
    data: undefined,
    isPending: true,
  });
});

test('one failure is the failure of all, and only that one is asked again', () => {
  const [good, bad] = [question(1), question<number>(undefined, new Error('no'))];
  const answer = joinAnswers<[number, number], number>([good, bad], (a, b) => a + b);
  expect([answer.error?.message, answer.isPending]).toEqual(['no', false]);
  answer.retry();
  expect([good.asked.count, bad.asked.count]).toEqual([0, 1]);
});
