import { useEffect, useRef, useState } from 'react';
import { createGong, type Gong } from './gong.ts';

/** Strikes once for each celebration. Answers whether the browser still holds the sound back. */
export function useGong(celebrationId: string | null, loudness: number): boolean {
  const gong = useRef<Gong | null>(null);
  const [blocked, setBlocked] = useState(false);
  useEffect(() => {
    if (loudness === 0) return undefined;
    const opened = createGong();
    gong.current = opened;
    setBlocked(opened.blocked());
    const allow = () => {
      opened.allow();
      setBlocked(false);
    };
    window.addEventListener('keydown', allow);
    window.addEventListener('pointerdown', allow);
    return () => {
      window.removeEventListener('keydown', allow);
      window.removeEventListener('pointerdown', allow);
      opened.close();
      gong.current = null;
    };
  }, [loudness]);
  useEffect(() => {
    if (celebrationId !== null) gong.current?.strike(loudness);
  }, [celebrationId, loudness]);
  return loudness > 0 && blocked;
}
