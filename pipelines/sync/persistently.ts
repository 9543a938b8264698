import pRetry from 'p-retry';
import { TreelineError } from '../../warehouse/treeline-error.ts';
import { SOURCE_CHANGED, SOURCE_LOST } from '../sources/source.ts';

/** Attempts after the first; each waits twice as long as the one before. */
const RETRIES = 3;

const PASSING = new Set([SOURCE_LOST, SOURCE_CHANGED]);

/** Tries again what another attempt can mend: a source that went away, or whose table was altered, in the middle. */
export function persistently<T>(
  work: () => Promise<T>,
  firstWaitMs: number,
  onFailedAttempt: (error: Error, retriesLeft: number) => void,
): Promise<T> {
  return pRetry(work, {
    retries: RETRIES,
    minTimeout: firstWaitMs,
    shouldRetry: ({ error }) => error instanceof TreelineError && PASSING.has(error.code),
    onFailedAttempt: ({ error, retriesLeft }) => onFailedAttempt(error, retriesLeft),
  });
}
