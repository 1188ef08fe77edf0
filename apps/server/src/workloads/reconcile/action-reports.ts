// Brings what agents report about actions into the database, all that came meanwhile in one statement, and wakes the rounds it
// is about. An agent says a thing once, and again only when it connects anew: what cannot be recorded just now, because the
// database is away, is kept here and tried again.
import type { ActionReport } from '@argosy/contract/agent/protocol';
import { pause } from '@argosy/kernel/time';
import { SYSTEM } from '../../platform/caller.ts';
import { writeTogether } from '../../platform/database.ts';
import { scheduleWork } from '../../platform/work.ts';
import { clusterRuns, type WorkloadsDeps } from '../deps.ts';
import { recordReports } from '../store/actions.ts';

export interface ActionReports {
  readonly hear: (nodeId: string, report: ActionReport) => void;
  /** Writes what is waiting, if that works at once, and hears nothing more: the agents tell the next server. */
  stop(): Promise<void>;
}

interface Heard {
  readonly nodeId: string;
  readonly report: ActionReport;
}

const againMs = 500;

export function recordActionReports(deps: WorkloadsDeps): ActionReports {
  /** By action, its last word: one statement must not change a row twice, and no more waits than there are actions. */
  const waiting = new Map<string, Heard>();
  const stopping = new AbortController();
  let writing: Promise<void> | undefined;

  async function write(): Promise<void> {
    while (waiting.size > 0) {
      const batch = [...waiting.values()];
      try {
        await writeTogether(batch, record, ({ nodeId, report }, error) =>
          deps.log.error(
            { err: error, nodeId, action: report.id },
            'a report of an action was refused and is left out',
          ),
        );
        for (const each of batch) if (waiting.get(each.report.id) === each) waiting.delete(each.report.id);
      } catch (error) {
        if (stopping.signal.aborted) return;
        deps.log.warn({ err: error }, 'reports of actions could not be recorded and are tried again');
        await pause(againMs, stopping.signal);
      }
    }
  }

  const record = (reports: readonly Heard[]): Promise<void> =>
    deps.transaction(SYSTEM, async (tx) => {
      const clusters = await recordReports(tx, reports);
      for (const clusterId of clusters) await scheduleWork(tx, clusterRuns, clusterId, deps.clock.now());
    });

  function writeOn(): void {
    writing ??= write().finally(() => {
      writing = undefined;
      if (waiting.size > 0 && !stopping.signal.aborted) writeOn(); // heard between the last look and this line
    });
  }

  return {
    hear(nodeId, report) {
      if (stopping.signal.aborted) return;
      waiting.set(report.id, { nodeId, report });
      writeOn();
    },
    async stop() {
      stopping.abort();
      await writing;
    },
  };
}
