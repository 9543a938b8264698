import { createBrowserRouter, Navigate, Outlet } from 'react-router';
import { LiveEventsProvider } from './lib/live-events.tsx';
import { PreferencesProvider } from './lib/preferences-context.tsx';
import { SessionGate } from './lib/session.tsx';
import { EyesBanner } from './shell/EyesBanner.tsx';

function Root() {
  return (
    <PreferencesProvider>
      <Outlet />
    </PreferencesProvider>
  );
}

function Inside() {
  return (
    <SessionGate>
      <LiveEventsProvider>
        <EyesBanner />
        <Outlet />
      </LiveEventsProvider>
    </SessionGate>
  );
}

/** The wall stands outside the shell: it needs neither Ant Design nor the header. */
export function createRouter() {
  return createBrowserRouter([
    {
      Component: Root,
      HydrateFallback: () => null,
      children: [
        {
          path: 'sign-in',
          lazy: async () => ({ Component: (await import('./pages/sign-in/SignInPage.tsx')).SignInPage }),
        },
        {
          path: 'set-password',
          lazy: async () => ({
            Component: (await import('./pages/sign-in/SetPasswordPage.tsx')).SetPasswordPage,
          }),
        },
        {
          path: 'wall',
          lazy: async () => ({ Component: (await import('./pages/sign-in/WallLinkPage.tsx')).WallLinkPage }),
        },
        {
          Component: Inside,
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
                  path: 'account',
                  lazy: async () => ({
                    Component: (await import('./pages/account/AccountPage.tsx')).AccountPage,
                  }),
                },
                {
                  path: 'admin',
                  lazy: async () => ({ Component: (await import('./pages/admin/AdminPage.tsx')).AdminPage }),
                },
                {
                  path: '*',
                  lazy: async () => ({ Component: (await import('./shell/NotFound.tsx')).NotFound }),
                },
              ],
            },
          ],
        },
      ],
    },
  ]);
}
