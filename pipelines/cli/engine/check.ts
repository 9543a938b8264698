import { describeNewColumn, unmappedColumns } from '../../mapping/new-columns.ts';
import { findBrokenReferences } from '../../sync/broken-references.ts';
import { findUnmatched } from '../../sync/unmatched.ts';
import { readShapes } from '../../sync/known-shapes.ts';
import type { Comparison } from '../../sync/reconciliation.ts';
import type { SyncOptions } from '../../sync/report.ts';
import { TreelineError } from '../../../warehouse/treeline-error.ts';
import { writeComparisons } from './data-history.ts';
import { EVERYTHING_NEW, type CheckResult, type Finding, type Progress } from './operations.ts';
import type { OperationEffects } from './own-operations.ts';
import { findRefused } from './refused.ts';

type CheckEffects = Pick<OperationEffects, 'config' | 'warehouse' | 'models' | 'sync' | 'refresh'>;

/**
 * Everything that must hold: the tests of the models over the whole star, every row of the sources against the
 * warehouse, references that lead nowhere. It syncs first, so that what moved meanwhile is no finding.
 */
export async function checkWarehouse(effects: CheckEffects, progress: Progress): Promise<CheckResult> {
  const troubles = await refreshed(effects, progress);
  progress('running the tests of the models');
  const isPublished = (await effects.models.published()) !== null;
  const { run, failures } = isPublished ? await effects.models.check() : { run: 0, failures: [] };
  const tests = failures.map((one): Finding => ({
    kind: 'test',
    subject: one.model,
    severity: one.severity,
    count: one.count,
    message: `${one.model}: ${one.test} does not hold for ${one.count} rows${one.examples.length === 0 ? '' : `, among them ${one.examples.join('; ')}`}.`,
  }));
  const reconciled = await reconcile(effects, progress);
  progress('looking for references that lead nowhere');
  const references = (await findBrokenReferences(effects.warehouse)).map((one): Finding => ({
    kind: 'reference',
    subject: `${one.entity}.${one.column}`,
    severity: 'warn',
    count: one.count,
    message: `${one.entity}.${one.column}: ${one.count} rows name ${/^[aeiou]/.test(one.target) ? 'an' : 'a'} ${one.target} that is not there; they hang on "Unassigned" or "Unknown". Among them ${one.keys.join(', ')}.`,
  }));
  // what a preset maps and this company does not have: no fault, and the reason why figures say "not mapped"
  const absent = effects.sync.absent().map(({ source, entity, column, reason }): Finding => {
    const subject = [source, entity, ...(column === null ? [] : [column])].join('.');
    return {
      kind: 'absent',
      subject,
      severity: 'note',
      count: 1,
      message: `${subject} is not mapped: ${reason}`,
    };
  });
  const shapes = await effects.warehouse.read(readShapes);
  const added = unmappedColumns(effects.config, shapes).map((one): Finding => ({
    kind: 'new_column',
    subject: `${one.source}.${one.table}.${one.column}`,
    severity: 'note',
    count: 1,
    message: describeNewColumn(one),
  }));
  const unmatched = (await findUnmatched(effects.warehouse, effects.config)).map((one): Finding => ({
    kind: 'unmatched',
    subject: `${one.source}.${one.entity}`,
    // a register often knows more than the company has; one that fits nothing is written in another way
    severity: one.unmatched === one.rows ? 'warn' : 'note',
    count: one.unmatched,
    message: `${one.source}: ${one.unmatched} of ${one.rows} rows match no ${one.entity} by ${one.by}; they add nothing.`,
  }));
  const findings = [
    ...troubles,
    ...tests,
    ...reconciled.flatMap(findingsOf),
    ...(await findRefused(effects.warehouse)),
    ...references,
    ...absent,
    ...added,
    ...unmatched,
  ];
  return { ok: findings.every((one) => one.severity !== 'error'), tests: run, reconciled, findings };
}

/**
 * Syncs and publishes. A version that its tests keep from being published is a finding, and so is what can no longer be
 * read: the rest is looked at all the same.
 */
async function refreshed(effects: CheckEffects, progress: Progress): Promise<Finding[]> {
  try {
    const { sync } = await effects.refresh(EVERYTHING_NEW, progress);
    return sync.failures.map(({ source, error }): Finding => ({
      kind: 'unread',
      subject: source,
      severity: 'error',
      count: 1,
      message: error.message,
    }));
  } catch (error) {
    if (!(error instanceof TreelineError) || error.code !== 'model_test_failed') throw error;
    return [{ kind: 'test', subject: 'publish', severity: 'error', count: 1, message: error.message }];
  }
}

function findingsOf(one: Comparison): Finding[] {
  const subject = `${one.source}.${one.entity}`;
  const findings: Finding[] = [];
  const differing = one.ranges.reduce(
    (sum, range) => sum + range.missing + range.superfluous + range.different,
    0,
  );
  if (differing > 0) {
    const [range] = one.ranges;
    const where =
      range === undefined
        ? ''
        : ` (${one.ranges.length} ranges of keys; the worst from ${range.firstKey} to ${range.lastKey})`;
    findings.push({
      kind: 'reconciliation',
      subject,
      severity: 'error',
      count: differing,
      message: `${subject}: ${differing} rows differ from the source${where}. Run \`treeline sync --reconcile\`.`,
    });
  }
  return findings;
}

async function reconcile(effects: CheckEffects, progress: Progress): Promise<Comparison[]> {
  const tell: SyncOptions['onProgress'] = ({ source, entity, phase }) =>
    progress(`comparing ${source}: ${phase} ${entity ?? ''}`.trimEnd());
  let compared = await effects.sync.compare(tell);
  if (compared.some((one) => one.ranges.length > 0)) {
    // a living source may have moved between the sync and the look: what a second look still finds is real
    await refreshed(effects, progress);
    compared = await effects.sync.compare(tell);
  }
  await effects.warehouse.write((connection) => writeComparisons(connection, compared, new Date()));
  return [...compared];
}
