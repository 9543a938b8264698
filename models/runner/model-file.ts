import { readdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import { parse as parseYaml } from 'yaml';
import { z } from 'zod';

const TestSchema = z.union([
  z.strictObject({
    not_null: z.array(z.string()).min(1),
    severity: z.enum(['error', 'warn']).default('error'),
  }),
  z.strictObject({
    accepted_values: z.strictObject({ column: z.string(), values: z.array(z.string()).min(1) }),
    severity: z.enum(['error', 'warn']).default('error'),
  }),
  z.strictObject({
    references: z.strictObject({ column: z.string(), to: z.string() }),
    severity: z.enum(['error', 'warn']).default('error'),
  }),
  z.strictObject({ audit: z.string(), severity: z.enum(['error', 'warn']).default('error') }),
]);

/** How the rows of a model find the extra columns that the mapping keeps of an entity. */
const CarriedSchema = z.strictObject({
  /** Expression over the model's columns: the entity's id. */
  id: z.string(),
  /** Stands before the columns' names, where two entities hang on one row. */
  prefix: z.string().default(''),
  /** Of all rows of a record the one with its sums, as a condition; without it the model carries no sums. */
  once: z.string().nullable().default(null),
  /** The business day whose rate turns money into the reporting currency. */
  on: z.string().nullable().default(null),
});

/** Steps in TypeScript that the rows of a model may pass, see steps.ts. */
const STEP_NAMES = ['freeze_thresholds', 'fit_customers', 'forecast_customers'] as const;
export type StepName = (typeof STEP_NAMES)[number];

const HeaderSchema = z.strictObject({
  model: z.string().regex(/^(star|staging)\.[a-z_0-9]+$/),
  grain: z.string().min(1),
  key: z.array(z.string()).min(1),
  load: z.union([
    z.strictObject({ kind: z.literal('view') }),
    /** Computed whole when an input changed; `at: day` no more than once a business day, for what ranks everybody. */
    z.strictObject({ kind: z.literal('full'), at: z.enum(['change', 'day']).default('change') }),
    /** Computed for the values of column `by` that a change touches. */
    z.strictObject({
      kind: z.literal('incremental'),
      by: z.string(),
      /** Input → the values of `by` to compute again: a column of the input's changed rows, or a query over `changed`. */
      changed_by: z.record(z.string(), z.string()),
    }),
  ]),
  tests: z.array(TestSchema).default([]),
  /** Published first after a poll, with all it reads: what walls and leaderboards rank and celebrate. */
  live: z.boolean().default(false),
  /** Entity → how its extra columns come along. */
  extras: z.record(z.string(), CarriedSchema).default({}),
  /** What the rows of the SQL pass before they are the table's. */
  through: z.enum(STEP_NAMES).nullable().default(null),
});

export type ModelTest = z.infer<typeof TestSchema>;
export type Carried = z.infer<typeof CarriedSchema>;

export interface Model {
  /** Qualified name, `star.fct_order`. */
  readonly name: string;
  readonly grain: string;
  readonly key: readonly string[];
  readonly load: z.infer<typeof HeaderSchema>['load'];
  readonly tests: readonly ModelTest[];
  readonly live: boolean;
  readonly extras: Readonly<Record<string, Carried>>;
  readonly through: StepName | null;
  readonly sql: string;
  /** Tables and views that the SQL names, `crm."order"` written `crm.order`. */
  readonly inputs: readonly string[];
}

const HEADER = /^\s*\/\*---\n([\s\S]*?)\n---\*\/\s*/;
const REFERENCE = /\b(crm_log|crm|staging|star)\.("?)([a-z_0-9]+)\2(?!\s*\()/g;

/** Reads one model file. A header that is missing, unknown or incomplete is our defect, so it throws a plain Error. */
export function parseModel(text: string, file: string): Model {
  const match = HEADER.exec(text);
  if (match?.[1] === undefined) throw new Error(`${file}: no header between /*--- and ---*/`);
  const header = HeaderSchema.safeParse(parseYaml(match[1]));
  if (!header.success) throw new Error(`${file}: ${z.prettifyError(header.error)}`);
  const sql = text.slice(match[0].length).trim();
  const name = header.data.model;
  return { ...header.data, name, sql, inputs: inputsOf(name, sql) };
}

/** The tables and views that a model's SQL reads. */
export function inputsOf(model: string, sql: string): readonly string[] {
  const inputs = new Set<string>();
  const withoutComments = sql.replace(/--[^\n]*/g, '');
  for (const [, schema, , table] of withoutComments.matchAll(REFERENCE)) {
    const name = `${schema ?? ''}.${table ?? ''}`;
    if (name !== model) inputs.add(name);
  }
  return [...inputs].sort();
}

/** Reads every model under `folder`. */
export async function readModels(folder: string): Promise<Model[]> {
  const models: Model[] = [];
  for (const room of ['staging', 'dimensions', 'facts', 'marts']) {
    const files = (await readdir(path.join(folder, room))).filter((name) => name.endsWith('.sql')).sort();
    for (const name of files) {
      const file = path.join(folder, room, name);
      const model = parseModel(await readFile(file, 'utf8'), file);
      if (model.name.split('.')[1] !== path.basename(name, '.sql')) {
        throw new Error(`${file}: declares ${model.name}`);
      }
      models.push(model);
    }
  }
  return models;
}

/** Models after all models they read. A circle is our defect. */
export function inBuildOrder(models: readonly Model[]): Model[] {
  const byName = new Map(models.map((model) => [model.name, model]));
  const ordered: Model[] = [];
  const state = new Map<string, 'visiting' | 'done'>();
  function visit(model: Model, trail: readonly string[]): void {
    if (state.get(model.name) === 'done') return;
    if (state.get(model.name) === 'visiting') {
      throw new Error(`models depend on each other in a circle: ${[...trail, model.name].join(' → ')}`);
    }
    state.set(model.name, 'visiting');
    for (const input of model.inputs) {
      const upstream = byName.get(input);
      if (upstream !== undefined) visit(upstream, [...trail, model.name]);
    }
    state.set(model.name, 'done');
    ordered.push(model);
  }
  for (const model of models) visit(model, []);
  return ordered;
}

/** The names of the live models and of everything they read, directly or not. */
export function liveModels(models: readonly Model[]): ReadonlySet<string> {
  const live = new Set(models.filter((model) => model.live).map((model) => model.name));
  // in build order a model stands behind all it reads
  for (const model of models.toReversed()) {
    if (live.has(model.name)) for (const input of model.inputs) live.add(input);
  }
  return live;
}

/** Reads an audit: a query that must return no row. */
export async function readAudits(folder: string): Promise<Map<string, string>> {
  const audits = new Map<string, string>();
  for (const name of (await readdir(path.join(folder, 'audits'))).sort()) {
    if (!name.endsWith('.sql')) continue;
    audits.set(path.basename(name, '.sql'), await readFile(path.join(folder, 'audits', name), 'utf8'));
  }
  return audits;
}
