import type { DimensionType, Words } from './member.ts';

/** Types of the columns that a mapping may keep beyond the canonical ones. */
// prettier-ignore
export const EXTRA_TYPES = ['text', 'integer', 'decimal', 'money', 'double', 'boolean', 'date', 'instant'] as const;
type ExtraType = (typeof EXTRA_TYPES)[number];

/** A column that the company's mapping keeps of an entity; the star has it as `extra_<name>`. */
export interface Extra {
  readonly entity: string;
  readonly name: string;
  readonly type: ExtraType;
  readonly role: 'dimension' | 'measure';
  readonly title: Words;
}

/** The columns of one fact's extras for a list of columns; what stands before the names is by entity. */
export function carriedColumns(extras: readonly Extra[], prefixes: Readonly<Record<string, string>>): string {
  const names = extras.flatMap(({ entity, name, role }) => {
    const prefix = prefixes[entity];
    return prefix === undefined || (role === 'measure' && prefix !== '') ? [] : [`extra_${prefix}${name}`];
  });
  return names.map((name) => `, ${name}`).join('');
}

export const DIMENSION_TYPES: Readonly<Record<ExtraType, DimensionType>> = {
  text: 'string',
  integer: 'number',
  decimal: 'number',
  money: 'number',
  double: 'number',
  boolean: 'boolean',
  date: 'date',
  instant: 'instant',
};
