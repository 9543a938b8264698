import { expect, test } from 'vitest';
import { advance, emptyQueue, enqueue, stay, type CelebrationQueue } from './celebration-queue.ts';

type Event = { id: string };
const filled = (...ids: string[]): CelebrationQueue<Event> =>
  ids.reduce((queue, id) => enqueue(queue, { id }), emptyQueue<Event>());

test('the first shows at once, the next wait their turn', () => {
  const queue = filled('a', 'b', 'c');
  expect(queue.showing?.id).toBe('a');
  expect(queue.waiting.map((event) => event.id)).toEqual(['b', 'c']);
  expect(advance(queue).showing?.id).toBe('b');
  expect(advance(advance(advance(queue))).showing).toBeNull();
});

test('an event sent twice is celebrated once, even after it was shown', () => {
  expect(filled('a', 'a').waiting).toEqual([]);
  expect(enqueue(advance(filled('a')), { id: 'a' }).showing).toBeNull();
});

test('weeks of deals leave a bounded queue', () => {
  const ids = Array.from({ length: 5000 }, (_, index) => String(index));
  const queue = filled(...ids);
  expect(queue.waiting).toHaveLength(12);
  expect(queue.waiting.at(-1)?.id).toBe('4999');
  expect(queue.seen).toHaveLength(200);
});

test('a crowd is shown faster, but stays readable', () => {
  expect(stay(0)).toBe(7000);
  expect(stay(1)).toBe(4500);
  expect(stay(100)).toBe(2500);
});
