import { TreelineError } from '../../warehouse/treeline-error.ts';
import type { MysqlConfig } from '../config/config.ts';
import { readMysqlUrl } from '../config/mysql-url.ts';
import { timeoutAdvice } from './throttle.ts';

export const CONNECTING = 'connecting';

/** Error numbers of the server. */
const LOGIN = new Set([1045, 1130, 1251, 1698, 1820, 1862]);
const NO_DATABASE = 1049;
const NO_DATABASE_RIGHT = 1044;
const DENIED = new Set([1142, 1143, 1227, 1370]);
const TABLE_CHANGED = 1412;
const TIMED_OUT = new Set([1969, 3024]);
/** Killed, shut down, timed out on the wire, or no room for another connection. */
const LOST = new Set([1040, 1053, 1152, 1158, 1159, 1160, 1161, 1184, 1203, 1317, 1927, 4031]);
const LOST_CODES = /^(PROTOCOL_|ECONNRE|EPIPE|ETIMEDOUT|ENOTFOUND|EAI_AGAIN|EHOSTUNREACH|ENETUNREACH|ENOENT)/;

export function errnoOf(error: unknown): number {
  if (error instanceof AggregateError) return errnoOf(error.errors[0]);
  const found = typeof error === 'object' && error !== null && 'errno' in error ? error.errno : 0;
  // the network's own numbers are negative
  return typeof found === 'number' && found > 0 ? found : 0;
}

function codeOf(error: unknown): string {
  if (error instanceof AggregateError) return codeOf(error.errors[0]);
  return typeof error === 'object' && error !== null && 'code' in error ? String(error.code) : '';
}

function textOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

/** Whether another attempt to connect can succeed. */
export function isTransient(error: unknown): boolean {
  const errno = errnoOf(error);
  return !(
    LOGIN.has(errno) ||
    errno === NO_DATABASE ||
    errno === NO_DATABASE_RIGHT ||
    codeOf(error) === 'ENOTFOUND'
  );
}

function isLost(error: unknown): boolean {
  const isGone = /closed state|connection lost|timeout expired/i.test(textOf(error));
  return LOST.has(errnoOf(error)) || LOST_CODES.test(codeOf(error)) || isGone;
}

export function isDenied(error: unknown): boolean {
  return DENIED.has(errnoOf(error)) || errnoOf(error) === NO_DATABASE_RIGHT;
}

/** Whether a table was altered after the snapshot that it should be read in was taken. */
export function isTableChanged(error: unknown): boolean {
  return errnoOf(error) === TABLE_CHANGED;
}

/** Whether the server refused a statement for what it says: no row was read, no connection lost. */
export function isStatementFault(error: unknown): boolean {
  return errnoOf(error) >= 1000 && !isLost(error) && !TIMED_OUT.has(errnoOf(error));
}

/** The server's words about a statement that read no row, without the user's name and the manual. */
export function statementReason(error: unknown): string {
  const text = textOf(error);
  const near = /right syntax to use near '(.*)' at line \d+$/s.exec(text)?.[1];
  if (near !== undefined) {
    // what follows the mapping's own line is our statement
    const [line = ''] = near.split('\n');
    return line.trim() === '' ? 'syntax error at its end' : `syntax error near "${line.slice(0, 40).trim()}"`;
  }
  return text.replace(/ to user '.*?'@'.*?'/, '').replace(/\.$/, '');
}

/** `host:port/database`, never the user or the password. */
function placeOf(config: MysqlConfig): string {
  const address = readMysqlUrl(config.url);
  if (typeof address === 'string') return 'its url';
  const server = address.socket ?? `${address.host}:${address.port}`;
  return `${server}/${address.database ?? config.schema ?? ''}`;
}

/**
 * A database error as one for people. The server's own words are kept only where they speak of the statement
 * (SQLSTATE class 42): elsewhere they may quote a customer's data.
 */
export function describeMysqlFailure(config: MysqlConfig, error: unknown, doing: string): unknown {
  if (error instanceof TreelineError) return error;
  const errno = errnoOf(error);
  const code = codeOf(error);
  const place = placeOf(config);
  const facts = { source: config.name, place, errno, code, doing };
  const fail = (name: string, message: string): TreelineError =>
    new TreelineError(name, message, facts, error);
  const who = `source "${config.name}" (${place})`;
  if (LOGIN.has(errno)) {
    return fail('source_login_failed', `${who} refuses the login. Check user and password in its url.`);
  }
  if (errno === NO_DATABASE) {
    return fail('source_unreachable', `${who}: there is no such database. Check the end of its url.`);
  }
  if (isDenied(error)) {
    const what = doing === CONNECTING ? 'the database' : `a read while ${doing}`;
    return fail('source_permission', `${who} denies ${what}. Grant SELECT on its tables to this user.`);
  }
  if (TIMED_OUT.has(errno)) {
    return fail(
      'source_timeout',
      `${who} ran into the statement timeout (${config.statementTimeoutSeconds} s) while ${doing}. ${timeoutAdvice(config.maxReadMbPerSecond)}`,
    );
  }
  const why = code || (errno > 0 ? `error ${errno}` : textOf(error));
  if (doing === CONNECTING) {
    return fail(
      'source_unreachable',
      `${who} cannot be reached (${why}). Check that the server runs and that its url is right.`,
    );
  }
  if (isLost(error)) {
    return fail(
      'source_lost',
      `The connection to ${who} was lost while ${doing} (${why}). Nothing of this run was landed; the next one begins where the last good one ended.`,
    );
  }
  if (errno === 0) return error;
  const state = typeof error === 'object' && error !== null && 'sqlState' in error ? error.sqlState : '';
  return typeof state === 'string' && state.startsWith('42')
    ? fail('source_query', `${who}, ${doing}: ${statementReason(error)}.`)
    : fail(
        'source_query',
        `${who} failed while ${doing} (error ${errno}). Make every expression safe for every row.`,
      );
}
