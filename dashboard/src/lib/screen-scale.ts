import { useEffect, useState } from 'react';

/** Pixels of one rem over the usual 16: 1 up to a 1080p screen, 2 on 4K (base.css sets the rule). */
export function readScale(): number {
  return parseFloat(getComputedStyle(document.documentElement).fontSize) / 16;
}

export function useScale(): number {
  const [scale, setScale] = useState(readScale);
  useEffect(() => {
    const update = () => setScale(readScale());
    update();
    window.addEventListener('resize', update);
    return () => window.removeEventListener('resize', update);
  }, []);
  return scale;
}
