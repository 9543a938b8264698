import { existsSync, mkdirSync, renameSync, statSync } from 'node:fs';
import path from 'node:path';
import pino, { type Logger } from 'pino';
import { TreelineError } from '../../warehouse/treeline-error.ts';
import type { Config } from '../config/config.ts';

/** A log larger than this is put aside at the next start; one older log is kept. */
const LARGEST_LOG_BYTES = 20 * 1024 * 1024;

/** Secrets never reach a log, whatever object carries them. */
const SECRETS = ['url', 'password', 'authorization', 'cookie', '*.url', '*.password'];

/**
 * An error without what may quote customer data: drivers put values into quotes and rows into fields of their own.
 * Our own messages hold neither.
 */
function plainError(error: unknown): Record<string, unknown> {
  if (!(error instanceof Error)) return { message: typeof error };
  const isOurs = error instanceof TreelineError;
  const masked = (text: string) => (isOurs ? text : text.replace(/'[^']*'|"[^"]*"/g, "'…'").slice(0, 2_000));
  return {
    type: error.name,
    ...('code' in error && typeof error.code === 'string' ? { code: error.code } : {}),
    message: masked(error.message),
    stack: masked(error.stack ?? ''),
    ...(error.cause === undefined ? {} : { cause: plainError(error.cause) }),
  };
}

/**
 * The log beside the warehouse, `treeline.log`, one JSON line per event: no row values, no secrets.
 * `TREELINE_LOG_LEVEL` sets the level (default `info`), `TREELINE_LOG=stderr` sends it to standard error instead.
 * Errors: `bad_environment`, `warehouse_unreadable`.
 */
export function fileLog(config: Config, env: Readonly<Record<string, string | undefined>>): Logger {
  const level = levelOf(env['TREELINE_LOG_LEVEL'] ?? 'info');
  const options = {
    level,
    redact: { paths: SECRETS, remove: true },
    base: { pid: process.pid },
    serializers: { err: plainError, error: plainError },
  };
  if (env['TREELINE_LOG'] === 'stderr') return pino(options, pino.destination({ fd: 2, sync: true }));
  const folder = path.dirname(config.warehouse);
  const file = path.join(folder, 'treeline.log');
  try {
    mkdirSync(folder, { recursive: true });
    if (existsSync(file) && statSync(file).size > LARGEST_LOG_BYTES) renameSync(file, `${file}.1`);
    return pino(options, pino.destination({ dest: file, sync: true }));
  } catch (error) {
    const reason = error instanceof Error && 'code' in error ? String(error.code) : 'unknown';
    throw new TreelineError(
      'warehouse_unreadable',
      `${folder} cannot be written (${reason}): the warehouse and its log belong there. Make it a folder of this user’s own, or name another one with \`warehouse:\` in the configuration.`,
      { folder, reason },
      error,
    );
  }
}

function levelOf(text: string): string {
  const levels = [...Object.keys(pino.levels.values), 'silent'];
  if (levels.includes(text)) return text;
  throw new TreelineError(
    'bad_environment',
    `TREELINE_LOG_LEVEL is ${text}. Use one of ${levels.join(', ')}.`,
    { variable: 'TREELINE_LOG_LEVEL' },
  );
}
