import { LRUCache } from 'lru-cache';
import { z } from 'zod';
import type { CubePackages } from './packages.ts';

/** Bytes of results kept; one demo's worth of boards is under a tenth of it. */
const MAX_BYTES = 64 * 1024 * 1024;

interface Entry {
  readonly value: unknown;
  readonly expiresAt: number;
}

/** Rows of one answer are much alike: some of them, from its whole length, speak for all. */
const SAMPLE = 50;

/** As Cube keeps an answer. */
const answerSchema = z.object({ result: z.custom<unknown[]>((value) => Array.isArray(value)) });

function sizeOf(value: unknown): number {
  const answer = answerSchema.safeParse(value);
  if (!answer.success || answer.data.result.length <= SAMPLE) return Buffer.byteLength(JSON.stringify(value));
  const { result: rows } = answer.data;
  const sample = Array.from({ length: SAMPLE }, (_, at) => rows[Math.floor((at * rows.length) / SAMPLE)]);
  return Math.ceil((Buffer.byteLength(JSON.stringify(sample)) * rows.length) / SAMPLE);
}

/** What Cube remembers of results: Cube's own memory cache is never swept. */
export function defineResultCache(
  { orchestrator: { LocalCacheDriver } }: CubePackages,
  maxBytes: number = MAX_BYTES,
) {
  return class ResultCache extends LocalCacheDriver {
    private readonly entries = new LRUCache<string, Entry>({ maxSize: maxBytes });

    override async get(key: string): Promise<unknown> {
      const entry = this.entries.get(key);
      return entry !== undefined && entry.expiresAt > performance.now() ? entry.value : undefined;
    }

    override async set(
      key: string,
      value: unknown,
      expiration: number,
    ): Promise<{ key: string; bytes: number }> {
      const bytes = key.length + sizeOf(value);
      this.entries.set(key, { value, expiresAt: performance.now() + expiration * 1000 }, { size: bytes });
      return { key, bytes };
    }

    override async remove(key: string): Promise<void> {
      this.entries.delete(key);
    }

    override async keysStartingWith(prefix: string): Promise<string[]> {
      return [...this.entries.keys()].filter((key) => key.startsWith(prefix));
    }

    override reset(): void {
      this.entries.clear();
    }

    size(): { readonly entries: number; readonly bytes: number } {
      return { entries: this.entries.size, bytes: this.entries.calculatedSize };
    }
  };
}
