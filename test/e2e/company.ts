import { spawn, type ChildProcess } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

const ROOT = fileURLToPath(new URL('../../', import.meta.url));
const START_LIMIT_MS = 240_000;

/** The demo, started as a user starts it, on a port and a folder of its own. */
export interface Company {
  readonly url: string;
  /** Connection string of the CRM, as the demo printed it. */
  readonly crm: string;
  stop(): Promise<void>;
}

function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const probe = createServer();
    probe.once('error', reject);
    probe.listen(0, '127.0.0.1', () => {
      const address = probe.address();
      probe.close(() => {
        if (address === null || typeof address === 'string') reject(new Error('no port'));
        else resolve(address.port);
      });
    });
  });
}

/** Starts a small company whose sales people are asleep: what moves is what the test moves. */
export async function startCompany(): Promise<Company> {
  const folder = await mkdtemp(path.join(tmpdir(), 'treeline-e2e-'));
  const port = await freePort();
  const flags = [
    '--scale',
    'tiny',
    '--seed',
    '7',
    '--no-simulator',
    '--folder',
    folder,
    '--port',
    String(port),
  ];
  const demo = spawn(process.execPath, [path.join(ROOT, 'bin/treeline.js'), 'demo', ...flags], { cwd: ROOT });
  let printed = '';
  demo.stdout.on('data', (chunk: Buffer) => (printed += chunk.toString()));
  demo.stderr.on('data', (chunk: Buffer) => (printed += chunk.toString()));
  const crm = await waitFor(
    demo,
    () => /The CRM {2,}(postgres:\S+)/.exec(printed)?.[1],
    () => printed,
  );
  const url = `http://127.0.0.1:${String(port)}`;
  await published(url);
  return {
    url,
    crm,
    async stop() {
      const ended = new Promise((resolve) => demo.once('exit', resolve));
      demo.kill('SIGTERM');
      await ended;
      await rm(folder, { recursive: true, force: true });
    },
  };
}

/** Waits until the first version can be asked. */
async function published(url: string): Promise<void> {
  for (;;) {
    const response = await fetch(`${url}/api/leaderboard?entry=person&window=month`);
    if (response.status !== 503) return;
    await new Promise((resolve) => setTimeout(resolve, 200));
  }
}

async function waitFor(
  demo: ChildProcess,
  find: () => string | undefined,
  told: () => string,
): Promise<string> {
  const started = Date.now();
  for (;;) {
    const found = find();
    if (found !== undefined) return found;
    if (demo.exitCode !== null) throw new Error(`the demo ended before it was ready:\n${told()}`);
    if (Date.now() - started > START_LIMIT_MS) throw new Error(`the demo is not ready:\n${told()}`);
    await new Promise((resolve) => setTimeout(resolve, 200));
  }
}
