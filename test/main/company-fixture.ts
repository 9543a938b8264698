import pino from 'pino';
import { createModels } from '../../models/models.ts';
import { FIXTURE_SETTINGS, openSourceFixture } from '../../models/source-fixture.ts';
import { readComparisons, readRejected } from '../../pipelines/cli/engine/data-history.ts';
import { ENTITIES } from '../../pipelines/canonical/entities.ts';
import type { ServerSettings } from '../../server/settings.ts';
import { createSemantic } from '../../semantic/semantic.ts';
import type { AccessSettings } from '../../server/access/access-settings.ts';
import { createAccess } from '../../server/access/access.ts';
import { viewerOf } from '../../server/access/caller.ts';
import type { Directory } from '../../server/accounts/directory.ts';
import { createApp } from '../../server/app.ts';
import type { RejectedQuery } from '../../server/contracts/data.ts';
import { createAnnouncer } from '../../server/events/announcer.ts';
import { createFeed } from '../../server/events/feed.ts';
import { listen } from '../../server/http/listen.ts';
import { createPublished } from '../../server/published/snapshot.ts';

/** Friday 20 November 2026, 12:00 in Shanghai: the 15th working day of the month, 14 closed. */
export const NOW = new Date('2026-11-20T04:00:00Z');
const STARTED = new Date('2026-11-20T03:00:00Z');

/**
 * Nation 1 → regions East 2 and West 3; East → city Shanghai 4. Ann and Bo sell in Shanghai, Cai hangs directly on
 * East, Dora in West; Eve left on 20 October; Fay joined on 2 November in West.
 */
const PEOPLE = [
  { id: 'crm:ann', name: 'Ann', org_unit_id: 'crm:4', hired_on: '2025-01-01' },
  { id: 'crm:bo', name: 'Bo', org_unit_id: 'crm:4', hired_on: '2025-01-01' },
  { id: 'crm:cai', name: '蔡', org_unit_id: 'crm:2', hired_on: '2025-01-01' },
  { id: 'crm:dora', name: 'Dora', org_unit_id: 'crm:3', hired_on: '2025-01-01' },
  { id: 'crm:eve', name: 'Eve', org_unit_id: 'crm:3', hired_on: '2025-01-01', left_on: '2026-10-20' },
  { id: 'crm:fay', name: 'Fay', org_unit_id: 'crm:3', hired_on: '2026-11-02' },
];

/** A deal won at a local time of Shanghai. */
export function won(id: string, owner: string, amount: string, local: string, more: object = {}) {
  const closed = new Date(`${local}+08:00`).toISOString().slice(0, 19).replace('T', ' ');
  return {
    ...{ id: `crm:${id}`, owner_id: `crm:${owner}`, pipeline: 'p', stage_id: 'crm:won', amount },
    ...{ created_at: '2026-08-03 01:00:00', closed_at: closed, customer_id: 'crm:c' },
    ...more,
  };
}

/** No orders and no activities: their metrics are "not mapped". */
const MAPPED = ['opportunity', 'target', 'employee', 'org_unit', 'customer', 'pipeline_stage'];

const DEALS = [
  won('a1', 'ann', '100.10', '2026-11-03T10:00:00'),
  won('a2', 'ann', '50.00', '2026-11-10T10:00:00'),
  // Bo reaches the same 150.10 a day earlier than Ann
  won('b1', 'bo', '150.10', '2026-11-09T10:00:00'),
  won('c1', 'cai', '300.00', '2026-11-12T10:00:00'),
  // October: its 15th working day is the 27th (the holiday runs to the 7th); the cut is 12:00 on that day
  won('a0', 'ann', '80.00', '2026-10-27T11:59:59'),
  won('d0', 'dora', '500.00', '2026-10-27T12:00:01'),
  won('e0', 'eve', '90.00', '2026-10-15T10:00:00'),
];

const TARGETS = [
  { subject_type: 'employee', subject_id: 'crm:ann', value: '200.00' },
  { subject_type: 'employee', subject_id: 'crm:cai', value: '1000.00' },
  { subject_type: 'org_unit', subject_id: 'crm:1', value: '2000.00' },
].map((target, index) => ({
  ...{ id: `crm:t${index}`, metric: 'won_amount', period: 'month', period_start: '2026-11-01' },
  ...target,
}));

