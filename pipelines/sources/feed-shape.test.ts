import { expect, test } from 'vitest';
import { readingOf } from './feed-shape.ts';

test.each([
  ['integer', 'bigint'],
  ['numeric', 'double precision'],
  ['int unsigned', 'decimal'],
  ['DECIMAL(18,2)', 'HUGEINT'],
  ['character varying', 'text'],
  ['enum stage', 'character'],
  ['varchar', 'longtext'],
  ["ENUM('a', 'b')", 'VARCHAR'],
])('%s and %s are read alike', (before, now) => {
  expect(readingOf(now)).toBe(readingOf(before));
});

test.each([
  ['timestamp without time zone', 'timestamp with time zone'],
  ['datetime', 'timestamp'],
  ['date', 'datetime'],
  ['integer', 'text'],
  ['boolean', 'integer'],
  ['integer', 'integer[]'],
  ['text', 'text[]'],
  ['varchar', 'varbinary'],
  ['jsonb', 'text'],
  ['integer', 'interval'],
  ['uuid', 'character varying'],
])('%s and %s are not', (before, now) => {
  expect(readingOf(now)).not.toBe(readingOf(before));
});
