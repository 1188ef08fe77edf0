// What happened to a run, in order (JOB-3): from the times that it and its attempts keep. Pure.
import type { RunMoment } from '@argosy/contract/workloads/vocabulary';
import { Instant } from '@argosy/kernel/time';
import type { Attempt, Run } from './run.ts';

export interface Moment {
  readonly at: Instant;
  readonly what: RunMoment;
  readonly attempt?: number;
  readonly state?: string;
}

/** Oldest first; what came at the same time is told in the order of a run's life. */
export function timelineOf(run: Run, attempts: readonly Attempt[], logsKeptAt: Instant | undefined): readonly Moment[] {
  const moments: Moment[] = [{ at: run.submittedAt, what: 'submitted' }];
  for (const { number: attempt, beganAt, startedAt, endedAt, state } of attempts) {
    moments.push({ at: beganAt, what: 'attempt_began', attempt });
    if (startedAt) moments.push({ at: startedAt, what: 'attempt_started', attempt });
    if (endedAt) moments.push({ at: endedAt, what: 'attempt_ended', attempt, state });
  }
  if (run.killAskedAt) moments.push({ at: run.killAskedAt, what: 'kill_asked' });
  if (run.endedAt) moments.push({ at: run.endedAt, what: 'ended', state: run.state });
  if (logsKeptAt) moments.push({ at: logsKeptAt, what: 'logs_kept' });
  return moments.toSorted((one, other) => Instant.compare(one.at, other.at));
}
