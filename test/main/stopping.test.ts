import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, expect, test } from 'vitest';

const PROGRAM = fileURLToPath(new URL('../../bin/treeline.js', import.meta.url));

let folder: string;

beforeEach(async () => {
  folder = await mkdtemp(path.join(os.tmpdir(), 'treeline-stopping-'));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

/** Starts a tiny demo and sends it `signal` once it has printed `moment`; answers how it ended and what it printed. */
async function stoppedAt(moment: string, signal: NodeJS.Signals) {
  const flags = ['--scale', 'tiny', '--seed', '7', '--no-simulator', '--folder', folder];
  const demo = spawn(process.execPath, [PROGRAM, 'demo', ...flags], { stdio: ['ignore', 'pipe', 'pipe'] });
  let printed = '';
  let isTold = false;
  const hear = (chunk: Buffer) => {
    printed += chunk.toString();
    if (isTold || !printed.includes(moment)) return;
    isTold = true;
    demo.kill(signal);
  };
  demo.stdout.on('data', hear);
  demo.stderr.on('data', hear);
  const [code] = await once(demo, 'exit');
  return { code, printed };
}

test('a stop while the CRM is made, while it is read and while the star is built ends the demo; the next start goes on', async () => {
  for (const [moment, signal] of [
    ['starting PostgreSQL', 'SIGTERM'],
    ['crm: extract opportunity', 'SIGINT'],
    ['building star.dim_org', 'SIGTERM'],
  ] as const) {
    const { code, printed } = await stoppedAt(moment, signal);
    expect({ moment, code, isSaid: printed.includes('Stopping.') }).toEqual({
      moment,
      code: 0,
      isSaid: true,
    });
    expect(printed).not.toContain('error');
  }
  const { code, printed } = await stoppedAt('Published version', 'SIGINT');
  expect(code).toBe(0);
  expect(printed).toContain('Published version');
}, 300_000);
