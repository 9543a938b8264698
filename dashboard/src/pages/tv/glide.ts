import type { Transition } from 'motion/react';

/** Long enough to be followed from ten metres. */
export const GLIDE = { duration: 1.4, ease: 'circInOut' } satisfies Transition;
