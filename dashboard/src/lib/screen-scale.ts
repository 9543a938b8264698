import { useEffect, useState } from 'react';

/** Pixels of one rem over the usual 16: 1 up to a 1080p screen, 2 on 4K (base.css sets the rule). */
export function readScale(): number {
  return parseFloat(getComputedStyle(document.documentElement).fontSize) / 16;
}

/** Whether the screen is a phone's, by the same width as the style sheets. */
const readNarrow = (): boolean => matchMedia('(max-width: 720px)').matches;

export const useScale = (): number => useScreen(readScale);
export const useNarrow = (): boolean => useScreen(readNarrow);

/** What `read` says of the screen, read again whenever its size changes; `read` must be the same on each call. */
function useScreen<T>(read: () => T): T {
  const [value, setValue] = useState(read);
  useEffect(() => {
    const update = () => setValue(read());
    update();
    window.addEventListener('resize', update);
    return () => window.removeEventListener('resize', update);
  }, [read]);
  return value;
}
