import { readFileSync } from 'node:fs';
import net from 'node:net';
import mysql, { type Connection, type ConnectionOptions, type RowDataPacket } from 'mysql2';
import pRetry, { AbortError } from 'p-retry';
import type { MysqlConfig } from '../config/config.ts';
import { readMysqlUrl, type MysqlAddress } from '../config/mysql-url.ts';
import { CONNECTING, describeMysqlFailure, isTransient } from './mysql-failure.ts';
import type { MysqlType } from './mysql-expression.ts';

const CONNECT_MS = 10_000;

/** A small result: values as the server writes them. */
export interface MysqlAnswer {
  readonly rows: readonly (readonly (string | null)[])[];
  readonly columns: readonly (MysqlType & { readonly name: string })[];
}

/** One open connection. */
export interface MysqlSession {
  readonly connection: Connection;
  ask(sql: string): Promise<MysqlAnswer>;
  /** Cuts the socket at once, whatever is on its way. */
  cut(): void;
}

/** A lasting connection: opened on first use, reopened after it was lost. */
export interface MysqlConnection {
  session(): Promise<MysqlSession>;
  /** Cuts the connection, for instance in the middle of a result that is not wanted any more. */
  drop(): void;
  close(): Promise<void>;
}

export function createMysqlConnection(config: MysqlConfig): MysqlConnection {
  let open: MysqlSession | null = null;

  async function connect(): Promise<MysqlSession> {
    const address = readMysqlUrl(config.url);
    if (typeof address === 'string') throw new Error(address);
    const session = await openSession(address, config.schema);
    const forget = (): void => {
      if (open === session) open = null;
    };
    // a server that goes away between two polls is found by the next query
    session.connection.on('error', forget);
    session.connection.on('end', forget);
    try {
      for (const sql of await settingsOf(session, config)) await session.ask(sql);
      return session;
    } catch (error) {
      session.cut();
      throw error;
    }
  }

  return {
    async session() {
      if (open !== null) return open;
      open = await pRetry(
        () =>
          connect().catch((error: unknown) =>
            Promise.reject(isTransient(error) ? error : new AbortError(asError(error))),
          ),
        { retries: 3, minTimeout: 200, maxTimeout: 2000 },
      ).catch((error: unknown) => {
        throw describeMysqlFailure(config, error, CONNECTING);
      });
      return open;
    },
    drop() {
      const session = open;
      open = null;
      session?.cut();
    },
    async close() {
      const session = open;
      open = null;
      if (session === null) return;
      await new Promise<void>((resolve) => session.connection.end(() => resolve()));
    },
  };
}

function asError(error: unknown): Error {
  return error instanceof Error ? error : new Error(String(error));
}

function openSession(address: MysqlAddress, schema: string | null): Promise<MysqlSession> {
  const { host, port, socket: socketPath } = address;
  // our own socket: mysql2 would wait for the server's consent to close it
  const socket = socketPath === null ? net.connect({ host, port }) : net.connect(socketPath);
  socket.setNoDelay(true).setKeepAlive(true, 30_000);
  const database = address.database ?? schema;
  const options: ConnectionOptions = {
    host,
    port,
    user: address.user,
    password: address.password,
    charset: 'utf8mb4',
    connectTimeout: CONNECT_MS,
    stream: () => socket,
    ...(database === null ? {} : { database }),
    ...tlsOptions(address),
  };
  const connection = mysql.createConnection(options);
  const session: MysqlSession = {
    connection,
    ask: (sql) => ask(connection, sql),
    cut: () => {
      connection.destroy();
      socket.destroy();
    },
  };
  return new Promise((resolve, reject) => {
    connection.connect((error) => {
      if (error === null) return resolve(session);
      session.cut();
      reject(error);
    });
  });
}

function tlsOptions({ tls, tlsCa }: MysqlAddress): Pick<ConnectionOptions, 'ssl'> {
  if (tls === 'disabled') return {};
  const ca = tlsCa === null ? {} : { ca: readFileSync(tlsCa, 'utf8') };
  return {
    ssl: { ...ca, rejectUnauthorized: tls !== 'required', verifyIdentity: tls === 'verify_identity' },
  };
}

/**
 * What every session is set to, so that a mapping means the same on every server: UTC, quotes and backslashes as MySQL
 * has them by default, no result cut short, and no statement that writes.
 */
async function settingsOf(session: MysqlSession, config: MysqlConfig): Promise<readonly string[]> {
  const version = await session.ask('select version()');
  const isMaria = /mariadb/i.test(version.rows[0]?.[0] ?? '');
  const seconds = config.statementTimeoutSeconds;
  const timeout = isMaria ? `max_statement_time = ${seconds}` : `max_execution_time = ${seconds * 1000}`;
  return [
    `set names utf8mb4`,
    `set session time_zone = '+00:00', sql_mode = '', group_concat_max_len = 16777216, sql_big_selects = 1,
      sql_select_limit = 18446744073709551615, net_write_timeout = 600, ${timeout}`,
    `set session transaction isolation level repeatable read, read only`,
  ];
}

/** A flag of a result's column in the protocol. */
const ZEROFILL = 64;

function ask(connection: Connection, sql: string): Promise<MysqlAnswer> {
  return new Promise((resolve, reject) => {
    connection.query<RowDataPacket[][]>(
      { sql, rowsAsArray: true, typeCast: false },
      (error, rows, fields) => {
        if (error !== null) return reject(error);
        resolve({
          rows: Array.isArray(rows) ? rows.map((row) => row.map(textOf)) : [],
          columns: Array.isArray(fields)
            ? fields.map(({ name, columnType = 0, characterSet = 0, flags = 0 }) => ({
                name,
                type: columnType,
                charset: characterSet,
                isZerofill: typeof flags === 'number' && (flags & ZEROFILL) !== 0,
              }))
            : [],
        });
      },
    );
  });
}

function textOf(value: unknown): string | null {
  return Buffer.isBuffer(value) ? value.toString('utf8') : null;
}
