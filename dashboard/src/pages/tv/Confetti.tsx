import { useEffect, useRef } from 'react';
import confetti, { type CreateTypes } from 'canvas-confetti';
import { hasGraphicsProcessor } from './graphics-processor.ts';

const COLOURS = ['#ffcb47', '#ff7a45', '#6aa6ff', '#8f6bff', '#ffffff', '#ff5470'];

/** Pictures that a piece falls through. Each draws the whole screen anew, so a machine without graphics throws a puff. */
const TICKS = { withGraphics: 240, without: 60 };

/** One canvas for the life of the screen; each celebration throws from both lower corners. It stops drawing by itself. */
export function Confetti({ celebrationId }: { celebrationId: string | null }) {
  const canvas = useRef<HTMLCanvasElement>(null);
  const thrower = useRef<CreateTypes | null>(null);
  const ticks = useRef(TICKS.without);
  useEffect(() => {
    if (canvas.current === null) return undefined;
    if (hasGraphicsProcessor()) ticks.current = TICKS.withGraphics;
    const created = confetti.create(canvas.current, { resize: false, disableForReducedMotion: true });
    thrower.current = created;
    return () => {
      created.reset();
      thrower.current = null;
    };
  }, []);
  useEffect(() => {
    if (celebrationId === null || thrower.current === null) return;
    for (const side of [0, 1]) {
      void thrower.current({
        particleCount: 80,
        angle: side === 0 ? 62 : 118,
        spread: 62,
        startVelocity: 62,
        scalar: 1.5,
        ticks: ticks.current,
        origin: { x: side, y: 0.78 },
        colors: COLOURS,
      });
    }
  }, [celebrationId]);
  // Drawn at the design's size on any screen: four times the pixels on 4K would show the same picture more slowly.
  return <canvas ref={canvas} width={1920} height={1080} className="wall-confetti" aria-hidden="true" />;
}
