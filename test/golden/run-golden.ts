import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { askEverything } from './ask.ts';
import { compareCustomerRows } from './customer-rows.ts';
import { openDataset, type DatasetName } from './datasets.ts';
import { checkRollUps } from './roll-ups.ts';
import { buildOracle } from './oracle/build-oracle.ts';
import { startStack } from './stack.ts';

/**
 * One process, one time zone, one data set: `run-golden.ts <data set> <slices> <seed> <report file>`.
 * A process of its own because a time zone is only really another one when the whole process lives in it.
 */
const [name, slices, seed, reportFile] = process.argv.slice(2);
const folder = await mkdtemp(path.join(tmpdir(), 'treeline-golden-'));
const dataset = await openDataset(name as DatasetName);
const stack = await startStack({ ...dataset.treeline, warehouseFile: path.join(folder, 'treeline.duckdb') });
try {
  const db = await dataset.readOracle();
  await buildOracle(db);
  const report = await askEverything(db, stack, {
    count: Number(slices),
    seed: Number(seed),
    reorganisations: dataset.reorganisations,
    has: dataset.has,
    parallel: 2,
  });
  report.mismatches.push(...(await checkRollUps(stack, dataset.wholeSpan)));
  if (dataset.has.has('order')) report.mismatches.push(...(await compareCustomerRows(db, stack)));
  await writeFile(reportFile ?? '/dev/stdout', JSON.stringify({ zone: process.env['TZ'] ?? '', ...report }));
  db.close();
} finally {
  await stack.close();
  await rm(folder, { recursive: true, force: true });
}
