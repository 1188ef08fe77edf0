// Binds the operations of clusters to their use cases; decides nothing.
import {
  clusterCheck,
  clusterCreate,
  clusterEvents,
  clusterGet,
  clusterList,
  clusterRelease,
  clusterUpdate,
  type ClusterView,
  machineTypeList,
  nodeConfiguration,
  nodeList,
  nodeLogGet,
  nodeLogList,
  nodeLogs,
  nodeLogSearch,
  regionList,
  releaseCompare,
  releaseGet,
  releaseInstall,
  releaseList,
  usageGet,
} from '@argosy/contract/clusters/operations';
import { serverClusterList, serverDrain } from '@argosy/contract/platform/operations';
import { restingClusterStates } from '@argosy/contract/clusters/vocabulary';
import { refusal } from '@argosy/kernel/errors';
import { Instant } from '@argosy/kernel/time';
import type { Caller } from '../../platform/caller.ts';
import { listEvents, listNewestEvents } from '../../platform/events.ts';
import { bind, type Binding } from '../../platform/http/bind.ts';
import { sendDownload } from '../../platform/http/send-download.ts';
import { untilAtRest } from '../../platform/http/until-at-rest.ts';
import { checkClusterDraft } from '../check-cluster.ts';
import type { ClustersDeps } from '../clusters-deps.ts';
import { createCluster } from '../create-cluster.ts';
import type { Cluster } from '../domain/cluster.ts';
import { machineTypes } from '../domain/machine-types.ts';
import { regions } from '../domain/regions.ts';
import { drainServer, readServerClusters, toServerClusterView } from '../drain-server.ts';
import { installRelease } from '../install-release.ts';
import { getCluster, getClusters, getNodes, getRelease } from '../read-clusters.ts';
import { getNodeLog, listNodeLogs, readNodeLog, searchNodeLog } from '../read-node-log.ts';
import { readNodeConfiguration } from '../read-node-configuration.ts';
import { releaseCluster } from '../release-cluster.ts';
import { compareReleases, findRelease, listReleases, runnableVersions } from '../releases/catalogue.ts';
import { sumUsage } from '../store/usage.ts';
import { updateCluster } from '../update-cluster.ts';
import { toClusterView, toNodeView, toReleaseView } from './views.ts';

