// Binds the opening of a native page: the address is on the listener of these pages.
import { clusterWebOpen } from '@argosy/contract/clusters/operations';
import { bind, type Binding } from '../../platform/http/bind.ts';
import type { ClustersDeps } from '../clusters-deps.ts';
import { openWebPage } from '../web/open-web-page.ts';
import type { WebListener } from '../web/web-listener.ts';
import type { WebTickets } from '../web/web-tickets.ts';

export function webRoute(
  deps: ClustersDeps,
  { tickets, web }: { readonly tickets: WebTickets; readonly web: Pick<WebListener, 'urlFor'> },
): Binding {
  return bind(clusterWebOpen, async ({ caller, params, body, raw }) => {
    const path = await openWebPage(deps, tickets, caller, { ...params, ...body });
    return { url: `${web.urlFor(raw.headers.host)}${path}` };
  });
}
