import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { z } from 'zod';
import type { DatasetName } from './datasets.ts';

/**
 * Zones of the process: the figures must not know which one it is. So many units and periods are asked of each view,
 * and each time all units of the same depth beside: five slices and more for one.
 */
export const ZONES = [
  { zone: 'UTC', slices: 44 },
  { zone: 'Asia/Shanghai', slices: 10 },
  { zone: 'America/New_York', slices: 10 },
] as const;

const report = z.object({
  slices: z.number(),
  figures: z.number(),
  telling: z.number(),
  covered: z.array(z.string()),
  absent: z.array(z.string()),
  unasked: z.array(z.string()),
  mismatches: z.array(
    z.object({
      view: z.string(),
      member: z.string(),
      slice: z.string(),
      oracle: z.string(),
      cube: z.string(),
    }),
  ),
});

const run = promisify(execFile);

/** Runs one data set in a process of its own that lives in the given zone. */
export async function runInZone(
  dataset: DatasetName,
  zone: string,
  slices: number,
  env: Readonly<Record<string, string>> = {},
): Promise<z.infer<typeof report>> {
  const folder = await mkdtemp(path.join(tmpdir(), 'treeline-golden-'));
  const file = path.join(folder, 'report.json');
  try {
    const script = fileURLToPath(new URL('./run-golden.ts', import.meta.url));
    await run(process.execPath, ['--import', 'tsx', script, dataset, String(slices), '20260730', file], {
      env: { ...process.env, ...env, TZ: zone },
      maxBuffer: 16_000_000,
    });
    return report.parse(JSON.parse(await readFile(file, 'utf8')));
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
