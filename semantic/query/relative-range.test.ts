import { describe, expect, it } from 'vitest';
import { relativeRange } from './relative-range.ts';

// Thursday
const TODAY = '2025-03-20';

describe('a range in words', () => {
  it.each([
    ['today', '2025-03-20', '2025-03-20'],
    ['Yesterday', '2025-03-19', '2025-03-19'],
    ['this week', '2025-03-17', '2025-03-23'],
    ['last week', '2025-03-10', '2025-03-16'],
    ['this month', '2025-03-01', '2025-03-31'],
    ['last month', '2025-02-01', '2025-02-28'],
    ['next month', '2025-04-01', '2025-04-30'],
    ['this quarter', '2025-01-01', '2025-03-31'],
    ['last year', '2024-01-01', '2024-12-31'],
    ['last 7 days', '2025-03-13', '2025-03-19'],
    ['last 2 months', '2025-01-01', '2025-02-28'],
    ['next 1 week', '2025-03-24', '2025-03-30'],
  ])('%s', (words, from, to) => {
    expect(relativeRange(words, TODAY, 'monday')).toEqual([from, to]);
  });

  it('begins weeks on Sunday where the company does', () => {
    expect(relativeRange('this week', TODAY, 'sunday')).toEqual(['2025-03-16', '2025-03-22']);
    expect(relativeRange('this week', '2025-03-16', 'sunday')).toEqual(['2025-03-16', '2025-03-22']);
  });

  it('is not guessed', () => {
    for (const words of ['', 'soon', 'last 0 days', 'from 3 days ago to now']) {
      expect(relativeRange(words, TODAY, 'monday')).toBeNull();
    }
  });
});