/** A small company behind the real server: models, Cube and Express, nothing in between replaced. */
export interface CompanyOptions {
  readonly dashboard?: string;
  readonly access?: Partial<AccessSettings>;
  /** Accounts in a folder of the test's own; absent: nobody signs in. */
  readonly directory?: Directory;
  /** What the company calls performance, and celebrates. */
  readonly settings?: Partial<Pick<ServerSettings, 'headlineMetric' | 'celebrated'>>;
  /** Entities mapped beside the usual ones. */
  readonly mapped?: readonly string[];
}

const OPEN: AccessSettings = {
  ...{ mode: 'none', columns: { hide: {}, mask: {} }, trustProxy: false, publicUrl: null, oidc: null },
  boards: { open: [], neighbours: 0 },
};

export async function openCompany(options: CompanyOptions = {}) {
  const { dashboard = '/nowhere', directory = null } = options;
  const source = await openSourceFixture();
  await source.put('org_unit', [
    { id: 'crm:1', name: '全国', type: 'nation' },
    { id: 'crm:2', name: 'East', type: 'region', parent_id: 'crm:1' },
    { id: 'crm:3', name: 'West', type: 'region', parent_id: 'crm:1' },
    { id: 'crm:4', name: 'Shanghai', type: 'city', parent_id: 'crm:2' },
  ]);
  await source.put('employee', PEOPLE);
  await source.put('customer', [{ id: 'crm:c', name: '云图科技' }]);
  await source.put('pipeline_stage', [
    { pipeline: 'p', id: 'crm:new', name: 'New', rank: 1, kind: 'open', probability: 0.5 },
    { pipeline: 'p', id: 'crm:won', name: 'Won', rank: 2, kind: 'won' },
    { pipeline: 'p', id: 'crm:lost', name: 'Lost', rank: 3, kind: 'lost' },
  ]);
  await source.put('opportunity', DEALS);
  await source.put('target', TARGETS);
  await source.warehouse.write(async (connection) => {
    for (const entity of [...MAPPED, ...(options.mapped ?? [])]) {
      const columns = Object.keys(ENTITIES.get(entity)?.columns ?? {});
      const values = columns.map((column) => `('crm', '${entity}', '${column}')`);
      await connection.run(`insert into meta.mapped values ${values.join(', ')}`);
    }
  });

  const models = await createModels({
    warehouse: source.warehouse,
    settings: FIXTURE_SETTINGS,
    now: () => NOW,
  });
  let publish = await models.build({ asOf: NOW });
  const log = pino({ level: 'silent' });
  const semantic = await createSemantic({
    warehouse: source.warehouse,
    settings: { calendar: { timezone: 'Asia/Shanghai', week_starts: 'monday', fiscal_year_start: 1 } },
    log,
    viewerOf,
  });
  await semantic.published(publish.version);
  const sources = [{ name: 'crm', kind: 'postgres' }];
  const settings = { ...FIXTURE_SETTINGS, celebrated: 'won' as const, sources, ...options.settings };
  const published = createPublished(semantic);
  const feed = createFeed();
  const announcer = createAnnouncer({ semantic, published, settings, feed, log, startedAt: STARTED });
  const feeder = {
    freshness: () => ({ state: 'static' as const, since: null, checkedAt: null, code: null, reason: null }),
    runs: () => Promise.resolve([]),
    reconciliation: () => readComparisons(source.warehouse),
    rejected: (query: RejectedQuery) => readRejected(source.warehouse, query),
    current: () => ({ version: publish.version, asOf: publish.asOf, part: 'whole' as const }),
  };
  const sourcesOf = (member: string) =>
    Promise.resolve([
      {
        source: 'crm',
        kind: 'postgres',
        entity: 'opportunity',
        column: member,
        table: 'deal',
        expression: 'x',
      },
    ]);
  const access = createAccess({
    ...{ settings: { ...OPEN, ...options.access }, semantic, published, log },
    directory: () => (directory === null ? null : Promise.resolve(directory)),
  });
  const app = createApp({ semantic, published, settings, access, feeder, feed, sourcesOf, log, dashboard });
  const http = await listen('127.0.0.1', 0, app.express);

  return {
    url: http.url,
    app: app.express,
    semantic,
    published,
    source,
    /** Builds what was put into the source, and tells the screens. */
    async publish(asOf: Date) {
      publish = await models.build({ asOf });
      await semantic.published(publish.version);
      await announcer.published({ version: publish.version, asOf: publish.asOf, part: 'whole' });
    },
    async close() {
      app.close();
      await http.close();
      await semantic.close();
      await source.warehouse.close();
    },
  };
}

export type Company = Awaited<ReturnType<typeof openCompany>>;
