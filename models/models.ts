import { createHash } from 'node:crypto';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import type { DuckDBConnection } from '@duckdb/node-api';
import type { Warehouse } from '../warehouse/warehouse.ts';
import { createBuilder } from './runner/builder.ts';
import { withExtras, type Extras } from './runner/extras.ts';
import { inBuildOrder, readAudits, readModels, type Model } from './runner/model-file.ts';
import { testModel, type TestFailure } from './runner/model-tests.ts';
import { ensureStar, readPublished, type Published } from './runner/publish.ts';
import type { ModelReport } from './runner/refresh.ts';
import type { ModelSettings } from './runner/settings.ts';

export type { ModelSettings } from './runner/settings.ts';
export type { ModelReport } from './runner/refresh.ts';
export type { TestFailure } from './runner/model-tests.ts';

export interface BuildReport {
  readonly version: number;
  /** ISO instant, UTC. */
  readonly asOf: string;
  readonly asOfDate: string;
  /** False when there was nothing to build: readers keep the version they have. */
  readonly changed: boolean;
  readonly full: boolean;
  readonly models: readonly ModelReport[];
  readonly tests: { readonly run: number; readonly warnings: readonly TestFailure[] };
  readonly ms: number;
}

export interface BuildOptions {
  /** Make every table anew. History in `crm_log` is only read, never touched. */
  readonly full?: boolean;
  /** "Now" of the publish; the figures depend on it and never on the clock. */
  readonly asOf?: Date;
  readonly onProgress?: ((step: { model: string; done: number; total: number }) => void) | undefined;
}

export interface Models {
  /** Brings `star.*` up to date with `crm.*` and publishes it, in one transaction. Errors: `model_test_failed`. */
  build(options?: BuildOptions): Promise<BuildReport>;
  /**
   * The same, of what walls rank alone: the rest is owed (ADR 6). Where everything is to be built anew or a business day
   * begins, this is `build`. Errors: `model_test_failed`.
   */
  buildLive(options?: BuildOptions): Promise<BuildReport>;
  /**
   * Brings what is owed up to date, as a version of its own; null when that is nothing.
   * Errors: `model_test_failed`; the next build makes everything anew.
   */
  buildRest(): Promise<BuildReport | null>;
  isRestOwed(): boolean;
  /** Runs every test over the whole of the published star. */
  check(): Promise<{ run: number; failures: TestFailure[] }>;
  published(): Promise<Published | null>;
}

export interface ModelsOptions {
  readonly warehouse: Warehouse;
  readonly settings: ModelSettings;
  /** Columns that the mapping keeps beyond the canonical ones; `crm.*` must have them. None unless told. */
  readonly extras?: Extras;
  readonly folder?: string;
  readonly now?: () => Date;
}

/** The models of `folder` over a warehouse whose `crm.*`, `crm_log.*` and `meta.mapped` exist. */
export async function createModels(options: ModelsOptions): Promise<Models> {
  const folder = options.folder ?? path.dirname(fileURLToPath(import.meta.url));
  const { warehouse, settings, extras = {}, now = () => new Date() } = options;
  const models = inBuildOrder((await readModels(folder)).map((model) => withExtras(model, extras)));
  const audits = await readAudits(folder);
  const fingerprint = createHash('sha256')
    .update(JSON.stringify([settings, models, [...audits], extras]))
    .digest('hex');
  const builder = createBuilder({
    ...{ audits, settings, extras, fingerprint, now },
    models: withInputsThroughViews(models),
  });

  let isReady = false;
  const written = <T>(work: (connection: DuckDBConnection) => Promise<T>): Promise<T> =>
    warehouse.write(async (connection) => {
      if (!isReady) await ensureStar(connection);
      isReady = true;
      return work(connection);
    });

  return {
    build: (asked = {}) => written((connection) => builder.whole(connection, asked)),
    buildLive: (asked = {}) => written((connection) => builder.live(connection, asked)),
    buildRest: () => written((connection) => builder.rest(connection)),
    isRestOwed: () => builder.isRestOwed(),
    published: () => written(readPublished),
    check: () =>
      warehouse.read(async (connection) => {
        const failures: TestFailure[] = [];
        let run = 0;
        for (const model of models) {
          const tested = await testModel(connection, model, audits, null);
          run += tested.run;
          failures.push(...tested.failures);
        }
        return { run, failures };
      }),
  };
}

/** The models with what they read: views, and what those read in their turn. */
function withInputsThroughViews(models: readonly Model[]): Model[] {
  const whole = new Map<string, Model>();
  for (const model of models) {
    const below = model.inputs.flatMap((input) => {
      const view = whole.get(input);
      return view?.load.kind === 'view' ? view.inputs : [];
    });
    whole.set(model.name, { ...model, inputs: [...new Set([...model.inputs, ...below])] });
  }
  return [...whole.values()];
}
