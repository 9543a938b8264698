import { expect, test } from 'vitest';
import { addressDefaults, readAddress, writeAddress } from './address-state.ts';

const read = (search: string) => readAddress(new URLSearchParams(search));

test('an empty address means the defaults', () => {
  expect(read('')).toEqual(addressDefaults);
});

test('every choice survives a reload', () => {
  const state = {
    unit: 'crm:42',
    person: null,
    period: 'custom' as const,
    from: '2026-01-05',
    to: '2026-02-01',
    comparison: 'last_year' as const,
    attribution: 'as_was' as const,
  };
  expect(readAddress(writeAddress(new URLSearchParams(), state))).toEqual(state);
});

test('defaults do not clutter the address', () => {
  expect(writeAddress(new URLSearchParams('unit=crm:1&period=day'), { period: 'month' }).toString()).toBe(
    'unit=crm%3A1',
  );
});

test('a new unit closes the person who was open', () => {
  expect(
    read(writeAddress(new URLSearchParams('unit=a&person=p'), { unit: 'b' }).toString()).person,
  ).toBeNull();
});

test('a person stands alone: their unit is known from the tree', () => {
  expect(writeAddress(new URLSearchParams('unit=a'), { person: 'p' }).toString()).toBe('person=p');
});

test('parameters of others are kept', () => {
  expect(writeAddress(new URLSearchParams('lang=zh&metric=x'), { period: 'day' }).toString()).toBe(
    'lang=zh&metric=x&period=day',
  );
});

test('a broken address opens on the defaults', () => {
  expect(read('period=decade&vs=moon&attribution=maybe&from=2026-13-01')).toEqual(addressDefaults);
  expect(read('period=custom&from=2026-03-01&to=2026-02-01').period).toBe('month');
});
