// How far the start of a cluster is, as people are shown it. Pure: from what is seen now and what was noted before.
import type { ProgressStep } from '@argosy/contract/clusters/operations';
import type { Instant } from '@argosy/kernel/time';

/** The steps of a start, in their order; `scripts` only where there are some for that moment. */
export type StepName =
  | 'validate'
  | 'release'
  | 'hosts'
  | 'scripts-before'
  | 'services'
  | 'hdfs'
  | 'yarn'
  | 'scripts-after';

export type StepStates = Readonly<Partial<Record<StepName, ProgressStep['state']>>>;

/** The steps as they are now. Times once noted stay; a step that ends without having been seen running began when it ended. */
export function withStates(
  progress: readonly ProgressStep[],
  states: StepStates,
  now: Instant,
): readonly ProgressStep[] {
  const known: Readonly<Record<string, ProgressStep['state'] | undefined>> = states;
  return progress.map((step) => {
    const state = known[step.name] ?? step.state;
    if (state === step.state || step.state === 'done') return step; // what is done stays done
    const startedAt = state === 'waiting' ? undefined : (step.startedAt ?? now.toString());
    const endedAt = state === 'done' || state === 'failed' ? now.toString() : undefined;
    return { ...step, state, ...(startedAt && { startedAt }), ...(endedAt && { endedAt }) };
  });
}

/** Of a cluster that was just asked for: it has been validated. */
export function firstProgress(names: readonly StepName[], now: Instant): readonly ProgressStep[] {
  return names
    .map((name) => ({ name, state: 'waiting' as const }))
    .map((step) =>
      step.name === 'validate'
        ? { ...step, state: 'done' as const, startedAt: now.toString(), endedAt: now.toString() }
        : step,
    );
}

/** Of a cluster that failed: what was under way has failed. */
export function withFailure(progress: readonly ProgressStep[], now: Instant): readonly ProgressStep[] {
  return progress.map((step) =>
    step.state === 'running' ? { ...step, state: 'failed' as const, endedAt: now.toString() } : step,
  );
}

/** The steps of an install as the one line of a cluster that waits for it: bytes of what is being fetched, and what is under
 *  way. */
export function installProgress(
  steps: readonly ProgressStep[],
): Pick<ProgressStep, 'bytesDone' | 'bytesTotal' | 'detail'> {
  const fetches = steps.filter(({ name }) => name.endsWith('-fetch'));
  const bytesTotal = fetches.reduce((total, step) => total + (step.bytesTotal ?? 0), 0);
  const bytesDone = fetches.reduce((total, step) => total + (step.bytesDone ?? 0), 0);
  const running = steps.filter(({ state }) => state === 'running').map(({ name }) => name);
  return {
    ...(bytesTotal > 0 && { bytesDone, bytesTotal }),
    ...(running.length > 0 && { detail: running.join(', ') }),
  };
}
