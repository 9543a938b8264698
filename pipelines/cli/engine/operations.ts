import { z } from 'zod';
import { ROLES } from '../../../server/access/roles.ts';
import { comparison } from '../../../server/contracts/data.ts';
import type { CubeQuery } from '../../../server/semantic-port.ts';

/** Tells people what is going on; a line of text. */
export type Progress = (text: string) => void;

const modelReport = z.looseObject({
  model: z.string(),
  mode: z.string(),
  ms: z.number(),
});
const buildReport = z.looseObject({
  version: z.number(),
  asOf: z.string(),
  changed: z.boolean(),
  full: z.boolean(),
  ms: z.number(),
  models: z.array(modelReport),
});
export type BuildResult = z.infer<typeof buildReport>;

const syncReport = z.looseObject({
  runId: z.number(),
  changed: z.boolean(),
  entities: z.array(
    z.looseObject({
      source: z.string(),
      entity: z.string(),
      read: z.number(),
      landed: z.number(),
      deleted: z.number(),
      rejected: z.number(),
      ms: z.number(),
    }),
  ),
  phases: z.record(z.string(), z.number()),
  ms: z.number(),
  /** Sources that could not be read while others could. */
  failures: z.array(z.object({ source: z.string(), code: z.string(), message: z.string() })),
  /** What changed in the sources and keeps nothing from being read. */
  notes: z.array(z.string()),
  /** Null when nothing changed and a publish stood already. */
  build: buildReport.nullable(),
});
export type SyncResult = z.infer<typeof syncReport>;

const statusResult = z.object({
  running: z.boolean(),
  warehouse: z.string(),
  version: z.number().nullable(),
  asOf: z.string().nullable(),
  freshness: z.object({
    state: z.string(),
    since: z.string().nullable(),
    checkedAt: z.string().nullable(),
    code: z.string().nullable(),
    reason: z.string().nullable(),
  }),
  address: z.string().nullable(),
  runs: z.array(
    z.object({
      runId: z.number().nullable(),
      source: z.string(),
      kind: z.string(),
      status: z.string(),
      startedAt: z.string(),
      finishedAt: z.string().nullable(),
      error: z.string().nullable(),
      notes: z.array(z.string()),
    }),
  ),
  entities: z.array(
    z.object({ source: z.string(), entity: z.string(), rows: z.number(), rejected: z.number() }),
  ),
});
export type StatusResult = z.infer<typeof statusResult>;

const queryResult = z.object({
  rows: z.array(z.record(z.string(), z.union([z.string(), z.number(), z.boolean(), z.null()]))),
  version: z.number(),
  asOf: z.string(),
});

const bothLanguages = z.object({ en: z.string(), zh: z.string() });
const metricsResult = z.object({
  metrics: z.array(
    z.object({
      name: z.string(),
      title: bothLanguages,
      description: bothLanguages,
      format: z.string(),
      mapped: z.boolean(),
      needs: z.array(z.string()),
    }),
  ),
  /** What to group and filter by. */
  dimensions: z.array(
    z.object({ name: z.string(), title: bothLanguages, type: z.string(), mapped: z.boolean() }),
  ),
});

/** From a member to the columns of the star, of the canonical CRM, and of the sources. */
const lineageResult = z.object({
  member: z.string(),
  kind: z.enum(['measure', 'dimension']),
  title: bothLanguages,
  description: bothLanguages.nullable(),
  formula: bothLanguages,
  mapped: z.boolean(),
  columns: z.array(z.string()),
  steps: z.array(z.object({ column: z.string(), from: z.array(z.string()) })),
  sources: z.array(
    z.object({
      source: z.string(),
      kind: z.string(),
      entity: z.string(),
      column: z.string(),
      table: z.string(),
      expression: z.string(),
    }),
  ),
});
export type LineageResult = z.infer<typeof lineageResult>;

/** One thing that was looked at; `count` rows break it. */
const finding = z.object({
  kind: z.enum([
    'unread',
    'test',
    'reconciliation',
    'reference',
    'rejected',
    'absent',
    'new_column',
    'unmatched',
  ]),
  subject: z.string(),
  severity: z.enum(['error', 'warn', 'note']),
  count: z.number(),
  message: z.string(),
});
const checkResult = z.object({
  ok: z.boolean(),
  tests: z.number(),
  reconciled: z.array(comparison),
  findings: z.array(finding),
});
export type CheckResult = z.infer<typeof checkResult>;
export type Finding = z.infer<typeof finding>;

