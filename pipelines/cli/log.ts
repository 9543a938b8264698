import { existsSync, mkdirSync, renameSync, statSync } from 'node:fs';
import path from 'node:path';
import pino, { type Logger } from 'pino';
import type { Config } from '../config/config.ts';

/** A log larger than this is put aside at the next start; one older log is kept. */
const LARGEST_LOG_BYTES = 20 * 1024 * 1024;

/** Secrets never reach a log, whatever object carries them. */
const SECRETS = [
  'url',
  'password',
  'authorization',
  'cookie',
  '*.url',
  '*.password',
  'err.facts',
  'err.cause',
];

/**
 * The log beside the warehouse, `treeline.log`, one JSON line per event: no row values, no secrets.
 * `TREELINE_LOG_LEVEL` sets the level (default `info`), `TREELINE_LOG=stderr` sends it to standard error instead.
 */
export function fileLog(config: Config, env: Readonly<Record<string, string | undefined>>): Logger {
  const level = env['TREELINE_LOG_LEVEL'] ?? 'info';
  const options = { level, redact: { paths: SECRETS, remove: true }, base: { pid: process.pid } };
  if (env['TREELINE_LOG'] === 'stderr') return pino(options, pino.destination({ fd: 2, sync: true }));
  const file = path.join(path.dirname(config.warehouse), 'treeline.log');
  mkdirSync(path.dirname(file), { recursive: true });
  if (existsSync(file) && statSync(file).size > LARGEST_LOG_BYTES) renameSync(file, `${file}.1`);
  return pino(options, pino.destination({ dest: file, sync: true }));
}
