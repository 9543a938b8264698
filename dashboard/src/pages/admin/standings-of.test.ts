import { expect, test } from 'vitest';
import { standingsOf } from './standings-of.ts';

test('a new name for somebody opens no subtree to them: a place to stand stays one', () => {
  const before = [
    { unitId: 'crm:2', kind: 'member' as const },
    { unitId: 'crm:3', kind: 'grant' as const },
  ];
  expect(standingsOf(['crm:2', 'crm:9'], before)).toEqual([
    { unitId: 'crm:2', kind: 'member' },
    { unitId: 'crm:9', kind: 'grant' },
  ]);
});
