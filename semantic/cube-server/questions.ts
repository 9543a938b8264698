import { LRUCache } from 'lru-cache';
import type { SecurityContext } from '../policy/viewer.ts';
import type { CubeQuery } from '../query/cube-query.ts';
import type { CubeResult } from './answer.ts';
import type { CompiledByCube } from './orchestrator.ts';

/** A question as Cube compiled it under the bounds of whoever asked: asked again, only the warehouse has work. */
export interface Question extends Pick<CubeResult, 'aliases' | 'annotation'> {
  readonly compiled: CompiledByCube;
}

/** A board asks some ten questions; each is about ten kilobytes of SQL. */
const MOST_QUESTIONS = 1_000;

/** What has been asked before. A question is another one for another viewer, model, day or tree. */
export function keepQuestions() {
  const kept = new LRUCache<string, Question>({ max: MOST_QUESTIONS });
  return {
    keyOf: (modelVersion: string, sent: CubeQuery, viewer: SecurityContext): string =>
      JSON.stringify([modelVersion, sent, viewer]),
    get: (key: string): Question | undefined => kept.get(key),
    keep: (key: string, question: Question): void => {
      kept.set(key, question);
    },
  };
}
