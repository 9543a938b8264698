/** The types that a column of a native chunk may have. */
export type NativeType =
  'varchar' | 'integer' | 'bigint' | 'decimal(18, 2)' | 'decimal(18, 6)' | 'date' | 'timestamp';

/** The decimals that a type keeps; null of a type that is no decimal. */
export function scaleOf(type: NativeType): 2 | 6 | null {
  if (type === 'decimal(18, 2)') return 2;
  return type === 'decimal(18, 6)' ? 6 : null;
}

/** The name of the column that holds the values of `name` as they were written, where their type does not tell. */
export function writtenName(name: string): string {
  return `${name} as written`;
}

/** A column that arrives in a type of its own. */
export interface NativeColumn {
  readonly name: string;
  readonly type: NativeType;
  /** What COPY writes after a time as text, which the type does not tell: `+00` where it has a zone. */
  readonly suffix: string;
  /** Whether a column beside it holds its values as they were written, where the type does not tell: `12.5`, `1.005`. */
  readonly hasWritten: boolean;
}
