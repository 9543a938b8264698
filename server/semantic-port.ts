import type { Express } from 'express';
import type { LoadQuery } from './contracts/load.ts';
import type { FigureFormat, Words } from './contracts/words.ts';

/** Whose eyes a question is asked with. Nobody signs in yet: the boards see everything. */
export type Viewer =
  | { readonly allowAll: true }
  | { readonly ranges: readonly (readonly [number, number])[]; readonly ownerId: string | null };
export const EVERYTHING: Viewer = { allowAll: true };

export type AnswerRow = Record<string, string | number | boolean | null>;

/** One measure of the catalogue, as far as the server needs it. */
export interface CatalogueMeasure {
  readonly name: string;
  readonly title: Words;
  readonly description: Words;
  readonly format: FigureFormat;
  /** False: the source lacks what it needs, its figures are null. */
  readonly mapped: boolean;
  /** An amount or a count of nothing is 0; a ratio or an average of nothing is unknown. */
  readonly isZeroWhenEmpty: boolean;
  /** Member with the last moment that moved the measure. */
  readonly lastAt: string | null;
}

/** What the server asks of the semantic layer: every figure on a screen comes through `query`. */
export interface SemanticPort {
  mount(app: Express): void;
  query(query: LoadQuery, viewer: Viewer): Promise<{ rows: AnswerRow[]; version: number; asOf: string }>;
  measures(): readonly CatalogueMeasure[];
}
