// Brings what agents report into the database. What matters to a cluster (a daemon's state, a probe, a new generation) is
// written at once and wakes its reconciler. A report that brings only other figures of CPU and memory is a sign of life, which
// waits a second for others and writes when they were seen; the figures themselves are written twice a minute. So hundreds
// of agents are one small statement a second.
import type { ActionReport, NodeReport } from '@argosy/contract/agent/protocol';
import { pause } from '@argosy/kernel/time';
import { SYSTEM } from '../../platform/caller.ts';
import { writeTogether } from '../../platform/database.ts';
import { scheduleWork } from '../../platform/work.ts';
import { clusterWork, type ClustersDeps } from '../clusters-deps.ts';
import { recordSeen, type Sighting } from '../store/nodes.ts';

export interface Sightings {
  /** Writes what is still waiting, and hears nothing more. */
  stop(): Promise<void>;
}

const gatherMs = 1000; // well under the 8 s after which a silent node is given up
const apartMs = 100; // between two writes: when hundreds of agents come back at once, their news is a few statements and looks
const againMs = 500;
const figuresEachMs = 30_000;
const mostAtOnce = 50; // reports of a few kilobytes: the server answers others between two such statements

/** Listens to the hub from now on. */
export function recordSightings(deps: ClustersDeps): Sightings {
  const waiting = new Map<string, Sighting>();
  const urgent = new Set<string>();
  /** Of connected nodes: what mattered of the last report, and when one was last to be written whole. */
  const known = new Map<string, { readonly matters: string; readonly wholeAtMs: number }>();
  let timer: NodeJS.Timeout | undefined;
  let timerMs = Number.POSITIVE_INFINITY;
  let writing: Promise<void> | undefined;
  const stopping = new AbortController();

  function note(nodeId: string, report: NodeReport, actions: Sighting['actions']): void {
    if (stopping.signal.aborted) return;
    const at = deps.clock.now();
    const matters = whatMatters(report);
    const before = known.get(nodeId);
    const isNews = before?.matters !== matters || Object.keys(actions).length > 0;
    const isWhole = isNews || at.epochMilliseconds - before.wholeAtMs >= figuresEachMs;
    if (isWhole) known.set(nodeId, { matters, wholeAtMs: at.epochMilliseconds });
    if (isNews) urgent.add(nodeId);
    const older = waiting.get(nodeId);
    const wanted = isWhole || older?.report !== undefined ? report : undefined;
    waiting.set(nodeId, merged(older, { nodeId, at, report: wanted, actions }));
    writeWithin(isNews ? 0 : gatherMs);
  }

  function writeWithin(ms: number): void {
    if (ms >= timerMs || writing) return; // the end of a write looks again
    clearTimeout(timer);
    timerMs = ms;
    timer = setTimeout(() => {
      timerMs = Number.POSITIVE_INFINITY;
      const written = write().then(() => pause(apartMs, stopping.signal));
      writing = written.finally(() => {
        writing = undefined;
        if (waiting.size > 0 && !stopping.signal.aborted) writeWithin(urgent.size > 0 ? 0 : gatherMs);
      });
    }, ms);
  }

  /** All that waits now, news first. */
  async function write(): Promise<void> {
    const isNews = ({ nodeId }: Sighting) => urgent.has(nodeId);
    const all = [...waiting.values()].toSorted((one, other) => Number(isNews(other)) - Number(isNews(one)));
    for (let start = 0; start < all.length; start += mostAtOnce) {
      const sightings = all.slice(start, start + mostAtOnce).flatMap(({ nodeId }) => waiting.get(nodeId) ?? []);
      if (!(await writeSome(sightings))) return;
    }
  }

  /** Answers whether they are written; if not they wait again, together with what came meanwhile: an agent says only once how
   *  an action ended. */
  async function writeSome(sightings: readonly Sighting[]): Promise<boolean> {
    const news = new Set(sightings.map(({ nodeId }) => nodeId).filter((nodeId) => urgent.has(nodeId)));
    for (const { nodeId } of sightings) {
      waiting.delete(nodeId);
      urgent.delete(nodeId);
    }
    try {
      const record = (some: readonly Sighting[]): Promise<void> =>
        deps.transaction(SYSTEM, async (tx) => {
          const seen = await recordSeen(tx, some);
          const awake = new Set(seen.filter(({ nodeId }) => news.has(nodeId)).map(({ clusterId }) => clusterId));
          for (const clusterId of [...awake].sort()) await scheduleWork(tx, clusterWork, clusterId, deps.clock.now());
        });
      await writeTogether(sightings, record, ({ nodeId }, error) =>
        deps.log.error({ err: error, nodeId }, 'a report of an agent was refused and is left out'),
      );
      return true;
    } catch (error) {
      deps.log.warn({ err: error }, 'reports of agents could not be written; they are kept');
      for (const older of sightings) {
        const newer = waiting.get(older.nodeId);
        waiting.set(older.nodeId, newer ? merged(older, newer) : older);
      }
      for (const nodeId of news) urgent.add(nodeId);
      await pause(againMs, stopping.signal);
      return false;
    }
  }

  deps.hub.listen({
    onReport: (nodeId, report) => note(nodeId, report, {}),
    onAction: (nodeId, action: ActionReport) => {
      const report = deps.hub.latestReport(nodeId);
      if (action.id.startsWith('bootstrap-') && report) note(nodeId, report, { [action.id]: action });
    },
    onConnection: (nodeId, isConnected) => void (isConnected || known.delete(nodeId)),
  });
  return {
    async stop() {
      stopping.abort();
      clearTimeout(timer);
      await writing;
      if (waiting.size > 0) await write();
    },
  };
}

/** Both as one: the newer report, and every action that was heard of. */
function merged(older: Sighting | undefined, newer: Sighting): Sighting {
  const actions = { ...older?.actions, ...newer.actions };
  return { ...newer, report: newer.report ?? older?.report, actions };
}

/** A word for what a cluster's plan can depend on; times, CPU and memory are left out. */
function whatMatters({ generation, setup, daemons, probes }: NodeReport): string {
  return JSON.stringify([
    generation,
    setup,
    daemons.map((each) => [each.name, each.state, each.ready, each.restarts, each.problem?.code]),
    probes,
  ]);
}
