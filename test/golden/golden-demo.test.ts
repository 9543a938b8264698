import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startDemoCrm, type DemoCrm } from '../../pipelines/demo/demo-crm.ts';
import { reportMismatches } from './compare.ts';
import { DEMO_NOW } from './datasets.ts';
import { runInZone, ZONES } from './golden.ts';

describe('every figure of the demo equals SQL over the CRM itself', () => {
  let crm: DemoCrm;
  let folder: string;

  beforeAll(async () => {
    folder = await mkdtemp(path.join(tmpdir(), 'treeline-golden-crm-'));
    crm = await startDemoCrm({
      dir: folder,
      seed: 7,
      scale: 'tiny',
      now: DEMO_NOW,
      simulator: false,
      port: 0,
    });
  });

  afterAll(async () => {
    await crm.stop();
    await rm(folder, { recursive: true, force: true });
  });

  it.each(ZONES)('with the process in $zone', { timeout: 600_000 }, async ({ zone, slices }) => {
    const report = await runInZone('demo', zone, slices, { TREELINE_DEMO_URL: crm.url });
    expect(report.mismatches, reportMismatches(report.mismatches)).toEqual([]);
    expect(report.absent).toEqual([]);
    expect(report.unasked).toEqual([]);
    expect(report.telling).toBeGreaterThan(report.figures / 4);
  });
});
