import { createHash, randomBytes } from 'node:crypto';

/** A secret that is shown once: 256 bits, safe in addresses and cookies. */
export function newSecret(prefix = ''): string {
  return `${prefix}${randomBytes(32).toString('base64url')}`;
}

/** What is kept of a secret. One round is enough for 256 random bits. */
export function hashOf(secret: string): string {
  return createHash('sha256').update(secret).digest('hex');
}
