import { describe, expect, it } from 'vitest';
import type { Deal } from '../contracts/events.ts';
import { createCelebrations } from './celebrations.ts';

const AS_OF = '2026-03-31T08:00:05.000Z';

function deal(id: string, at = '2026-03-31T08:00:00.000Z'): Deal {
  return {
    ...{
      id,
      kind: 'won',
      ownerId: 'crm:1',
      ownerName: '王芳',
      unitName: '杭州二组',
      unitPath: '/crm:1/crm:2/',
    },
    ...{ customerName: '云图科技', amount: 860_000, at },
  };
}

describe('celebrations', () => {
  it('tell each winning once, in the order in which they happened', () => {
    const celebrations = createCelebrations();
    const later = deal('crm:8', '2026-03-31T08:00:02.000Z');
    expect(celebrations.pick([later, deal('crm:7')], AS_OF).map((one) => one.id)).toEqual([
      'crm:7@2026-03-31T08:00:00.000Z',
      'crm:8@2026-03-31T08:00:02.000Z',
    ]);
    expect(celebrations.pick([later, deal('crm:7')], AS_OF)).toEqual([]);
  });

  it('do not repeat a deal whose close moment was edited', () => {
    const celebrations = createCelebrations();
    celebrations.pick([deal('crm:7')], AS_OF);
    expect(celebrations.pick([deal('crm:7', '2026-03-31T08:01:00.000Z')], AS_OF)).toEqual([]);
  });

  it('tell a deal again that was reopened and won again', () => {
    const celebrations = createCelebrations();
    celebrations.pick([deal('crm:7')], AS_OF);
    celebrations.pick([], AS_OF);
    expect(celebrations.pick([deal('crm:7', '2026-03-31T09:00:00.000Z')], AS_OF)).toHaveLength(1);
  });
});
