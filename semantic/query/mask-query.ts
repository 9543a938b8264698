import { TreelineError } from '../../warehouse/treeline-error.ts';
import { MASKED } from '../policy/sensitive.ts';
import { CHEAPER } from './narrow.ts';
import { conditionsOf, orderNames, type CubeQuery } from './cube-query.ts';

/**
 * The query with the twins of masked members in their place. A filter or an order by what is masked would let it be
 * guessed, and is refused. Errors: `forbidden_member`.
 */
export function maskQuery(query: CubeQuery, masked: readonly string[]): CubeQuery {
  if (masked.length === 0) return query;
  const names = new Set(masked);
  const choosing = [...conditionsOf(query.filters ?? []).map(({ member }) => member), ...orderNames(query)];
  const guessed = choosing.find((name) => names.has(name));
  if (guessed !== undefined) {
    throw new TreelineError(
      'forbidden_member',
      `You see ${guessed} masked, so nothing can be chosen or ordered by it. Leave it out of filters and order.`,
      { member: guessed },
    );
  }
  const twin = (name: string) => (names.has(name) ? `${name}${MASKED}` : name);
  return {
    ...query,
    ...(query.measures === undefined ? {} : { measures: query.measures.map(twin) }),
    ...(query.dimensions === undefined ? {} : { dimensions: query.dimensions.map(twin) }),
  };
}

/** The name that a client knows of a member whose twin was asked. */
export function plainName(name: string): string {
  const ending = [MASKED, CHEAPER].find((one) => name.endsWith(one)) ?? '';
  return name.slice(0, name.length - ending.length);
}