export function clustersRoutes(deps: ClustersDeps): readonly Binding[] {
  const present = async (caller: Caller, clusterId: string): Promise<ClusterView> => {
    return toClusterView(await getCluster(deps, caller, clusterId), caller.language);
  };
  const presentRelease = async (caller: Caller, version: string) => {
    const { release, ...rest } = await getRelease(deps, version);
    return toReleaseView(release, rest, caller.language);
  };
  const presented = (caller: Caller, { id }: Cluster) => present(caller, id);
  return [
    bind(clusterCreate, async ({ caller, body }) => presented(caller, await createCluster(deps, caller, body)), {
      present,
    }),
    bind(clusterCheck, ({ caller, body }) => checkClusterDraft(deps, caller, body)),
    bind(clusterList, async ({ caller, query: { all, limit, cursor, state, moving } }) => {
      const asked = {
        organizationId: caller.organizationId,
        all,
        state,
        isMoving: moving,
        before: cursor,
        limit: limit + 1,
      };
      const seen = await getClusters(deps, asked);
      return toPage(
        seen.map((each) => toClusterView(each, caller.language)),
        limit,
        (view) => view.id,
      );
    }),
    bind(clusterGet, async ({ caller, params, query, signal }) => {
      const { cluster } = await getCluster(deps, caller, params.clusterId);
      const resting: readonly string[] = restingClusterStates;
      return untilAtRest(deps, {
        subject: cluster.id,
        waitSeconds: query.wait,
        signal,
        read: () => present(caller, cluster.id),
        isAtRest: (view) => resting.includes(view.state),
      });
    }),
    bind(
      clusterUpdate,
      async ({ caller, params, body }) => presented(caller, await updateCluster(deps, caller, { ...params, ...body })),
      { present },
    ),
    bind(clusterRelease, async ({ caller, params }) => presented(caller, await releaseCluster(deps, caller, params)), {
      present,
    }),
    bind(serverClusterList, async ({ caller, query: { id, limit, cursor } }) => {
      const clusters = await readServerClusters(deps, { id, before: cursor, limit: limit + 1 });
      const views = clusters.map((each) => toServerClusterView(caller, each));
      return toPage(views, limit, (view) => view.id);
    }),
    bind(
      serverDrain,
      async ({ caller }) => {
        const { id, clusters } = await drainServer(deps, caller);
        return { id, items: clusters.map((each) => toServerClusterView(caller, each)) };
      },
      {
        present: async (caller) => {
          const clusters = await readServerClusters(deps, { limit: 500 });
          return { id: 'server' as const, items: clusters.map((each) => toServerClusterView(caller, each)) };
        },
      },
    ),
    bind(clusterEvents, async ({ caller, params, query }) => {
      const { cluster } = await getCluster(deps, caller, params.clusterId);
      const asked = {
        organizationId: caller.organizationId,
        subject: cluster.id,
        after: query.after,
        limit: query.limit + 1,
      };
      const list = query.newestFirst ? listNewestEvents : listEvents;
      const events = await deps.read(caller, (tx) => list(tx, asked));
      return toPage(
        events.map(({ id, occurredAt, type, facts }) => ({ id, occurredAt, type, facts })),
        query.limit,
        (event) => event.id,
      );
    }),
    bind(nodeList, async ({ caller, params, query: { all, limit, cursor } }) => {
      const after = cursor === undefined ? -1 : Number(cursor);
      const nodes = await getNodes(deps, caller, { ...params, all, after, limit: limit + 1 });
      const { items, cursor: next } = toPage(nodes, limit, (node) => String(node.number));
      return { items: items.map(toNodeView), ...(next !== undefined && { cursor: next }) };
    }),
    bind(nodeLogs, async ({ caller, params, query }) => ({
      ...(await readNodeLog(deps, caller, { ...params, ...query })),
    })),
    bind(nodeLogList, async ({ caller, params, query: { limit, cursor } }) => {
      const logs = await listNodeLogs(deps, caller, params);
      const left = logs.filter(({ log }) => cursor === undefined || log > cursor); // they are sorted by name
      const views = left.slice(0, limit + 1).map(({ modifiedMs, ...log }) => ({
        ...log,
        modifiedAt: Instant.fromEpochMilliseconds(modifiedMs).toString(),
      }));
      return toPage(views, limit, (view) => view.log);
    }),
    bind(nodeLogGet, async ({ caller, params, reply, signal }) => {
      await sendDownload(reply, await getNodeLog(deps, caller, { ...params, signal }));
      return undefined;
    }),
    bind(nodeLogSearch, async ({ caller, params, query }) => {
      const { matches, ...found } = await searchNodeLog(deps, caller, { ...params, ...query });
      return { ...found, matches: matches.map((each) => ({ ...each })) };
    }),
    bind(regionList, async ({ query: { limit, cursor } }) => {
      const start = cursor === undefined ? 0 : regions.findIndex(({ name }) => name === cursor) + 1;
      const views = regions
        .slice(start, start + limit + 1)
        .map((each) => ({ ...each, zones: each.zones.map((zone) => ({ ...zone })), offers: [...each.offers] }));
      return toPage(views, limit, (view) => view.name);
    }),
    bind(nodeConfiguration, async ({ caller, params }) => ({
      items: (await readNodeConfiguration(deps, caller, params)).map((each) => ({ ...each })),
    })),
    bind(releaseList, async ({ caller, query: { limit, cursor } }) => {
      const all = listReleases().map((each) => each.version);
      const start = cursor === undefined ? 0 : all.indexOf(cursor) + 1;
      const { items, cursor: next } = toPage(all.slice(start, start + limit + 1), limit, (version) => version);
      const views = await Promise.all(items.map((version) => presentRelease(caller, version)));
      return { items: views, ...(next !== undefined && { cursor: next }) };
    }),
    bind(releaseGet, async ({ caller, params, query, signal }) =>
      untilAtRest(deps, {
        subject: params.version,
        waitSeconds: query.wait,
        signal,
        read: () => presentRelease(caller, params.version),
        isAtRest: (view) => view.installation.state !== 'installing',
      }),
    ),
    bind(
      releaseInstall,
      async ({ caller, params }) => {
        await installRelease(deps, caller, params);
        return presentRelease(caller, params.version);
      },
      { present: presentRelease },
    ),
    bind(usageGet, async ({ caller: { organizationId }, query }) => {
      const now = deps.clock.now();
      const period = { from: Instant.from(query.from), to: query.to === undefined ? now : Instant.from(query.to) };
      return deps.read({ organizationId }, (tx) => sumUsage(tx, { organizationId, ...period, now }));
    }),
    bind(releaseCompare, async ({ params: { version, other } }) => compare(version, other)),
    bind(machineTypeList, async ({ query: { limit, cursor } }) => {
      const start = cursor === undefined ? 0 : machineTypes.findIndex((each) => each.name === cursor) + 1;
      return toPage(
        machineTypes.slice(start, start + limit + 1).map((each) => ({ ...each })),
        limit,
        (each) => each.name,
      );
    }),
  ];
}

/** `items` has one more than the page when there is a next one. */
function toPage<T>(items: readonly T[], limit: number, placeOf: (item: T) => string): { items: T[]; cursor?: string } {
  const page = items.slice(0, limit);
  const last = page.at(-1);
  return { items: page, ...(items.length > limit && last !== undefined && { cursor: placeOf(last) }) };
}

function compare(version: string, other: string) {
  const [from, to] = [version, other].map((each) => {
    const release = findRelease(each);
    if (release === undefined) throw refusal('release_unknown', { release: each, runnable: runnableVersions() });
    return release;
  }) as [NonNullable<ReturnType<typeof findRelease>>, NonNullable<ReturnType<typeof findRelease>>]; // two in, two out
  const step = compareReleases(version, other);
  const names = [...new Set([...from.components, ...to.components].map((each) => each.name))];
  const versionIn = (release: typeof from, name: string) =>
    release.components.find((each) => each.name === name)?.version;
  const changes = names.flatMap((name) => {
    const [was, is] = [versionIn(from, name), versionIn(to, name)];
    return was === is ? [] : [{ name, ...(was !== undefined && { from: was }), ...(is !== undefined && { to: is }) }];
  });
  return { kind: step.kind, test: { ...step.test }, changes };
}
