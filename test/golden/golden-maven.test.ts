import { describe, expect, it } from 'vitest';
import { reportMismatches } from './compare.ts';
import { mavenFolder } from './datasets.ts';
import { runInZone, ZONES } from './golden.ts';

const isHere = mavenFolder() !== null;
if (!isHere)
  console.warn('Maven CRM files not found (TREELINE_SHARED_DATA): its golden figures are not checked.');

describe.skipIf(!isHere)('every figure of the Maven CRM equals SQL over its files', () => {
  it.each(ZONES)('with the process in $zone', { timeout: 600_000 }, async ({ zone, slices }) => {
    const report = await runInZone('maven', zone, slices);
    expect(report.mismatches, reportMismatches(report.mismatches)).toEqual([]);
    expect(report.absent).toEqual([]);
    expect(report.unasked).toEqual([]);
    expect(report.telling).toBeGreaterThan(report.figures / 8);
  });
});
