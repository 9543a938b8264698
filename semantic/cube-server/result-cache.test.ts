import { describe, expect, it } from 'vitest';
import { setCubeEnvironment } from './environment.ts';
import { loadCubePackages } from './packages.ts';
import { defineResultCache } from './result-cache.ts';

setCubeEnvironment();
const ResultCache = defineResultCache(loadCubePackages(), 10_000);

describe('the cache of results', () => {
  it('is bounded in bytes: what was not asked for longest goes first', async () => {
    const cache = new ResultCache();
    for (let at = 0; at < 100; at += 1) {
      await cache.set(`key ${at}`, 'x'.repeat(1000), 60);
      await cache.get('key 0');
    }
    expect(cache.size().bytes).toBeLessThanOrEqual(10_000);
    expect(await cache.get('key 0')).toBeDefined();
    expect(await cache.get('key 1')).toBeUndefined();
    expect(await cache.get('key 99')).toBeDefined();
  });

  it('does not keep what alone is larger than the bound', async () => {
    const cache = new ResultCache();
    await cache.set('large', 'x'.repeat(20_000), 60);
    expect(await cache.get('large')).toBeUndefined();
  });

  it('takes the size of many rows from all over them', async () => {
    const cache = new ResultCache();
    const short = Array.from({ length: 50 }, () => ({ name: '' }));
    const long = Array.from({ length: 150 }, () => ({ name: 'x'.repeat(100) }));
    await cache.set('rows', { result: [...short, ...long] }, 60);
    expect(await cache.get('rows')).toBeUndefined();
    await cache.set('rows', { result: [...short, ...short] }, 60);
    expect(cache.size().bytes).toBeLessThan(2_000);
  });

  it('forgets after its time, when told, and all at once', async () => {
    const cache = new ResultCache();
    await cache.set('old', 1, 0);
    await cache.set('a', 1, 60);
    await cache.set('b', 1, 60);
    await new Promise((resolve) => setTimeout(resolve, 5));
    expect(await cache.get('old')).toBeUndefined();
    await cache.remove('a');
    expect([await cache.get('a'), await cache.get('b')]).toEqual([undefined, 1]);
    cache.reset();
    expect(cache.size()).toEqual({ entries: 0, bytes: 0 });
  });
});
