import { LRUCache } from 'lru-cache';
import type { SecurityContext } from '../policy/viewer.ts';
import type { CubeQuery } from '../query/cube-query.ts';
import type { CubeResult } from './answer.ts';
import type { CompiledByCube } from './orchestrator.ts';

/** A question as Cube compiled it under the bounds of whoever asked: asked again, only the warehouse has work. */
export interface Question extends Pick<CubeResult, 'aliases' | 'annotation'> {
  readonly compiled: CompiledByCube;
}

/** A board asks some ten questions. */
const MOST_QUESTIONS = 1_000;

/** A question is about fifteen kilobytes; one that names thousands of values is many times that. */
const MAX_BYTES = 32 * 1024 * 1024;

/** What Cube notes of a question beside its SQL and its values, about. */
const NOTES = 5_000;

/** Values stand in the key as well as in what was compiled. */
function sizeOf(key: string, { compiled: { query } }: Question): number {
  return 2 * key.length + NOTES + (typeof query === 'string' ? query.length : 0);
}

/** What has been asked before. A question is another one for another viewer, model, day or tree. */
export function keepQuestions(maxBytes: number = MAX_BYTES) {
  const kept = new LRUCache<string, Question>({ max: MOST_QUESTIONS, maxSize: maxBytes });
  return {
    keyOf: (modelVersion: string, sent: CubeQuery, viewer: SecurityContext): string =>
      JSON.stringify([modelVersion, sent, viewer]),
    get: (key: string): Question | undefined => kept.get(key),
    keep: (key: string, question: Question): void => {
      kept.set(key, question, { size: sizeOf(key, question) });
    },
  };
}