const backupResult = z.object({
  file: z.string(),
  bytes: z.number(),
  tables: z.number(),
  ms: z.number(),
  /** Accounts and the audit: copied into a folder, in a PostgreSQL of the company's own, or not there yet. */
  state: z.object({ kept: z.enum(['folder', 'postgresql', 'none']), folder: z.string().nullable() }),
});
export type BackupResult = z.infer<typeof backupResult>;

const userRequest = z.discriminatedUnion('action', [
  z.object({ action: z.literal('list') }),
  z.object({
    action: z.literal('add'),
    login: z.string(),
    name: z.string().nullable(),
    roles: z.array(z.enum(ROLES)),
    units: z.array(z.string()),
    person: z.string().nullable(),
  }),
  z.object({
    action: z.literal('change'),
    login: z.string(),
    name: z.string().nullable(),
    /** Null: as they are. */
    roles: z.array(z.enum(ROLES)).nullable(),
    units: z.array(z.string()).nullable(),
    person: z.string().nullable(),
  }),
  z.object({ action: z.enum(['link', 'enable', 'disable', 'sign-out', 'remove']), login: z.string() }),
]);
export type UserRequest = z.infer<typeof userRequest>;
const userResult = z.object({
  users: z.array(
    z.object({
      login: z.string(),
      name: z.string(),
      roles: z.array(z.string()),
      person: z.string().nullable(),
      units: z.array(z.string()),
      isEnabled: z.boolean(),
      signedInAt: z.string().nullable(),
    }),
  ),
  /** By which somebody sets a password; told this once. */
  link: z.string().nullable(),
});
export type UserResult = z.infer<typeof userResult>;

/** The semantic layer checks it, with a message for people. */
const cubeQuery = z.custom<CubeQuery>((value) => typeof value === 'object' && value !== null);

const syncRequest = z.object({
  full: z.boolean(),
  /** Compare with the sources by ranges of keys. */
  reconcile: z.boolean(),
  entities: z.array(z.string()).nullable(),
});
export type SyncRequest = z.infer<typeof syncRequest>;

/** A regular sync. */
export const EVERYTHING_NEW: SyncRequest = { full: false, reconcile: false, entities: null };

/** What a command can ask, of a running server or of the file itself. */
export const OPERATIONS = {
  sync: {
    request: syncRequest,
    result: syncReport,
  },
  build: { request: z.object({ full: z.boolean() }), result: buildReport },
  status: { request: z.object({}), result: statusResult },
  query: { request: z.object({ query: cubeQuery }), result: queryResult },
  metrics: { request: z.object({}), result: metricsResult },
  lineage: { request: z.object({ member: z.string() }), result: lineageResult },
  check: { request: z.object({}), result: checkResult },
  backup: { request: z.object({ folder: z.string() }), result: backupResult },
  user: { request: userRequest, result: userResult },
} as const;

export type OperationName = keyof typeof OPERATIONS;

/** The operations as functions: those of this process, or of the server that owns the file. */
export type Operations = {
  readonly [K in OperationName]: (
    request: z.infer<(typeof OPERATIONS)[K]['request']>,
    progress: Progress,
  ) => Promise<z.infer<(typeof OPERATIONS)[K]['result']>>;
};

export function isOperation(name: string): name is OperationName {
  return Object.hasOwn(OPERATIONS, name);
}

/** Parses a request that came from outside and runs it. A request that does not fit throws a ZodError. */
export function runOperation(
  operations: Operations,
  name: OperationName,
  request: unknown,
  progress: Progress,
): Promise<unknown> {
  switch (name) {
    case 'sync':
      return operations.sync(OPERATIONS.sync.request.parse(request), progress);
    case 'build':
      return operations.build(OPERATIONS.build.request.parse(request), progress);
    case 'status':
      return operations.status(OPERATIONS.status.request.parse(request), progress);
    case 'query':
      return operations.query(OPERATIONS.query.request.parse(request), progress);
    case 'metrics':
      return operations.metrics(OPERATIONS.metrics.request.parse(request), progress);
    case 'lineage':
      return operations.lineage(OPERATIONS.lineage.request.parse(request), progress);
    case 'check':
      return operations.check(OPERATIONS.check.request.parse(request), progress);
    case 'backup':
      return operations.backup(OPERATIONS.backup.request.parse(request), progress);
    case 'user':
      return operations.user(OPERATIONS.user.request.parse(request), progress);
  }
}
