import { createContext, lazy, Suspense, useContext, useMemo, useState, type ReactNode } from 'react';
import type { LoadQuery } from '../../../server/contracts/load.ts';

type Explain = (question: LoadQuery) => void;

const ExplainContext = createContext<Explain>(() => undefined);

/** Opens where the one figure of a question comes from. */
export function useExplain(): Explain {
  return useContext(ExplainContext);
}

const ExplainDrawer = lazy(async () => ({ default: (await import('./ExplainDrawer.tsx')).ExplainDrawer }));

/** The drawer stands beside the page, so that any figure on it can open it; it is loaded when the first one does. */
export function ExplainProvider({ children }: { children: ReactNode }) {
  const [question, setQuestion] = useState<LoadQuery | null>(null);
  const [isOpen, setIsOpen] = useState(false);
  const explain = useMemo<Explain>(
    () => (asked) => {
      setQuestion(asked);
      setIsOpen(true);
    },
    [],
  );
  return (
    <ExplainContext value={explain}>
      {children}
      {question && (
        <Suspense fallback={null}>
          <ExplainDrawer question={question} isOpen={isOpen} onClose={() => setIsOpen(false)} />
        </Suspense>
      )}
    </ExplainContext>
  );
}
