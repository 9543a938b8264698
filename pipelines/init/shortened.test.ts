import { expect, test } from 'vitest';
import { inFull, withoutOwner } from './shortened.ts';

test('names are compared by their words in full', () => {
  expect(['ClientNm', 'client_nm', 'CLIENT-NAME', 'client name'].map(inFull)).toEqual(
    Array.from({ length: 4 }, () => 'clientname'),
  );
  expect(inFull('SalesOrderID')).toBe('salesorderid');
  expect(inFull('rep_no')).toBe(inFull('rep id'));
  expect(inFull('客户名称')).toBe('客户名称');
});

test('a column may repeat what its table holds', () => {
  expect(withoutOwner('SalesOrderID', ['order', 'sales order'])).toBe('id');
  expect(withoutOwner('client_nm', ['customer', 'client'])).toBe('name');
  expect(withoutOwner('client', ['client'])).toBeNull();
  expect(withoutOwner('city_nm', ['client'])).toBeNull();
});
