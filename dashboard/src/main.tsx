import '@fontsource-variable/inter/wght.css';
import './base.css';
import { QueryClientProvider } from '@tanstack/react-query';
import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { RouterProvider } from 'react-router';
import { startTranslations } from './lib/i18n.ts';
import { browserSources, paintTheme, readPreferences } from './lib/preferences.ts';
import { createQueryClient } from './lib/queries.ts';
import { fontFamily } from './lib/tokens.ts';
import { createRouter } from './router.tsx';

const root = document.getElementById('root');
if (!root) throw new Error('index.html has no element with the id "root"');

// Before the first paint, so that nothing flashes in the wrong colours or the wrong language.
const preferences = readPreferences(browserSources(new URLSearchParams(location.search)));
document.documentElement.style.setProperty('--font', fontFamily);
paintTheme(preferences.theme);
await startTranslations(preferences.language);

createRoot(root).render(
  <StrictMode>
    <QueryClientProvider client={createQueryClient()}>
      <RouterProvider router={createRouter()} />
    </QueryClientProvider>
  </StrictMode>,
);
