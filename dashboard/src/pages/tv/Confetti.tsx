import { useEffect, useRef } from 'react';
import confetti, { type CreateTypes } from 'canvas-confetti';

const COLOURS = ['#ffcb47', '#ff7a45', '#6aa6ff', '#8f6bff', '#ffffff', '#ff5470'];

/** One canvas for the life of the screen; each celebration throws from both lower corners. It stops drawing by itself. */
export function Confetti({ celebrationId }: { celebrationId: string | null }) {
  const canvas = useRef<HTMLCanvasElement>(null);
  const thrower = useRef<CreateTypes | null>(null);
  useEffect(() => {
    if (canvas.current === null) return undefined;
    const created = confetti.create(canvas.current, { resize: true, disableForReducedMotion: true });
    thrower.current = created;
    return () => {
      created.reset();
      thrower.current = null;
    };
  }, []);
  useEffect(() => {
    if (celebrationId === null || thrower.current === null) return;
    // Sizes and speeds are in pixels: 4K needs twice as much of both for the same picture.
    const scale = window.innerHeight / 1080;
    for (const side of [0, 1]) {
      void thrower.current({
        particleCount: 90,
        angle: side === 0 ? 62 : 118,
        spread: 62,
        startVelocity: 62 * scale,
        gravity: scale,
        scalar: 1.5 * scale,
        ticks: 260,
        origin: { x: side, y: 0.78 },
        colors: COLOURS,
      });
    }
  }, [celebrationId]);
  return <canvas ref={canvas} className="wall-confetti" aria-hidden="true" />;
}
