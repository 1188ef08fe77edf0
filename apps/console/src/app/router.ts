// The router and the store of answers, one of each for the page.
import { MutationCache, QueryCache, QueryClient } from '@tanstack/react-query';
import { type AnyRoute, createRouter } from '@tanstack/react-router';
import { ApiError } from '@argosy/client/browser';
import { keepCsrfToken } from './api.ts';
import { hasComeInAgain } from './caller.ts';
import { NotFound, PageFailure, PageSkeleton } from './page.tsx';
import { paths } from './paths.ts';
import { routeTree } from './routes.tsx';

export const queryClient = new QueryClient({
  defaultOptions: {
    queries: {
      retry: false, // the client tries again where that may help
      staleTime: 30_000, // facts make it new before; this is for what happens beside them
      refetchOnWindowFocus: true,
      structuralSharing: true,
    },
  },
  queryCache: new QueryCache({ onError: leaveIfSignedOut }),
  mutationCache: new MutationCache({ onError: leaveIfSignedOut }),
});

export const router = createRouter({
  routeTree,
  context: { queryClient },
  defaultPreload: 'intent',
  defaultPreloadStaleTime: 0, // the store of answers decides
  defaultPendingMs: 200,
  defaultPendingMinMs: 200,
  defaultPendingComponent: PageSkeleton,
  defaultErrorComponent: PageFailure,
  defaultNotFoundComponent: NotFound,
  defaultRemountDeps: ({ params }) => params, // what is open or typed on a page of one thing is none of another's
  scrollRestoration: true,
});

/** Fetches the page at this address beside the first questions and not after them: who is signed in, what has happened. */
export function fetchPage(): void {
  const routes: Readonly<Record<string, AnyRoute>> = router.routesById;
  for (const { routeId } of router.matchRoutes(router.latestLocation) as readonly { readonly routeId: string }[]) {
    const route = routes[routeId];
    if (route) void router.loadRouteChunk(route)?.catch(() => {}); // the router asks again, and says what is wrong
  }
}

/** Not on every 401: a wrong code of the second factor is one too. */
function leaveIfSignedOut(error: unknown): void {
  if (!(error instanceof ApiError)) return;
  if (error.code === 'credentials_missing') toSignIn();
  if (error.code === 'session_ended') void stayIfInAgain();
}

let isAsking = false;

/** Once for all that was refused at that moment. */
async function stayIfInAgain(): Promise<void> {
  if (isAsking) return;
  isAsking = true;
  const isIn = await hasComeInAgain();
  isAsking = false;
  if (!isIn) return toSignIn();
  await queryClient.invalidateQueries();
  await router.invalidate();
}

/** Whoever was signed in is no longer: everything is forgotten, and after signing in they are where they were. */
function toSignIn(): void {
  const { pathname, href } = router.state.location;
  if (pathname === paths.signIn || pathname === paths.link) return;
  keepCsrfToken(undefined);
  queryClient.clear();
  void router.navigate({ to: paths.signIn, search: { to: href }, ignoreBlocker: true }); // nothing to stay for
}

declare module '@tanstack/react-router' {
  interface Register {
    router: typeof router;
  }
}
