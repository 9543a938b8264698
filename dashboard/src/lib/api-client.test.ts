import { expect, test } from 'vitest';
import { z } from 'zod';
import { ApiError, getAnswer, loadCube, type HttpEffects } from './api-client.ts';

function answering(...answers: [status: number, body: string][]): HttpEffects & { asked: number } {
  const effects = {
    asked: 0,
    fetch: async () => {
      const [status, body] = answers[Math.min(effects.asked, answers.length - 1)] ?? [500, ''];
      effects.asked += 1;
      return new Response(body, { status });
    },
    wait: async () => undefined,
  };
  return effects;
}

test('waits while the metric layer is still at work', async () => {
  const effects = answering([200, '{"error":"Continue wait"}'], [200, '{"data":[{"sales.won_count":"3"}]}']);
  expect((await loadCube({}, null, effects)).data).toEqual([{ 'sales.won_count': '3' }]);
  expect(effects.asked).toBe(2);
});

test("tells the server's own words when it refuses", async () => {
  const effects = answering([403, '{"error":{"code":"forbidden","message":"Not yours.","facts":{}}}']);
  await expect(getAnswer(z.unknown(), '/api/x', null, effects)).rejects.toMatchObject({
    status: 403,
    code: 'forbidden',
    message: 'Not yours.',
  });
});

test('a page of a proxy is an error, not an answer', async () => {
  await expect(getAnswer(z.unknown(), '/api/x', null, answering([502, '<html>']))).rejects.toBeInstanceOf(
    ApiError,
  );
});

test('an answer of another shape is refused', async () => {
  const schema = z.object({ a: z.number() });
  await expect(getAnswer(schema, '/api/x', null, answering([200, '{"a":"1"}']))).rejects.toThrow();
});
