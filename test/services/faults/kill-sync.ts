import { spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';

const SCRIPT = fileURLToPath(new URL('../run-one-sync.ts', import.meta.url));

/** Starts one sync in a process of its own and kills it so long after it began; whether it was still at work. */
export function killSync(dir: string, url: string, afterMs: number): Promise<boolean> {
  const child = spawn(process.execPath, ['--import', 'tsx', SCRIPT, dir], {
    env: { ...process.env, URL: url },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let complaint = '';
  child.stderr.on('data', (chunk: Buffer) => (complaint += chunk.toString()));
  child.stdout.once('data', () => setTimeout(() => child.kill('SIGKILL'), afterMs));
  return new Promise((resolve, reject) => {
    child.once('exit', (code, signal) => {
      if (code !== null && code !== 0)
        reject(new Error(`the sync stopped by itself: ${complaint.slice(-2000)}`));
      else resolve(signal === 'SIGKILL');
    });
  });
}
