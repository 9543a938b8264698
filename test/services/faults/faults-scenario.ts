import { afterAll, beforeAll, expect, test } from 'vitest';
import { openSync, type TestSync } from '../sync-fixture.ts';
import { syncOverCuts } from './cut-sync.ts';
import { createFaultyCrm, type FaultyCrm, type Kind } from './faulty-crm.ts';

const SEEDS = Number(process.env['FAULT_SEEDS'] ?? 24);

/** The same for both databases; `node --import tsx bench/faults.ts` does it hundreds of times, with kills. */
export function testFaults(kind: Kind): void {
  let crm: FaultyCrm;
  let sync: TestSync;
  beforeAll(async () => {
    crm = await createFaultyCrm(kind);
    sync = await openSync(crm.yaml, { URL: crm.url }, { effects: { retryWaitMs: 20 } });
  });
  afterAll(async () => {
    await sync.end();
    await crm.drop();
  });

  test(
    `the wire is cut at any byte, ${String(SEEDS)} times over: no row lost, none doubled`,
    { timeout: 600_000 },
    async () => {
      let told = 0;
      for (let seed = 1; seed <= SEEDS; seed += 1) {
        told += (await syncOverCuts(crm, sync, seed)).length;
        expect({ seed, differences: await crm.differences(sync) }).toEqual({ seed, differences: [] });
      }
      expect(crm.proxy.cuts()).toBeGreaterThan(SEEDS);
      expect(told).toBeGreaterThan(0);
    },
  );
}
