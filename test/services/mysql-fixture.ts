import { randomBytes } from 'node:crypto';
import mysql, { type Connection } from 'mysql2/promise';

const HOST = process.env['TREELINE_TEST_MYSQL'] ?? 'mysql://root@127.0.0.1:3306';

/** A database of its own on the real server. */
export interface TestMysql {
  readonly name: string;
  readonly url: string;
  /** The server's address with another user. */
  urlOf(user: string, password: string): string;
  sql(text: string, values?: unknown[]): Promise<Record<string, unknown>[]>;
  /** Another connection to the same database. */
  connect(): Promise<Connection>;
  drop(): Promise<void>;
}

export async function createMysqlDatabase(): Promise<TestMysql> {
  const name = `treeline_pipe_${randomBytes(6).toString('hex')}`;
  const connect = (database?: string): Promise<Connection> =>
    mysql.createConnection({
      uri: database === undefined ? HOST : `${HOST}/${database}`,
      charset: 'utf8mb4',
      timezone: 'Z',
    });
  const admin = await connect();
  await admin.query(`create database ${name} character set utf8mb4`);
  const client = await connect(name);
  await client.query(`set session time_zone = '+00:00', sql_mode = ''`);
  return {
    name,
    url: `${HOST}/${name}`,
    urlOf: (user, password) => `${HOST.replace(/\/\/[^@]*@/, `//${user}:${password}@`)}/${name}`,
    async sql(text, values) {
      const [rows] = await client.query(text, values);
      return Array.isArray(rows) ? (rows as Record<string, unknown>[]) : [];
    },
    connect: async () => {
      const other = await connect(name);
      await other.query(`set session time_zone = '+00:00', sql_mode = ''`);
      return other;
    },
    async drop() {
      await client.end();
      await admin.query(`drop database ${name}`);
      await admin.end();
    },
  };
}
