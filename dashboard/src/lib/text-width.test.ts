import { expect, test } from 'vitest';
import { emWidth, roomFor } from './text-width.ts';

test('a Chinese character takes about the room of two Latin letters', () => {
  expect(emWidth('任思华')).toBe(3);
  expect(emWidth('Gladys')).toBeCloseTo(3.36);
  expect(emWidth('张江A组')).toBeCloseTo(3.56);
});

test('a list gives its names the room of the longest', () => {
  expect(roomFor(['East', 'Team Rocco Neubert'])).toEqual({ '--name-room': '10.58em' });
  expect(roomFor([])).toEqual({ '--name-room': '0.50em' });
});
