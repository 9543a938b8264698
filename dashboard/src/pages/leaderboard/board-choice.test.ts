import { expect, test } from 'vitest';
import { readAddress } from '../../lib/address-state.ts';
import { boardLink, questionOf, readBoardChoice, writeBoardChoice } from './board-choice.ts';

const search = (text: string) => new URLSearchParams(text);

test('an address that cannot be read falls back to the default board', () => {
  expect(readBoardChoice(search('metric=drop table&entry=nobody&measure=x&since=ever'))).toEqual({
    metric: 'headline',
    measure: 'value',
    entry: 'person',
    since: 'previous',
    find: '',
  });
});

test('the address holds what differs from the defaults and keeps the header’s choices', () => {
  const next = writeBoardChoice(search('unit=crm:4&period=week'), {
    metric: 'sales.won_count',
    entry: 'type:team',
  });
  expect(next.toString()).toBe('unit=crm%3A4&period=week&metric=sales.won_count&entry=type%3Ateam');
  expect(writeBoardChoice(next, { metric: 'headline', entry: 'person' }).toString()).toBe(
    'unit=crm%3A4&period=week',
  );
});

test('a row opens the board in the same period, without the leaderboard’s own choices', () => {
  expect(boardLink(search('period=week&metric=sales.won_count&find=wf'), { unit: 'crm:9' })).toBe(
    '/board?period=week&unit=crm%3A9',
  );
});

test('the question is the address and the choice; a custom period shows the month', () => {
  const address = readAddress(
    search('unit=crm:4&period=custom&from=2026-01-01&to=2026-01-05&attribution=as_was'),
  );
  expect(questionOf(readBoardChoice(search('since=today')), address, 100)).toEqual({
    metric: 'headline',
    measure: 'value',
    entry: 'person',
    vs: 'today',
    window: 'month',
    attribution: 'as_was',
    limit: 100,
    scope: 'crm:4',
  });
});
