import type { Semantic } from '../semantic/semantic.ts';

/** What the server asks of the semantic layer: every figure on a screen comes through `query`. */
export type SemanticPort = Pick<Semantic, 'mount' | 'query' | 'explain' | 'catalogue'>;

export type CubeQuery = Parameters<SemanticPort['query']>[0];
export type Filter = NonNullable<CubeQuery['filters']>[number];
export type Viewer = Parameters<SemanticPort['query']>[1];
export type AnswerRow = Awaited<ReturnType<SemanticPort['query']>>['rows'][number];
export type CatalogueMeasure = ReturnType<SemanticPort['catalogue']>['measures'][number];

/** The server's own eyes, for what it needs to know before it can tell who sees what. Never for an answer. */
export const EVERYTHING: Viewer = { allowAll: true };
