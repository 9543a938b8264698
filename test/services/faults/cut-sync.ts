import { TreelineError } from '../../../warehouse/treeline-error.ts';
import { seededRandom } from '../../golden/oracle/random.ts';
import type { TestSync } from '../sync-fixture.ts';
import type { FaultyCrm } from './faulty-crm.ts';

/** What a sync may say when the wire is cut. */
const CODES = /^source_(lost|unreachable)$/;

/**
 * The CRM is edited, and synced over a wire that is cut at any byte, now and then more often than a sync has patience
 * for; then once more over a whole one. Answers the errors that were told; any other error is thrown.
 */
export async function syncOverCuts(crm: FaultyCrm, sync: TestSync, seed: number): Promise<string[]> {
  const random = seededRandom(seed);
  await crm.edit(random);
  const reach = seed % 3 === 0 ? crm.longCut : crm.shortCut;
  crm.proxy.cutAfter(Array.from({ length: 1 + random.below(6) }, () => random.below(reach)));
  const told: string[] = [];
  for (let attempt = 0; attempt < 8; attempt += 1) {
    try {
      await sync.run(random.below(3) === 0 ? { full: true } : {});
      break;
    } catch (error) {
      if (!(error instanceof TreelineError) || !CODES.test(error.code)) throw error;
      told.push(error.code);
    }
  }
  crm.proxy.cutAfter([]);
  await sync.run();
  return told;
}
