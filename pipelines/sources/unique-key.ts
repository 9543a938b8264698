import type { Feed } from '../config/config.ts';
import { entityOf } from '../sync/door.ts';

/**
 * The column of a feed's table whose unique index keeps two rows from having one key; null where no index of one
 * column could: a key of several, one worked out by an expression, codes that stand for one value, a query.
 */
export function uniqueKeyColumn(feed: Feed): string | null {
  const [name, ...others] = entityOf(feed.entity).key;
  const column = feed.columns.find((one) => one.name === name);
  if (feed.from === null || others.length > 0 || column === undefined) return null;
  return column.expression.kind === 'column' && column.values.size === 0 ? column.expression.name : null;
}
