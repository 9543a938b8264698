import { existsSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { demoConfigPath } from '../../pipelines/demo/demo-crm.ts';
import { BASE_SCHEMA } from './oracle/base-schema.ts';
import { writeSetting } from './oracle/build-oracle.ts';
import { copyDemoTables, readDemo } from './oracle/demo-source.ts';
import { copyMavenFiles, readMaven } from './oracle/maven-source.ts';
import type { Need } from './oracle/measure.ts';
import { openOracle, type OracleDb } from './oracle/oracle-db.ts';
import type { StackOptions } from './stack.ts';

export type DatasetName = 'demo' | 'maven';

/** A source seen from both sides. */
export interface Dataset {
  readonly treeline: Omit<StackOptions, 'warehouseFile'>;
  readonly reorganisations: readonly string[];
  /** From before the first event to after the last. */
  readonly wholeSpan: readonly [string, string];
  /** What this source has; the rest is "not mapped". */
  readonly has: ReadonlySet<Need>;
  /** The oracle with the source's base tables filled. */
  readOracle(): Promise<OracleDb>;
}

/** The demo's present in these tests: a Friday afternoon in China, in the middle of a month. */
export const DEMO_NOW = new Date('2026-11-20T08:00:00Z');
/** First of the months in which the demo's story reorganises (pipelines/demo, world.ts): 6, 9, 4 and 3 months back. */
const DEMO_REORGANISATIONS = ['2026-05-01', '2026-02-01', '2026-07-01', '2026-08-01'];
const DEMO_HAS: readonly Need[] = [
  'opportunity', 'stage_change', 'expected_close_on', 'probability', 'customer', 'order', 'contract', 'payment', 'lead', 'activity', 'position', 'recorded_at', 'target', 'pool', 'territory', 'identity', 'device', 'audit',
  'activity_day', 'attendance_day', 'visit_plan', 'campaign_cost', 'task', 'touchpoint', 'usage_event', 'survey',
]; // prettier-ignore

/** The Maven files' folder, or null when this machine does not have them. */
export function mavenFolder(): string | null {
  const root = fileURLToPath(new URL('../../', import.meta.url));
  const shared = process.env['TREELINE_SHARED_DATA'] ?? path.join(root, '..', 'shared', 'data');
  const folder = path.join(shared, 'maven_crm');
  return existsSync(path.join(folder, 'sales_pipeline.csv')) ? folder : null;
}

/** The demo's CRM must already run; its address is given by the environment, as to Treeline itself. */
export async function openDataset(name: DatasetName): Promise<Dataset> {
  return name === 'demo' ? demo(process.env['TREELINE_DEMO_URL'] ?? '') : maven(mavenFolder() ?? '');
}

async function emptyOracle(): Promise<OracleDb> {
  const db = await openOracle();
  await db.run(BASE_SCHEMA);
  return db;
}

function demo(url: string): Dataset {
  return {
    treeline: { configFile: demoConfigPath(), env: { TREELINE_DEMO_URL: url }, asOf: DEMO_NOW },
    reorganisations: DEMO_REORGANISATIONS,
    wholeSpan: ['2025-01-01', '2026-12-31'],
    has: new Set(DEMO_HAS),
    async readOracle() {
      const db = await emptyOracle();
      await writeSetting(db, {
        timezone: 'Asia/Shanghai',
        currency: 'CNY',
        holidays: 'CN',
        asOf: DEMO_NOW.toISOString().slice(0, 19).replace('T', ' '),
        from: '2023-01-01',
        to: '2026-12-31',
      });
      await copyDemoTables(db, url);
      await readDemo(db, 'crm');
      return db;
    },
  };
}

function maven(folder: string): Dataset {
  const timezone = 'America/New_York';
  return {
    treeline: {
      configFile: fileURLToPath(new URL('../../examples/maven-crm/treeline.yaml', import.meta.url)),
      env: { MAVEN_CRM_DIR: folder },
      asOf: new Date('2018-01-01T04:59:59Z'),
    },
    reorganisations: [],
    wholeSpan: ['2016-01-01', '2018-12-31'],
    has: new Set(['opportunity', 'customer']),
    async readOracle() {
      const db = await emptyOracle();
      await writeSetting(db, {
        timezone,
        currency: 'USD',
        holidays: 'none',
        asOf: '2018-01-01 04:59:59',
        from: '2016-01-01',
        to: '2018-12-31',
      });
      await copyMavenFiles(db, folder);
      await readMaven(db, 'maven', timezone);
      return db;
    },
  };
}
