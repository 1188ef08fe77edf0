// Brings what agents report into the database. What matters to a cluster (a daemon's state, a probe, a new generation) is
// written at once and wakes its reconciler; a sign of life, with CPU and memory figures, waits a second for others, so that
// hundreds of agents are one statement.
import type { ActionReport, NodeReport } from '@argosy/contract/agent/protocol';
import { pause } from '@argosy/kernel/time';
import { SYSTEM } from '../../platform/caller.ts';
import { scheduleWork } from '../../platform/work.ts';
import { clusterWork, type ClustersDeps } from '../clusters-deps.ts';
import { recordSeen, type Sighting } from '../store/nodes.ts';

export interface Sightings {
  /** Writes what is still waiting, and hears nothing more. */
  stop(): Promise<void>;
}

const gatherMs = 1000; // well under the 8 s after which a silent node is given up
const againMs = 500;

/** Listens to the hub from now on. */
export function recordSightings(deps: ClustersDeps): Sightings {
  const waiting = new Map<string, Sighting>();
  const urgent = new Set<string>();
  const known = new Map<string, string>();
  let timer: NodeJS.Timeout | undefined;
  let timerMs = Number.POSITIVE_INFINITY;
  let writing: Promise<void> | undefined;
  let stopped = false;

  function note(nodeId: string, report: NodeReport, actions: Sighting['actions']): void {
    if (stopped) return;
    const before = waiting.get(nodeId)?.actions;
    waiting.set(nodeId, { nodeId, at: deps.clock.now(), report, actions: { ...before, ...actions } });
    const matters = whatMatters(report);
    const isNews = known.get(nodeId) !== matters || Object.keys(actions).length > 0;
    known.set(nodeId, matters);
    if (isNews) urgent.add(nodeId);
    writeWithin(isNews ? 0 : gatherMs);
  }

  function writeWithin(ms: number): void {
    if (ms >= timerMs || writing) return; // the end of a write looks again
    clearTimeout(timer);
    timerMs = ms;
    timer = setTimeout(() => {
      timerMs = Number.POSITIVE_INFINITY;
      writing = write().finally(() => {
        writing = undefined;
        if (waiting.size > 0 && !stopped) writeWithin(urgent.size > 0 ? 0 : gatherMs);
      });
    }, ms);
  }

  async function write(): Promise<void> {
    const sightings = [...waiting.values()];
    const news = new Set(urgent);
    waiting.clear();
    urgent.clear();
    try {
      await deps.transaction(SYSTEM, async (tx) => {
        const seen = await recordSeen(tx, sightings);
        const awake = new Set(seen.filter(({ nodeId }) => news.has(nodeId)).map(({ clusterId }) => clusterId));
        for (const clusterId of [...awake].sort()) await scheduleWork(tx, clusterWork, clusterId, deps.clock.now());
      });
    } catch (error) {
      deps.log.warn({ err: error }, 'reports of agents could not be written; they are kept');
      for (const each of sightings) if (!waiting.has(each.nodeId)) waiting.set(each.nodeId, each);
      for (const nodeId of news) urgent.add(nodeId);
      await pause(againMs);
    }
  }

  deps.hub.listen({
    onReport: (nodeId, report) => note(nodeId, report, {}),
    onAction: (nodeId, action: ActionReport) => {
      const report = deps.hub.latestReport(nodeId);
      if (action.id.startsWith('bootstrap-') && report) note(nodeId, report, { [action.id]: action });
    },
  });
  return {
    async stop() {
      stopped = true;
      clearTimeout(timer);
      await writing;
      if (waiting.size > 0) await write();
    },
  };
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
