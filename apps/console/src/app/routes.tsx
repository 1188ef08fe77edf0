// Every page of the console, on one page. A route says its address, what of the address it reads, what it loads before it is
// shown (values of the module's queries.ts), and which file has the page; that file is fetched when somebody goes there.
import type { QueryClient } from '@tanstack/react-query';
import { createRootRouteWithContext, createRoute, lazyRouteComponent, Outlet, redirect } from '@tanstack/react-router';
import { ApiError } from '@argosy/client/browser';
import { type ClusterState, clusterStates } from '@argosy/contract/clusters/vocabulary';
import { type ClusterFilter, clusterListQuery } from '../clusters/queries.ts';
import { callerQuery } from './caller.ts';
import { Frame } from './frame.tsx';
import { paths } from './paths.ts';

const root = createRootRouteWithContext<{ readonly queryClient: QueryClient }>()({ component: Outlet });

const signIn = createRoute({
  getParentRoute: () => root,
  path: paths.signIn,
  validateSearch: (search): { to?: string } => (typeof search['to'] === 'string' ? { to: search['to'] } : {}),
  component: lazyRouteComponent(() => import('../identity/sign-in-page.tsx'), 'SignInPage'),
});

const link = createRoute({
  getParentRoute: () => root,
  path: paths.link,
  component: lazyRouteComponent(() => import('../identity/link-page.tsx'), 'LinkPage'),
});

/** Around all pages for which one has to be signed in. */
const frame = createRoute({
  getParentRoute: () => root,
  id: 'frame',
  component: Frame,
  beforeLoad: async ({ context, location }) => {
    try {
      await context.queryClient.ensureQueryData(callerQuery);
    } catch (error) {
      if (error instanceof ApiError && error.status === 401)
        throw redirect({ to: paths.signIn, search: location.href === paths.home ? {} : { to: location.href } });
      throw error;
    }
  },
});

const releaseList = createRoute({
  getParentRoute: () => frame,
  path: paths.releases,
  component: lazyRouteComponent(() => import('../home/home-page.tsx'), 'HomePage'),
});

const home = createRoute({
  getParentRoute: () => frame,
  path: paths.home,
  component: lazyRouteComponent(() => import('../home/home-page.tsx'), 'HomePage'),
});

// --- clusters -----------------------------------------------------------------------------------------------------

const clusterList = createRoute({
  getParentRoute: () => frame,
  path: paths.clusters,
  validateSearch: (search): ClusterFilter => ({
    ...(isClusterState(search['state']) && { state: search['state'] }),
    ...(search['all'] === true && { all: true }),
  }),
  loaderDeps: ({ search }) => search,
  loader: ({ context, deps }) => context.queryClient.ensureInfiniteQueryData(clusterListQuery(deps)),
  component: lazyRouteComponent(() => import('../clusters/cluster-list-page.tsx'), 'ClusterListPage'),
});

const isClusterState = (value: unknown): value is ClusterState => clusterStates.some((each) => each === value);

export const routeTree = root.addChildren([signIn, link, frame.addChildren([home, clusterList, releaseList])]);
