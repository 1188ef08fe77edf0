// Installs a release that was asked for (REL-6), shows how far it is, and wakes the clusters that wait for it. The files are
// the truth; the row is what people are shown.
import type { ProgressStep } from '@argosy/contract/clusters/operations';
import { invariant, Refusal } from '@argosy/kernel/errors';
import { SYSTEM } from '../../platform/caller.ts';
import { publish } from '../../platform/events.ts';
import { type Reconciler, requireLease, scheduleWork, type WorkItem } from '../../platform/work.ts';
import { clusterWork, type ClustersDeps, releaseInstallWork } from '../clusters-deps.ts';
import { findRelease } from '../releases/catalogue.ts';
import { installReleaseFiles, type InstallProgress } from '../releases/install-release-files.ts';
import { clustersStartingFrom } from '../store/clusters.ts';
import { findInstallation, type ReleaseInstallation, updateInstallation } from '../store/release-installations.ts';

export const releaseInstallReconciler = (deps: ClustersDeps): Reconciler => ({
  kind: releaseInstallWork,
  concurrency: 2,
  round: (item) => installWanted(deps, item),
});

const showEachMs = 500; // nobody reads faster

async function installWanted(deps: ClustersDeps, item: WorkItem): Promise<undefined> {
  const installation = await deps.read((tx) => findInstallation(tx, item.key));
  if (installation?.state !== 'installing') return undefined;
  const release = findRelease(item.key);
  invariant(release !== undefined, `release ${item.key} stays in the catalogue`);
  const shown = showProgress(deps, item, installation);
  try {
    await installReleaseFiles({
      home: deps.home.path,
      release,
      runAs: deps.runAs,
      onProgress: shown.hear,
      signal: item.signal,
    });
    const installedAt = deps.clock.now();
    await end(deps, item, { ...installation, state: 'installed', progress: await shown.end(), installedAt });
  } catch (error) {
    const progress = await shown.end();
    if (item.signal.aborted || !(error instanceof Refusal)) throw error; // ours, or a server that stops: done again
    const { lastLines, ...facts } = error.facts;
    const reason = {
      code: 'ReleaseInstallFailure',
      problem: error.code,
      facts: error.facts,
      ...(typeof facts['command'] === 'string' && { command: facts['command'] }),
      ...(Array.isArray(lastLines) && { lastLines: lastLines.map(String) }),
    } as const;
    await end(deps, item, { ...installation, state: 'failed', progress, reason });
  }
  return undefined;
}

/** Records how it ended and wakes those who wait, in one commit. */
async function end(deps: ClustersDeps, item: WorkItem, ended: ReleaseInstallation): Promise<void> {
  await deps.transaction(SYSTEM, async (tx) => {
    await requireLease(tx, item);
    await updateInstallation(tx, ended);
    await publish(tx, deps.clock, {
      type: ended.state === 'installed' ? 'clusters.release_installed' : 'clusters.release_install_failed',
      organizationId: '',
      subject: ended.version,
      facts: { release: ended.version, ...(ended.reason && { problem: ended.reason.problem }) },
    });
    for (const clusterId of await clustersStartingFrom(tx, ended.version))
      await scheduleWork(tx, clusterWork, clusterId, deps.clock.now());
  });
}

/** Keeps the steps of an install in its row, at most twice a second. */
function showProgress(deps: ClustersDeps, item: WorkItem, installation: ReleaseInstallation) {
  const steps = new Map<string, ProgressStep>();
  let writing = Promise.resolve();
  let timer: NodeJS.Timeout | undefined;
  const current = () => [...steps.values()];
  const write = () => {
    timer = undefined;
    writing = writing.then(() =>
      deps
        .transaction(SYSTEM, async (tx) => {
          await requireLease(tx, item);
          await updateInstallation(tx, { ...installation, progress: current() });
        })
        .catch((error: unknown) => deps.log.warn({ err: error }, 'progress of an install could not be shown')),
    );
  };
  return {
    hear: (progress: InstallProgress): void => {
      const name = `${progress.package}-${progress.step}`;
      steps.set(name, stepOf(name, progress, steps.get(name), deps.clock.now().toString()));
      timer ??= setTimeout(write, showEachMs);
    },
    async end(): Promise<readonly ProgressStep[]> {
      clearTimeout(timer);
      await writing;
      return current();
    },
  };
}

function stepOf(name: string, progress: InstallProgress, before: ProgressStep | undefined, now: string): ProgressStep {
  const isDone = progress.filesDone >= progress.filesTotal;
  return {
    name,
    state: isDone ? 'done' : 'running',
    startedAt: before?.startedAt ?? now,
    ...(isDone && { endedAt: before?.endedAt ?? now }),
    ...(progress.bytesTotal > 0 && { bytesDone: progress.bytesDone, bytesTotal: progress.bytesTotal }),
    ...(progress.filesTotal > 1 && { detail: `${progress.filesDone}/${progress.filesTotal}` }),
  };
}
