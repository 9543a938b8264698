import type { SemanticPort } from '../semantic-port.ts';
import type { ColumnKind } from './roles.ts';

const BY_NAME: Readonly<Record<Exclude<ColumnKind, 'amounts'>, RegExp>> = {
  phone: /(^|_)(phone|mobile)(_|$)/,
  address: /(^|_)(address|lat|lng)(_|$)/,
};
/** Dimensions that hold an amount of a single row. */
const AMOUNT = /(^|_)(amount|price|cost|revenue|budget)(_|$)/;

/** The members that somebody from whom these kinds are hidden may not name. */
export function hiddenMembers(
  semantic: Pick<SemanticPort, 'catalogue'>,
  kinds: readonly ColumnKind[],
): string[] {
  if (kinds.length === 0) return [];
  const { measures, dimensions } = semantic.catalogue();
  const short = (name: string) => name.slice(name.indexOf('.') + 1);
  const hides = (kind: ColumnKind, name: string) =>
    kind === 'amounts' ? AMOUNT.test(short(name)) : BY_NAME[kind].test(short(name));
  return [
    ...measures
      .filter(({ name, format }) =>
        kinds.some((kind) => (kind === 'amounts' ? format === 'money' : hides(kind, name))),
      )
      .map(({ name }) => name),
    ...dimensions.filter(({ name }) => kinds.some((kind) => hides(kind, name))).map(({ name }) => name),
  ];
}
