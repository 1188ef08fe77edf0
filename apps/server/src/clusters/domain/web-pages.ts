// Which native web pages a cluster has, and where they stand below the listener that shows them: `/web/<cluster>/<address>:<port>/…`.
// An address of a daemon is a part of the path as it is, so a script that puts `http://` before one finds its way when that is
// replaced. The prefix is none of the console's, so its browsers do not send these cookies there. Pure.
import { componentsNamed } from '../components/index.ts';
import { type Cluster, hasCore, type Node } from './cluster.ts';
import { daemonsFor, dutiesOf } from './node-duties.ts';

/** A daemon that has pages. */
export interface WebTarget {
  /** `127.70.1.10:8088`. */
  readonly authority: string;
  readonly address: string;
  readonly port: number;
  readonly daemon: string;
  readonly node: string;
}

/** All that may be dialled for this cluster's pages, by authority: nothing else ever is. */
export function webTargetsOf(cluster: Cluster, nodes: readonly Node[]): ReadonlyMap<string, WebTarget> {
  const components = componentsNamed(cluster.spec.components);
  const withCore = hasCore(cluster.nodeGroups);
  const targets = nodes.flatMap((node) =>
    daemonsFor(components, dutiesOf(node.role, { hasCore: withCore })).flatMap(({ name, webPort }): WebTarget[] => {
      if (webPort === undefined) return [];
      const authority = `${node.address}:${webPort}`;
      return [{ authority, address: node.address, port: webPort, daemon: name, node: node.name }];
    }),
  );
  return new Map(targets.map((each) => [each.authority, each]));
}

/** Which daemon is meant by what a page calls it. Some pages name a daemon by the name that its machine gives to the address:
 *  of this machine's loopback addresses all have the same, so only the port tells, and the page's own daemon comes first. */
export function targetNamed(
  targets: ReadonlyMap<string, WebTarget>,
  { own, hostNames }: { readonly own: WebTarget; readonly hostNames: readonly string[] },
): (authority: string) => string | undefined {
  return (authority) => {
    if (targets.has(authority)) return authority;
    const [name = '', port] = authority.toLowerCase().split(':');
    if (!hostNames.includes(name)) return undefined;
    const meant = [own, ...targets.values()].filter((each) => each.port === Number(port));
    const isClear = meant[0] === own || meant.length === 1;
    return isClear ? meant[0]?.authority : undefined;
  };
}

/** Native pages and services of a cluster by name. */
export function addressesOf(cluster: Cluster, masterAddress: string): Readonly<Record<string, string>> {
  const components = componentsNamed(cluster.spec.components);
  return Object.assign({}, ...components.map((each) => each.addresses(masterAddress)));
}

/** Below which everything of a cluster stands. */
export const webBase = (clusterId: string): string => `/web/${clusterId}`;

export type WebPath =
  | { readonly kind: 'page'; readonly clusterId: string; readonly authority: string; readonly rest: string }
  | { readonly kind: 'ticket'; readonly clusterId: string; readonly ticket: string };

/** What a request's target asks for; `undefined` for what is neither a page nor a ticket, or leads up by `..`. */
export function parseWebPath(target: string): WebPath | undefined {
  const ticket = /^\/web\/([a-z0-9-]{1,60})\/open\?ticket=([\w-]{1,4000})$/.exec(target);
  if (ticket) return { kind: 'ticket', clusterId: ticket[1] ?? '', ticket: ticket[2] ?? '' };
  const page = /^\/web\/([a-z0-9-]{1,60})\/(\d{1,3}(?:\.\d{1,3}){3}:\d{1,5})([/?].*)?$/.exec(target);
  if (!page) return undefined;
  const [, clusterId = '', authority = '', rest = ''] = page;
  const path = decoded(rest.split('?', 1)[0] ?? '');
  if (/(^|[/\\])\.\.?($|[/\\;])/.test(path)) return undefined;
  return { kind: 'page', clusterId, authority, rest };
}

/** What a request would change, or begin; `undefined` for one that only looks. Some pages change something by GET: those of
 *  Spark because YARN's proxy passes nothing else on. */
export function changeIn(method: string, rest: string): string | undefined {
  if (method !== 'GET' && method !== 'HEAD') return method;
  const [rawPath = '', ...query] = rest.split('?');
  const path = decoded(rawPath)
    .replaceAll(/;[^/]*/g, '')
    .replaceAll(/\/{2,}/g, '/')
    .toLowerCase();
  const asked = decoded(query.join('?')).toLowerCase();
  if (/\/(jobs\/job|stages\/stage)\/kill(\/|$)/.test(path)) return 'kill';
  if (path.startsWith('/loglevel') && /(^|&)level=/.test(asked)) return 'logLevel';
  if (/^\/(fsck|imagetransfer|getjournal|prof)(\/|$)/.test(path)) return path.slice(1);
  if (path.startsWith('/webhdfs/') && asked.includes('getdelegationtoken')) return 'GETDELEGATIONTOKEN';
  return undefined;
}

/** Twice, since a daemon behind a daemon decodes again; what is wrongly encoded stays, as it may be read by a lenient one. */
function decoded(text: string): string {
  const once = (each: string) =>
    each.replaceAll(/%([0-9a-f]{2})/gi, (_, digits: string) => String.fromCharCode(Number.parseInt(digits, 16)));
  return once(once(text));
}
