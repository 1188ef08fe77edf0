// A second listener, which shows native web pages of clusters and does nothing else (CLU-7). They show what users called their
// jobs and files, and applications of users have pages of their own: so they never have the console's origin. Who may look is
// asked at each request (web-tickets.ts), what may be dialled comes from the database and never from the address alone.
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { hostname } from 'node:os';
import { messageOf, refusal } from '@argosy/kernel/errors';
import type { CredentialsId } from '../../platform/http/gate.ts';
import { requireHost } from '../../platform/http/hosts.ts';
import { believeOnly, type Origin, originOf, type Proxies } from '../../platform/http/proxies.ts';
import type { ClustersDeps } from '../clusters-deps.ts';
import {
  changeIn,
  parseWebPath,
  targetNamed,
  type WebPath,
  webBase,
  type WebTarget,
  webTargetsOf,
} from '../domain/web-pages.ts';
import { findCluster } from '../store/clusters.ts';
import { nodesOf } from '../store/nodes.ts';
import { answerProblem } from './problem-page.ts';
import { showPage } from './show-page.ts';
import type { WebSession, WebTickets } from './web-tickets.ts';

export interface WebListenerParts {
  readonly deps: Pick<ClustersDeps, 'read' | 'log'>;
  readonly tickets: WebTickets;
  /** The organization for which credentials still hold that may look at pages of the cluster; `undefined` when they do not any
   *  more. `from`: where they look. */
  readonly holds: (whose: CredentialsId & { readonly clusterId: string }, from: Origin) => Promise<string | undefined>;
  /** As the main listener has them: which hosts are answered for. */
  readonly address: string;
  readonly hosts: readonly string[];
  /** By which address people reach it, when it is behind a proxy. */
  readonly url: string | undefined;
  /** As the main listener has them: who is believed where a request came from. */
  readonly proxies: Proxies;
}

export interface WebListener {
  readonly listen: (at: { readonly host: string; readonly port: number }) => Promise<void>;
  /** Where it is for somebody who asked the main listener by this Host. */
  readonly urlFor: (host: string | undefined) => string;
  readonly stop: () => Promise<void>;
}

/** What its resolver makes of loopback addresses. */
const namesOfThisMachine = ['localhost', 'localhost.localdomain', hostname().toLowerCase()];
const cookieName = 'argosy_web';
/** Pages being loaded at the same time, each with a connection to a daemon. */
const mostAtOnce = 256;
const mostConnections = 2000;
/** How long what the database says of a cluster is believed: a page is thirty requests, and a released cluster is gone for
 *  everybody a second later. */
const rememberMs = 900;
const rememberMost = 500;

export function createWebListener(parts: WebListenerParts): WebListener {
  const { deps, tickets, holds } = parts;
  const known = new Map<string, { readonly untilMs: number; readonly targets: Promise<Targets | undefined> }>();
  let atOnce = 0;

  const targetsOf = (session: WebSession): Promise<Targets | undefined> => {
    const key = `${session.organizationId} ${session.clusterId}`;
    const found = known.get(key);
    if (found && performance.now() < found.untilMs) return found.targets;
    known.delete(key);
    if (known.size >= rememberMost) known.delete(known.keys().next().value ?? '');
    const targets = readTargets(deps, session);
    known.set(key, { untilMs: performance.now() + rememberMs, targets });
    targets.catch(() => known.delete(key)); // the next request asks again
    return targets;
  };

  const isSecure = parts.url?.startsWith('https:') === true;
  const useTicket = async (
    request: IncomingMessage,
    response: ServerResponse,
    asked: Extract<WebPath, { kind: 'ticket' }>,
  ): Promise<void> => {
    const ticket = tickets.use(asked.clusterId, asked.ticket);
    if (!ticket) throw refusal('web_ticket_invalid');
    await requireHolding(ticket, request);
    const base = webBase(ticket.clusterId);
    response.writeHead(303, {
      location: `${base}${ticket.place}`,
      'set-cookie': `${cookieName}=${tickets.sealSession(ticket)}; Path=${base}/; HttpOnly; SameSite=Lax${isSecure ? '; Secure' : ''}`,
      'cache-control': 'no-store',
      'referrer-policy': 'no-referrer', // the ticket stands in this address
    });
    response.end();
  };

  const requireHolding = async (session: WebSession, request: IncomingMessage): Promise<void> => {
    if ((await holds(credentialsOf(session), originOf(request, parts.proxies))) !== session.organizationId)
      throw refusal('web_session_ended');
  };

  const answer = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const { url = '/', method = 'GET', headers } = request;
    requireHost(headers.host, { address: parts.address, configured: parts.hosts });
    const asked = parseWebPath(url);
    if (asked?.kind === 'ticket' && method === 'GET') return useTicket(request, response, asked);
    if (asked?.kind !== 'page') return lostLink(request, response);
    const session = sessionOf(tickets, asked.clusterId, headers.cookie);
    if (!session) throw refusal('web_session_ended');
    await requireHolding(session, request);
    const targets = await targetsOf(session);
    if (!targets) throw refusal('cluster_not_found', { clusterId: asked.clusterId });
    const target = targets.get(asked.authority);
    if (!target) throw refusal('web_page_not_found', { path: url.slice(0, 200) });
    const change = changeIn(method, asked.rest);
    if (change !== undefined) throw refusal('web_change_refused', { what: change });
    const base = webBase(asked.clusterId);
    if (!asked.rest.startsWith('/')) return redirect(response, `${base}/${asked.authority}/${asked.rest}`);
    const targetOf = targetNamed(targets, { own: target, hostNames: namesOfThisMachine });
    return showPage(request, response, { target, rest: asked.rest, base, targetOf });
  };

  const server = createServer((request, response) => {
    if (atOnce >= mostAtOnce) return void answerProblem(request, response, refusal('web_pages_busy'));
    atOnce += 1;
    response.once('close', () => (atOnce -= 1));
    believeOnly(parts.proxies, request);
    request.resume(); // what only looks has no body
    answer(request, response).catch((error: unknown) => {
      if (response.destroyed) return; // whoever asked has gone
      const status = answerProblem(request, response, error);
      // Neither ticket nor query: these may be secrets.
      const about = { status, path: request.url?.split('?', 1)[0], problem: messageOf(error) };
      deps.log[status >= 500 && status !== 502 ? 'error' : 'debug'](about, 'a native page was not shown');
    });
    return undefined;
  });
  server.maxConnections = mostConnections;
  return {
    listen: ({ host, port }) =>
      new Promise((resolve, reject) => {
        server.once('error', reject);
        server.listen({ host, port }, () => {
          server.off('error', reject);
          resolve();
        });
      }),
    urlFor: (host) => parts.url ?? `http://${besides(nameIn(host), parts.address)}:${portOf(server)}`,
    async stop() {
      if (!server.listening) return;
      const closed = new Promise((resolve) => server.close(resolve));
      server.closeAllConnections(); // pages are looked at, and loaded again
      await closed;
    },
  };
}

