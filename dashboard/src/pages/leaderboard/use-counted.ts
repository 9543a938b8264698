import { useEffect, useRef, useState } from 'react';
import { animate, useReducedMotion } from 'motion/react';

/** The value on its way: counts from what is shown to the new one, at once for readers who want no motion. */
export function useCounted(value: number | null, seconds: number): number | null {
  const still = useReducedMotion() === true;
  const [shown, setShown] = useState(value);
  const last = useRef(value);
  useEffect(() => {
    const show = (next: number | null) => {
      last.current = next;
      setShown(next);
    };
    if (value === null || last.current === null || still) {
      show(value);
      return undefined;
    }
    if (last.current === value) return undefined;
    const counting = animate(last.current, value, { duration: seconds, ease: 'easeOut', onUpdate: show });
    return () => counting.stop();
  }, [value, seconds, still]);
  return shown;
}
