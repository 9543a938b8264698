import { expect, test } from 'vitest';
import { unitChoices } from './unit-choices.ts';

const unit = (id: string, parentId: string | null, isClosed = false) => ({
  ...{ id, name: id, type: null, parentId, depth: 1, path: '/', sort: 1, isClosed, peopleCount: 0 },
});

test('closed units cannot be chosen, and the whole company stands for the root', () => {
  const units = [unit('root', null), unit('east', 'root'), unit('old', 'root', true), unit('city', 'east')];
  expect(unitChoices(units, 'All')).toEqual([
    {
      value: '*',
      title: 'All',
      children: [
        { value: 'east', title: 'east', children: [{ value: 'city', title: 'city', children: [] }] },
      ],
    },
  ]);
  expect(unitChoices(units, null)[0]?.value).toBe('root');
});