type Targets = ReadonlyMap<string, WebTarget>;

/** `undefined`: the cluster is not there (any more), or not the organization's. */
async function readTargets(
  deps: Pick<ClustersDeps, 'read'>,
  { organizationId, clusterId }: WebSession,
): Promise<Targets | undefined> {
  return deps.read({ organizationId }, async (tx) => {
    const cluster = await findCluster(tx, organizationId, clusterId);
    if (cluster === undefined || cluster.endedAt) return undefined;
    return webTargetsOf(cluster, await nodesOf(tx, cluster.id));
  });
}

const credentialsOf = ({ clusterId, accessKeyId, sessionId }: WebSession) => ({
  clusterId,
  ...(accessKeyId !== undefined && { accessKeyId }),
  ...(sessionId !== undefined && { sessionId }),
});

/** A link that a script made for the root of its daemon's address: where the page that has it stands tells which. */
function lostLink({ url = '/', method, headers }: IncomingMessage, response: ServerResponse): void {
  const from = URL.canParse(headers.referer ?? '') ? new URL(headers.referer ?? '') : undefined;
  const page = from?.host === headers.host ? parseWebPath(`${from?.pathname}`) : undefined;
  const isLooking = method === 'GET' || method === 'HEAD';
  if (page?.kind !== 'page' || !isLooking || !/^\/(?![/\\]|web\/)/.test(url))
    throw refusal('web_page_not_found', { path: url.split('?', 1)[0]?.slice(0, 200) ?? '' });
  redirect(response, `${webBase(page.clusterId)}/${page.authority}${url}`);
}

function redirect(response: ServerResponse, location: string): void {
  response.writeHead(307, { location, 'cache-control': 'no-store', 'referrer-policy': 'same-origin' }).end();
}

/** A browser sends the cookies of longer paths first, and there is one for each cluster. */
function sessionOf(tickets: WebTickets, clusterId: string, cookies: string | undefined): WebSession | undefined {
  const given = (cookies ?? '').split(/; */).filter((each) => each.startsWith(`${cookieName}=`));
  for (const each of given.slice(0, 5)) {
    const session = tickets.session(clusterId, each.slice(cookieName.length + 1));
    if (session?.clusterId === clusterId) return session;
  }
  return undefined;
}

/** `[::1]:8440` → `[::1]`, `argosy.example` → the same. */
function nameIn(host: string | undefined): string {
  return /^(\[[^\]]+\]|[^:]+)/.exec(host ?? '')?.[1] ?? '127.0.0.1';
}

const ofLoopback: readonly string[] = ['127.0.0.1', '[::1]'];

/** The other name of loopback, where the console was asked by one: browsers keep cookies by host name, whatever the port, and
 *  a script of a native page could set some for the console. */
function besides(name: string, address: string): string {
  const listens = address === '0.0.0.0' || address === '::' ? '127.0.0.1' : address.replace('::1', '[::1]');
  if (!ofLoopback.includes(listens)) return name;
  if (name.toLowerCase() === 'localhost') return listens;
  return ofLoopback.includes(name) ? 'localhost' : name;
}

function portOf(server: Server): number {
  const at = server.address();
  return typeof at === 'object' && at ? at.port : 0; // it never listens on a pipe
}
