// Clears away each hour what is kept for a time only: logs of runs and outputs of plan runs that ended so many days ago, and
// what a crash left of a file that was being received. A folder goes before its row: whoever dies in between does it again.
import { glob, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { Instant } from '@argosy/kernel/time';
import { SYSTEM } from '../../platform/caller.ts';
import type { Tx } from '../../platform/database.ts';
import { publish } from '../../platform/events.ts';
import { type Reconciler, requireLease, scheduleWork, type WorkItem } from '../../platform/work.ts';
import { isReceiving, uploadedFile } from '../../platform/home.ts';
import type { WorkloadsDeps } from '../deps.ts';
import { deletedFiles, forgetDeletedFiles } from '../store/files.ts';
import { deleteOutputs, markLogsRemoved, planRunsWithOldOutputs, runsWithOldLogs } from '../store/kept.ts';

export const cleaningWork = 'workload_cleaning';

type CleaningDeps = Pick<WorkloadsDeps, 'clock' | 'home' | 'keepDays' | 'read' | 'transaction'>;

const atOnce = 500; // short transactions: the feed waits for the longest
/** A file that is being received grows; one that has not for so long belongs to nobody. */
const partsOlderThanMs = 3_600_000;

export function cleaningReconciler(deps: CleaningDeps): Reconciler {
  return {
    kind: cleaningWork,
    concurrency: 1,
    begin: () => deps.transaction(SYSTEM, (tx) => scheduleWork(tx, cleaningWork, 'all', deps.clock.now())),
    round: async (item) => {
      const now = deps.clock.now();
      const isMore = deps.keepDays > 0 && (await removeOld(deps, item, now.subtract({ hours: 24 * deps.keepDays })));
      if (isMore) return now;
      if (await removeDeletedFiles(deps, item, now)) return now;
      const { files, runLogs, outputs } = deps.home;
      for (const folder of [files, runLogs, outputs]) await removeParts(folder, now);
      return now.add({ hours: 1 });
    },
  };
}

/** Answers whether there may be more. */
async function removeOld(deps: CleaningDeps, item: WorkItem, before: Instant): Promise<boolean> {
  const { home } = deps;
  const old = await deps.read(SYSTEM, async (tx) => ({
    runs: await runsWithOldLogs(tx, before, atOnce),
    planRuns: await planRunsWithOldOutputs(tx, before, atOnce),
  }));
  for (const { id } of old.runs) await rm(join(home.runLogs, id), { recursive: true, force: true });
  for (const { id } of old.planRuns) await rm(join(home.outputs, id), { recursive: true, force: true });
  await deps.transaction(SYSTEM, async (tx) => {
    await requireLease(tx, item);
    await markLogsRemoved(
      tx,
      old.runs.map(({ id }) => id),
    );
    await deleteOutputs(
      tx,
      old.planRuns.map(({ id }) => id),
    );
    for (const run of old.runs) await tell(deps, tx, 'workloads.run_logs_removed', run);
    for (const planRun of old.planRuns) await tell(deps, tx, 'workloads.plan_run_outputs_removed', planRun);
  });
  return old.runs.length === atOnce || old.planRuns.length === atOnce;
}

/** The content of files that were deleted and that nobody has any more. One that somebody sends just now was renewed a moment ago:
 *  it is looked at again in an hour. Answers whether there may be more. */
async function removeDeletedFiles(deps: CleaningDeps, item: WorkItem, now: Instant): Promise<boolean> {
  const deleted = await deps.read(SYSTEM, (tx) => deletedFiles(tx, atOnce));
  const done: string[] = [];
  for (const { sha256, isKept } of deleted) {
    const path = uploadedFile(deps.home, sha256);
    const found = isKept ? undefined : await stat(path).catch(() => undefined); // gone already
    if (found && found.mtimeMs > now.epochMilliseconds - partsOlderThanMs) continue;
    if (found) await rm(path, { force: true });
    done.push(sha256);
  }
  await deps.transaction(SYSTEM, async (tx) => {
    await requireLease(tx, item);
    await forgetDeletedFiles(tx, done);
  });
  return done.length === atOnce;
}

async function tell(
  { clock, keepDays }: CleaningDeps,
  tx: Tx,
  type: 'workloads.run_logs_removed' | 'workloads.plan_run_outputs_removed',
  { id, organizationId }: { readonly id: string; readonly organizationId: string },
): Promise<void> {
  await publish(tx, clock, { type, organizationId, subject: id, facts: { afterDays: keepDays }, key: `${type}/${id}` });
}

/** Of those names only that are made for what is being received: a customer's own file may end in `.part`. */
async function removeParts(folder: string, now: Instant): Promise<void> {
  for await (const name of glob('**/*.part', { cwd: folder })) {
    if (!isReceiving(name)) continue;
    const path = join(folder, name);
    const found = await stat(path).catch(() => undefined); // it was put in its place meanwhile
    if (found && found.mtimeMs < now.epochMilliseconds - partsOlderThanMs) await rm(path, { force: true });
  }
}
