// Installs a release that was asked for (REL-6), shows how far it is, and wakes the clusters that wait for it. The files are
// the truth; the row is what people are shown.
import type { ProgressStep } from '@argosy/contract/clusters/operations';
import { invariant, messageOf, Refusal } from '@argosy/kernel/errors';
import { SYSTEM } from '../../platform/caller.ts';
import { publish } from '../../platform/events.ts';
import { type Reconciler, requireLease, scheduleWork, type WorkItem } from '../../platform/work.ts';
import { clusterWork, type ClustersDeps, releaseInstallWork } from '../clusters-deps.ts';
import { findRelease } from '../releases/catalogue.ts';
import { installReleaseFiles, type InstallProgress } from '../releases/install-release-files.ts';
import type { Reason } from '../domain/cluster.ts';
import { clustersStartingFrom } from '../store/clusters.ts';
import { findInstallation, type ReleaseInstallation, updateInstallation } from '../store/release-installations.ts';

export const releaseInstallReconciler = (deps: ClustersDeps): Reconciler => ({
  kind: releaseInstallWork,
  concurrency: 2,
  round: (item) => installWanted(deps, item),
});

const showEachMs = 500; // nobody reads faster
const mostTries = 3; // what nobody foresaw may pass, like a machine that has no memory just now; then it is for people to see

async function installWanted(deps: ClustersDeps, item: WorkItem): Promise<undefined> {
  const installation = await deps.read(SYSTEM, (tx) => findInstallation(tx, item.key));
  if (installation?.state !== 'installing') return undefined;
  const release = findRelease(item.key);
  invariant(release !== undefined, `release ${item.key} stays in the catalogue`);
  const shown = showProgress(deps, item, installation);
  let ended: Pick<ReleaseInstallation, 'state' | 'reason' | 'installedAt'>;
  try {
    const installed = await installReleaseFiles({
      home: deps.home.path,
      release,
      runAs: deps.runAs,
      onProgress: shown.hear,
      signal: item.signal,
    });
    for (const { sharedArchive } of [installed.hadoop, installed.spark])
      if (sharedArchive === undefined)
        deps.log.warn({ java: installed.java }, 'this JDK makes no class data archive: starts are slow');
    const uncompiled = installed.spark.uncompiledLibraries ?? [];
    if (uncompiled.length > 0) deps.log.warn({ uncompiled }, 'no python3 here compiles PySpark: its jobs start slowly');
    ended = { state: 'installed', installedAt: deps.clock.now() };
  } catch (error) {
    const isLastTry = error instanceof Refusal || item.failures + 1 >= mostTries;
    if (item.signal.aborted || !isLastTry) throw error; // a server that stops, or what may pass: done again
    if (!(error instanceof Refusal)) deps.log.error({ err: error, release: item.key }, 'a release cannot be installed');
    ended = { state: 'failed', reason: reasonOf(error, shown.running()) };
  } finally {
    await shown.end();
  }
  await end(deps, item, { ...installation, ...ended, progress: shown.current() });
  return undefined;
}

/** `step`: what was under way. */
function reasonOf(error: unknown, step: string): Reason {
  if (!(error instanceof Refusal))
    return { code: 'InternalError', problem: 'install_failed', facts: { step, problem: messageOf(error) } };
  const { command, lastLines } = error.facts;
  return {
    code: 'ReleaseInstallFailure',
    problem: error.code,
    facts: error.facts,
    ...(typeof command === 'string' && { command }),
    ...(Array.isArray(lastLines) && { lastLines: lastLines.map(String) }),
  };
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
    current,
    running: () =>
      current()
        .filter((step) => step.state === 'running')
        .map((step) => step.name)
        .join(', ') || 'begin',
    /** Writes nothing any more. */
    async end(): Promise<void> {
      clearTimeout(timer);
      await writing;
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
