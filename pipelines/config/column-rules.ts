import type { Report } from './feed.ts';
import type { ParsedConfig } from './schema.ts';

/** What is hidden from a role cannot be masked as well: one of the two was not meant. */
export function reportDoubleRules({ hide, mask }: ParsedConfig['auth'], report: Report): void {
  const hidden = new Map(Object.entries(hide));
  for (const [role, kinds = []] of Object.entries(mask)) {
    const both = kinds.filter((kind) => hidden.get(role)?.includes(kind) === true);
    if (both.length === 0) continue;
    report(
      ['auth', 'mask', role],
      `auth.mask.${role}: ${both.join(', ')} is hidden from this role already. Name it in auth.hide or in auth.mask.`,
    );
  }
}
