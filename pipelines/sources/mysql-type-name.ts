import type { MysqlType } from './mysql-expression.ts';

const BINARY_CHARSET = 63;

/** Type numbers of the protocol. An ENUM or SET comes as a char, and so does what an expression makes of texts. */
const NAMES: ReadonlyMap<number, string> = new Map([
  [0, 'decimal'],
  [1, 'tinyint'],
  [2, 'smallint'],
  [3, 'int'],
  [4, 'float'],
  [5, 'double'],
  [6, 'null'],
  [7, 'timestamp'],
  [8, 'bigint'],
  [9, 'mediumint'],
  [10, 'date'],
  [11, 'time'],
  [12, 'datetime'],
  [13, 'year'],
  [14, 'date'],
  [15, 'varchar'],
  [16, 'bit'],
  [245, 'json'],
  [246, 'decimal'],
  [247, 'enum'],
  [248, 'set'],
  [249, 'text'],
  [250, 'text'],
  [251, 'text'],
  [252, 'text'],
  [253, 'varchar'],
  [254, 'char'],
  [255, 'geometry'],
]);
const BINARY: Readonly<Record<string, string>> = { varchar: 'varbinary', char: 'binary', text: 'blob' };

/** The type of a result's column as people write it. */
export function mysqlTypeName(column: MysqlType | undefined): string {
  const name = NAMES.get(column?.type ?? 6) ?? `type ${column?.type ?? 6}`;
  return column?.charset === BINARY_CHARSET ? (BINARY[name] ?? name) : name;
}
