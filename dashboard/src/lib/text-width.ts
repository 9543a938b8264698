import type { CSSProperties } from 'react';

const wide = /[\u1100-\u115f\u2e80-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff00-\uff60\uffe0-\uffe6]/u;

/** How much room a text takes, in em of its type: a Chinese character fills one, a Latin letter a little over half. */
export function emWidth(text: string): number {
  return [...text].reduce((width, letter) => width + (wide.test(letter) ? 1 : 0.56), 0);
}

/** `--name-room` for the rows of a list: as much as its longest name takes. */
export function roomFor(names: readonly string[]): CSSProperties & Record<'--name-room', string> {
  return { '--name-room': `${(Math.max(0, ...names.map(emWidth)) + 0.5).toFixed(2)}em` };
}
