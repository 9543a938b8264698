import { useCallback, useEffect, useState } from 'react';
import { turn } from './rotation.ts';

export interface Rotation {
  page: number;
  paused: boolean;
}

/** Which page is up: turns by itself, by the arrow keys, and stops at the space bar. */
export function useRotation(pages: number, dwellMs: number): Rotation {
  const [page, setPage] = useState(0);
  const [paused, setPaused] = useState(false);
  const go = useCallback((by: 1 | -1) => setPage((now) => turn(now, by, pages)), [pages]);

  useEffect(() => {
    if (paused || pages < 2) return undefined;
    const timer = setTimeout(() => go(1), dwellMs);
    return () => clearTimeout(timer);
  }, [page, paused, pages, dwellMs, go]);

  useEffect(() => {
    const press = (event: KeyboardEvent) => {
      if (event.ctrlKey || event.metaKey || event.altKey) return;
      if (event.key === 'ArrowRight') go(1);
      if (event.key === 'ArrowLeft') go(-1);
      if (event.key === ' ') setPaused((now) => !now);
      if (event.key === 'f') toggleFullscreen();
      if (['ArrowRight', 'ArrowLeft', ' '].includes(event.key)) event.preventDefault();
    };
    window.addEventListener('keydown', press);
    return () => window.removeEventListener('keydown', press);
  }, [go]);

  return { page: page < pages ? page : 0, paused };
}

function toggleFullscreen(): void {
  // A browser that refuses full screen (an embedded view) leaves the wall as it is.
  const done = document.fullscreenElement
    ? document.exitFullscreen()
    : document.documentElement.requestFullscreen();
  done.catch(() => undefined);
}
