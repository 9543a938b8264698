/** Whether the sources have something new, found out beside other work. */
export interface NewsWatch {
  isThere(): boolean;
  stop(): void;
}

/** Asks every `everyMs` until there is news. A source that does not answer has none: the next round tells of it. */
export function watchForNews(hasNews: () => Promise<boolean>, everyMs: number): NewsWatch {
  let isThere = false;
  let timer: NodeJS.Timeout | null = null;
  let isStopped = false;

  async function look(): Promise<void> {
    isThere = await hasNews().catch(() => false);
    if (!isThere && !isStopped) next();
  }
  function next(): void {
    timer = setTimeout(() => void look(), everyMs);
  }
  next();

  return {
    isThere: () => isThere,
    stop() {
      isStopped = true;
      if (timer !== null) clearTimeout(timer);
    },
  };
}
