import { expect, test } from 'vitest';
import { defaultWallPages, fixedWallPage, pageKey, parseWallPages } from './wall-page.ts';

test('pages stand apart by commas, their words by slashes in any order', () => {
  expect(parseWallPages('person/day,attainment/type:team,sales.won_count/week@crm:7').map(pageKey)).toEqual([
    'person/day/headline/value',
    'type:team/month/headline/attainment',
    'person/week/sales.won_count/value@crm:7',
  ]);
});

test('nonsense is left out, and no pages means the default', () => {
  expect(parseWallPages('??,, ,person/fortnight').map(pageKey)).toEqual(['person/month/headline/value']);
  expect(parseWallPages(null)).toEqual([]);
});

test('the default rotation goes through people, lowest units, middle units, today', () => {
  expect(
    defaultWallPages(['type:region', 'type:city', 'type:district', 'type:team'], true).map(pageKey),
  ).toEqual([
    'person/month/headline/value',
    'type:team/month/headline/attainment',
    'type:city/month/headline/value',
    'person/day/headline/value',
  ]);
});

test('a company without targets has no page that would only say so', () => {
  expect(defaultWallPages(['type:region', 'type:team'], false).map(pageKey)).toEqual([
    'person/month/headline/value',
    'type:team/month/headline/value',
    'type:region/month/headline/value',
    'person/day/headline/value',
  ]);
});

test('a flat company has people only, and one level is not shown twice', () => {
  expect(defaultWallPages([], true).map((page) => page.entry)).toEqual(['person', 'person']);
  expect(defaultWallPages(['type:team'], true).map((page) => page.entry)).toEqual([
    'person',
    'type:team',
    'person',
  ]);
});

test('a page written out in the address is the only one', () => {
  expect(fixedWallPage(new URLSearchParams('entry=type:city&window=week&unit=crm:3'))).toEqual({
    entry: 'type:city',
    window: 'week',
    metric: 'headline',
    measure: 'value',
    unit: null,
  });
  expect(fixedWallPage(new URLSearchParams('unit=crm:3&sound=1'))).toBeNull();
});
