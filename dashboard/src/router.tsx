import { createBrowserRouter, Navigate, Outlet } from 'react-router';
import { LiveEventsProvider } from './lib/live-events.tsx';
import { PreferencesProvider } from './lib/preferences-context.tsx';

function Root() {
  return (
    <PreferencesProvider>
      <LiveEventsProvider>
        <Outlet />
      </LiveEventsProvider>
    </PreferencesProvider>
  );
}

/** The wall stands outside the shell: it needs neither Ant Design nor the header. */
export function createRouter() {
  return createBrowserRouter([
    {
      Component: Root,
      HydrateFallback: () => null,
      children: [
        { index: true, element: <Navigate to="/board" replace /> },
        {
          path: 'tv',
          lazy: async () => ({ Component: (await import('./pages/tv/TvPage.tsx')).TvPage }),
        },
        {
          lazy: async () => ({ Component: (await import('./shell/Shell.tsx')).Shell }),
          children: [
            {
              path: 'board',
              lazy: async () => ({ Component: (await import('./pages/board/BoardPage.tsx')).BoardPage }),
            },
            {
              path: 'leaderboard',
              lazy: async () => ({
                Component: (await import('./pages/leaderboard/LeaderboardPage.tsx')).LeaderboardPage,
              }),
            },
            {
              path: '*',
              lazy: async () => ({ Component: (await import('./shell/NotFound.tsx')).NotFound }),
            },
          ],
        },
      ],
    },
  ]);
}
