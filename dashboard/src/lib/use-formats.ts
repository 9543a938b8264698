import { useMemo } from 'react';
import { createFormats, type Formats } from './format.ts';
import { usePreferences } from './preferences-context.tsx';
import { useStatus } from './queries.ts';

/** The reader's language with the warehouse's currency. */
export function useFormats(): Formats {
  const { language } = usePreferences();
  const currency = useStatus().data?.currency ?? 'CNY';
  return useMemo(() => createFormats(language, currency), [language, currency]);
}
