import { TreelineError } from '../../warehouse/treeline-error.ts';

/**
 * Ranges are positions in one tree: after a reorganisation they would be other people's. `frame` null: the viewer is
 * bound to none. Errors: `organisation_changed`.
 */
export function refuseOtherTree(publish: { readonly frameVersion: number }, frame: number | null): void {
  if (frame === null || frame === publish.frameVersion) return;
  throw new TreelineError(
    'organisation_changed',
    'The organisation has changed this very moment. Ask again.',
    {},
  );
}
