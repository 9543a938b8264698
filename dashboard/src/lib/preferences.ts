import { z } from 'zod';
import type { Language } from './format.ts';
import { cssVariables, tokens, type ThemeName } from './tokens.ts';

/** What a reader sets once for all screens. The address may overrule it for one link. */
export interface Preferences {
  language: Language;
  theme: ThemeName;
}

const language = z.enum(['en', 'zh']);
const theme = z.enum(['light', 'dark']);
export const preferenceParams = { language: 'lang', theme: 'theme' } as const;
const storageKeys = { language: 'treeline.lang', theme: 'treeline.theme' } as const;

export interface PreferenceSources {
  search: URLSearchParams;
  stored(key: string): string | null;
  browserLanguage: string;
  prefersDark: boolean;
}

/** Address, then what was remembered, then the browser. */
export function readPreferences(sources: PreferenceSources): Preferences {
  const first = <T>(schema: z.ZodType<T>, fallback: T, ...values: (string | null)[]): T => {
    for (const value of values) {
      const parsed = schema.safeParse(value);
      if (parsed.success) return parsed.data;
    }
    return fallback;
  };
  return {
    language: first(
      language,
      sources.browserLanguage.toLowerCase().startsWith('zh') ? 'zh' : 'en',
      sources.search.get(preferenceParams.language),
      sources.stored(storageKeys.language),
    ),
    theme: first(
      theme,
      sources.prefersDark ? 'dark' : 'light',
      sources.search.get(preferenceParams.theme),
      sources.stored(storageKeys.theme),
    ),
  };
}

/** Private windows and embedded web views may refuse storage; the choice then lasts as long as the page. */
function safely<T>(use: () => T, fallback: T): T {
  try {
    return use();
  } catch (error) {
    if (error instanceof DOMException) return fallback;
    throw error;
  }
}

export function browserSources(search: URLSearchParams): PreferenceSources {
  return {
    search,
    stored: (key) => safely(() => localStorage.getItem(key), null),
    browserLanguage: navigator.language,
    prefersDark: matchMedia('(prefers-color-scheme: dark)').matches,
  };
}

export function rememberPreference(name: keyof Preferences, value: string): void {
  safely(() => localStorage.setItem(storageKeys[name], value), undefined);
}

export function paintTheme(name: ThemeName): void {
  const root = document.documentElement;
  root.dataset['theme'] = name;
  root.style.colorScheme = name;
  for (const [variable, value] of Object.entries(cssVariables({ ...tokens[name] }))) {
    root.style.setProperty(variable, value);
  }
}
