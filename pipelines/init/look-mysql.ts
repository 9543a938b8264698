import type { MysqlConfig } from '../config/config.ts';
import { createMysqlConnection } from '../sources/mysql-connection.ts';
import { quoteMysqlName } from '../sources/mysql-expression.ts';
import { kindOf } from './look-postgres.ts';
import type { Relation, Surroundings } from './relation.ts';

/** The tables and views of the url's database that its user may read. */
export async function lookAtMysql(config: MysqlConfig): Promise<Surroundings> {
  const connection = createMysqlConnection(config);
  const session = await connection.session();
  const { rows } = await session.ask(
    `select table_name, column_name, column_type, column_key from information_schema.columns
     where table_schema = database() order by table_name, ordinal_position`,
  );
  const relations = new Map<string, { fields: Relation['fields'][number][]; key: string[] }>();
  for (const [table, column, type, key] of rows) {
    const one = relations.get(table ?? '') ?? { fields: [], key: [] };
    one.fields.push({ name: column ?? '', kind: kindOf(type ?? '') });
    if (key === 'PRI') one.key.push(column ?? '');
    relations.set(table ?? '', one);
  }
  return {
    kind: 'mysql',
    relations: [...relations].map(([name, one]) => ({ name, ...one })),
    async distinct(relation, column, limit) {
      const [table, name] = [quoteMysqlName(relation), quoteMysqlName(column)];
      const found = await session.ask(
        `select distinct cast(${name} as char) as value from ${table} where ${name} is not null order by 1 limit ${limit}`,
      );
      return found.rows.flatMap(([value]) => value ?? []);
    },
    ask: (query) =>
      session
        .ask(query)
        .then((found) => found.rows[0]?.[0] ?? null)
        .catch(() => null),
    quote: quoteMysqlName,
    close: () => connection.close(),
  };
}
