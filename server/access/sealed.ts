import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto';
import { z } from 'zod';

const CIPHER = 'aes-256-gcm';
const [IV, TAG] = [12, 16] as const;

/**
 * What a browser keeps for us for some minutes: nobody else can read or make it, and however much is begun, nothing of
 * it fills our memory. The key is this process's own.
 */
export function createSeal<T>(shape: z.ZodType<T>, minutes: number, now: () => number = Date.now) {
  const key = randomBytes(32);
  const kept = z.object({ until: z.number(), value: shape });
  return {
    seal(value: T): string {
      const iv = randomBytes(IV);
      const cipher = createCipheriv(CIPHER, key, iv);
      const text = JSON.stringify({ until: now() + minutes * 60_000, value });
      const sealed = Buffer.concat([cipher.update(text, 'utf8'), cipher.final()]);
      return Buffer.concat([iv, cipher.getAuthTag(), sealed]).toString('base64url');
    },
    /** Null: not ours, changed, or too old. */
    open(sealed: string): T | null {
      const bytes = Buffer.from(sealed, 'base64url');
      if (bytes.length <= IV + TAG) return null;
      const cipher = createDecipheriv(CIPHER, key, bytes.subarray(0, IV));
      cipher.setAuthTag(bytes.subarray(IV, IV + TAG));
      try {
        const text = Buffer.concat([cipher.update(bytes.subarray(IV + TAG)), cipher.final()]).toString(
          'utf8',
        );
        const { until, value } = kept.parse(JSON.parse(text));
        return until > now() ? value : null;
      } catch {
        return null;
      }
    },
  };
}
