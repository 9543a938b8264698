import type { SyncOptions } from '../../sync/report.ts';
import type { CheckResult, Finding, Progress } from './operations.ts';
import type { OperationEffects } from './own-operations.ts';
import { readLanded } from './run-history.ts';

type CheckEffects = Pick<OperationEffects, 'warehouse' | 'models' | 'sync' | 'refresh'>;

/**
 * Everything that must hold: the tests of the models over the whole star, and every row of the sources against the
 * warehouse. It syncs first, so that what moved meanwhile is no finding.
 */
export async function checkWarehouse(effects: CheckEffects, progress: Progress): Promise<CheckResult> {
  await effects.refresh({ full: false, entities: null }, progress);
  progress('running the tests of the models');
  const { run, failures } = await effects.models.check();
  const tests = failures.map((one): Finding => ({
    kind: one.test.startsWith('references') ? 'reference' : 'test',
    subject: one.model,
    severity: one.severity,
    count: one.count,
    message: `${one.model}: ${one.test} does not hold for ${one.count} rows.`,
  }));
  const reconciled = await reconcile(effects, progress);
  const differences = reconciled
    .filter((one) => one.differing > 0)
    .map((one): Finding => ({
      kind: 'reconciliation',
      subject: `${one.source}.${one.entity}`,
      severity: 'error',
      count: one.differing,
      message: `${one.source}.${one.entity}: ${one.differing} rows differ from the source. Run \`treeline sync --full\`.`,
    }));
  const rejected = reconciled
    .filter((one) => one.rejected > 0)
    .map((one): Finding => ({
      kind: 'rejected',
      subject: `${one.source}.${one.entity}`,
      severity: 'warn',
      count: one.rejected,
      message: `${one.source}.${one.entity}: ${one.rejected} rows were refused; meta.rejected keeps them with the reason.`,
    }));
  const findings = [...tests, ...differences, ...rejected];
  return { ok: findings.every((one) => one.severity !== 'error'), tests: run, reconciled, findings };
}

async function reconcile(effects: CheckEffects, progress: Progress): Promise<CheckResult['reconciled']> {
  const tell: SyncOptions['onProgress'] = ({ source, entity, phase }) =>
    progress(`comparing ${source}: ${phase} ${entity ?? ''}`.trimEnd());
  let compared = await effects.sync.compare(tell);
  if (compared.some((one) => one.landed + one.deleted > 0)) {
    // a living source may have moved between the sync and the look: what a second look still finds is real
    await effects.refresh({ full: false, entities: null }, progress);
    compared = await effects.sync.compare(tell);
  }
  const landed = await readLanded(effects.warehouse);
  return compared.map((one) => {
    const own = landed.find((other) => other.source === one.source && other.entity === one.entity);
    return {
      source: one.source,
      entity: one.entity,
      inSource: one.read,
      inWarehouse: own?.rows ?? 0,
      differing: one.landed + one.deleted,
      rejected: own?.rejected ?? 0,
    };
  });
}
