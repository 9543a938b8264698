import type { AdminAccount } from '../../../../server/contracts/account.ts';

type Standing = Pick<AdminAccount['standings'][number], 'unitId' | 'kind'>;

/** The chosen units as an account stands on them: what is newly chosen is opened, what it had stays as it was. */
export function standingsOf(unitIds: readonly string[], before: readonly Standing[]): Standing[] {
  const kinds = new Map(before.map(({ unitId, kind }) => [unitId, kind]));
  return unitIds.map((unitId) => ({ unitId, kind: kinds.get(unitId) ?? 'grant' }));
}
