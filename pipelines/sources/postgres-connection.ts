import pRetry, { AbortError } from 'p-retry';
import pg from 'pg';
import { TreelineError } from '../../warehouse/treeline-error.ts';
import type { PostgresConfig } from '../config/config.ts';
import { enterSchema } from './postgres-schema.ts';
import { timeoutAdvice } from './throttle.ts';

/** A lasting connection: opened on first use, reopened after it was lost. */
export interface PostgresConnection {
  client(): Promise<pg.Client>;
  /** Whether one session is shared by all sockets (PGlite): then no transaction may stay open for long. */
  isShared(): boolean;
  /** Cuts the connection, for instance in the middle of a COPY that is not wanted any more. */
  drop(): void;
  close(): Promise<void>;
}

const LOST = /^(08|57P|53300)/;
const NETWORK = new Set([
  'ECONNREFUSED',
  'ECONNRESET',
  'ENOTFOUND',
  'EAI_AGAIN',
  'ETIMEDOUT',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'EPIPE',
  'ENOENT',
]);
const CONNECTING = 'connecting';
const LOGIN = new Set(['28000', '28P01']);

export function createPostgresConnection(config: PostgresConfig): PostgresConnection {
  let open: pg.Client | null = null;
  let shared = false;

  async function connect(): Promise<pg.Client> {
    const client = new pg.Client({
      connectionString: config.url,
      application_name: 'treeline',
      connectionTimeoutMillis: 10_000,
      keepAlive: true,
    });
    // a server that goes away between two polls is found by the next query
    client.on('error', () => forget(client));
    client.on('end', () => forget(client));
    try {
      await client.connect();
      const version = await client.query<{ version: string }>('select version()');
      // PGlite is PostgreSQL compiled to WebAssembly
      shared = /emscripten|wasm/i.test(version.rows[0]?.version ?? '');
      // there a setting would be everybody's
      if (!shared) {
        await client.query(`set statement_timeout = ${config.statementTimeoutSeconds * 1000}`);
        await enterSchema(client, config);
      }
      open = client;
      return client;
    } catch (error) {
      await client.end().catch(() => undefined);
      throw error;
    }
  }

  function forget(client: pg.Client): void {
    if (open === client) open = null;
  }

  return {
    async client() {
      if (open !== null) return open;
      return pRetry(
        () =>
          connect().catch((error: unknown) =>
            Promise.reject(isTransient(error) ? error : new AbortError(asError(error))),
          ),
        { retries: 3, minTimeout: 200, maxTimeout: 2000 },
      ).catch((error: unknown) => {
        throw describeFailure(config, error, CONNECTING);
      });
    },
    isShared: () => shared,
    drop() {
      const client = open;
      open = null;
      // pg has no public way to cut a connection without waiting for the server to agree
      if (client !== null) void client.end().catch(() => undefined);
    },
    async close() {
      const client = open;
      open = null;
      await client?.end();
    },
  };
}

function asError(error: unknown): Error {
  return error instanceof Error ? error : new Error(String(error));
}

function codeOf(error: unknown): string {
  if (error instanceof AggregateError) return codeOf(error.errors[0]);
  return typeof error === 'object' && error !== null && 'code' in error ? String(error.code) : '';
}

function isTransient(error: unknown): boolean {
  if (error instanceof TreelineError) return false;
  const code = codeOf(error);
  return !LOGIN.has(code) && code !== '3D000' && code !== 'ENOTFOUND';
}

function isLost(error: unknown, code: string): boolean {
  if (LOST.test(code) || NETWORK.has(code)) return true;
  return (
    error instanceof Error &&
    /^(connection terminated|client (was closed|has encountered a connection error)|timeout expired)/i.test(
      error.message,
    )
  );
}

/** `host:port/database`, never the user or the password. */
export function placeOf(url: string): string {
  try {
    const parsed = new URL(url);
    return `${parsed.hostname || 'localhost'}:${parsed.port || '5432'}${parsed.pathname}`;
  } catch {
    return 'its url';
  }
}

/**
 * A database error as one for people. The server's own words are kept only where they speak of the statement
 * (class 42): elsewhere they may quote a customer's data.
 */
export function describeFailure(config: PostgresConfig, error: unknown, doing: string): unknown {
  if (error instanceof TreelineError) return error;
  const code = codeOf(error);
  const place = placeOf(config.url);
  const facts = { source: config.name, place, sqlstate: code, doing };
  const fail = (name: string, message: string): TreelineError =>
    new TreelineError(name, message, facts, error);
  const who = `source "${config.name}" (${place})`;
  if (LOGIN.has(code)) {
    return fail('source_login_failed', `${who} refuses the login. Check user and password in its url.`);
  }
  if (code === '3D000')
    return fail('source_unreachable', `${who}: there is no such database. Check the end of its url.`);
  if (code === '42501') {
    return fail(
      'source_permission',
      `${who} denies a read while ${doing}. Grant SELECT on its tables to this user.`,
    );
  }
  if (code === '57014') {
    return fail(
      'source_timeout',
      `${who} ran into the statement timeout (${config.statementTimeoutSeconds} s) while ${doing}. ${timeoutAdvice(config.maxReadMbPerSecond)}`,
    );
  }
  if (code.startsWith('42')) return fail('source_query', `${who}, ${doing}: ${asError(error).message}.`);
  if (code.startsWith('22')) {
    return fail(
      'source_query',
      `${who}, ${doing}: an expression met a value that it cannot convert (SQLSTATE ${code}). Make the expression safe for every row.`,
    );
  }
  if (doing !== CONNECTING && isLost(error, code)) {
    return fail(
      'source_lost',
      `The connection to ${who} was lost while ${doing} (${code || asError(error).message}). Nothing of this run was landed; the next one begins where the last good one ended.`,
    );
  }
  if (doing === CONNECTING) {
    return fail(
      'source_unreachable',
      `${who} cannot be reached (${code || asError(error).message}). Check that the server runs and that its url is right.`,
    );
  }
  if (/^[0-9A-Z]{5}$/.test(code))
    return fail('source_query', `${who} failed while ${doing} (SQLSTATE ${code}).`);
  return error;
}
