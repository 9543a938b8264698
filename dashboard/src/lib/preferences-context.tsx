import { createContext, use, useEffect, useMemo, useState, type ReactNode } from 'react';
import { useSearchParams } from 'react-router';
import { speak } from './i18n.ts';
import {
  browserSources,
  paintTheme,
  preferenceParams,
  readPreferences,
  rememberPreference,
  type Preferences,
} from './preferences.ts';

interface PreferencesState extends Preferences {
  choose(patch: Partial<Preferences>): void;
}

const PreferencesContext = createContext<PreferencesState | null>(null);

export function PreferencesProvider({ children }: { children: ReactNode }) {
  const [search, setSearch] = useSearchParams();
  const [chosen, setChosen] = useState<Partial<Preferences>>({});
  const { language, theme } = { ...readPreferences(browserSources(search)), ...chosen };

  useEffect(() => void speak(language), [language]);
  useEffect(() => paintTheme(theme), [theme]);

  const state = useMemo<PreferencesState>(
    () => ({
      language,
      theme,
      choose(patch) {
        if (patch.language) rememberPreference('language', patch.language);
        if (patch.theme) rememberPreference('theme', patch.theme);
        setChosen((before) => ({ ...before, ...patch }));
        // A link that carries the choice must go on saying what is on screen; other links stay short.
        const next = new URLSearchParams(search);
        if (patch.language && next.has(preferenceParams.language))
          next.set(preferenceParams.language, patch.language);
        if (patch.theme && next.has(preferenceParams.theme)) next.set(preferenceParams.theme, patch.theme);
        if (next.toString() !== search.toString()) setSearch(next, { replace: true });
      },
    }),
    [language, theme, search, setSearch],
  );
  return <PreferencesContext value={state}>{children}</PreferencesContext>;
}

export function usePreferences(): PreferencesState {
  const state = use(PreferencesContext);
  if (!state) throw new Error('usePreferences needs a PreferencesProvider above it');
  return state;
}
