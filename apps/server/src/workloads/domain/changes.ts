// What a round changes about runs and attempts, and the facts that are then true. Pure: values for `store/runs.ts` and
// `publish`; what a change does not name stays as it is.
import type { RunState } from '@argosy/contract/workloads/vocabulary';
import type { Instant } from '@argosy/kernel/time';
import type { RunStep, RunUnderWay } from './plan-runs.ts';
import { type AttemptState, hasEnded, type LogsState, type Run, type RunReason, type Usage } from './run.ts';

export interface AttemptChange {
  readonly runId: string;
  readonly number: number;
  readonly state: AttemptState;
  readonly beganAt?: Instant | undefined;
  readonly applicationId?: string | undefined;
  readonly trackingUrl?: string | undefined;
  readonly progress?: number | undefined;
  readonly exitCode?: number | undefined;
  readonly reason?: RunReason | undefined;
  readonly vcoreSeconds?: number | undefined;
  readonly memoryMbSeconds?: number | undefined;
  readonly startedAt?: Instant | undefined;
  readonly endedAt?: Instant | undefined;
}

export interface RunChange {
  readonly runId: string;
  readonly state?: RunState | undefined;
  readonly attempt?: number | undefined;
  readonly reason?: RunReason | undefined;
  readonly notBefore?: Instant | undefined;
  readonly startedAt?: Instant | undefined;
  readonly endedAt?: Instant | undefined;
  readonly logs?: LogsState | undefined;
}

export interface RunFact {
  readonly type:
    | 'workloads.run_running'
    | 'workloads.run_retried'
    | 'workloads.run_ended'
    | 'workloads.run_used'
    | 'workloads.run_logs_kept';
  readonly organizationId: string;
  readonly subject: string;
  readonly facts: Readonly<Record<string, unknown>>;
  readonly key: string;
}

export interface Changes {
  readonly attempts: AttemptChange[];
  readonly runs: RunChange[];
  readonly facts: RunFact[];
}

export const noChanges = (): Changes => ({ attempts: [], runs: [], facts: [] });

type EndAttempt = Extract<RunStep, { kind: 'end_attempt' }>;
type RecordAttempt = Extract<RunStep, { kind: 'record_attempt' }>;

export function beginAttempt(changes: Changes, run: Run, number: number, now: Instant): void {
  changes.attempts.push({
    runId: run.id,
    number,
    state: run.spec.kind.startsWith('spark-') ? 'preparing' : 'handed_over',
    beganAt: now,
  });
  changes.runs.push({ runId: run.id, attempt: number });
}

export function recordAttempt(
  changes: Changes,
  { run, attempt }: RunUnderWay,
  { seen }: RecordAttempt,
  now: Instant,
): void {
  const { state, ...rest } = seen;
  changes.attempts.push({ runId: run.id, number: run.attempt, state, ...rest });
  if (state !== 'running' || attempt?.state === 'running') return;
  const startedAt = seen.startedAt ?? now;
  changes.runs.push({ runId: run.id, state: 'RUNNING', startedAt });
  changes.facts.push(
    factOf(run, 'workloads.run_running', `run_running/${run.id}/${run.attempt}`, { attempt: run.attempt }),
  );
}

/** `logs`: whether there is anything to bring from the nodes. */
export function endAttempt(changes: Changes, { run, attempt }: RunUnderWay, step: EndAttempt, now: Instant): void {
  const { usage, applicationId, reason, exitCode } = step;
  changes.attempts.push({
    runId: run.id,
    number: run.attempt,
    state: step.end,
    endedAt: now,
    ...(step.end === 'succeeded' && attempt?.progress !== undefined && { progress: 1 }),
    applicationId,
    exitCode,
    reason,
    vcoreSeconds: usage?.vcoreSeconds,
    memoryMbSeconds: usage?.memoryMbSeconds,
  });
  if (usage) changes.facts.push(usedFact(run, usage, attempt?.startedAt, now));
  if (step.next.kind === 'retry') {
    changes.runs.push({ runId: run.id, state: 'SUBMITTED', notBefore: step.next.notBefore });
    changes.facts.push(
      factOf(run, 'workloads.run_retried', `run_retried/${run.id}/${run.attempt}`, { attempt: run.attempt, reason }),
    );
    return;
  }
  const { state } = step.next;
  const isGone = step.end === 'lost' && state === 'LOST';
  changes.runs.push({ runId: run.id, state, reason, endedAt: now, logs: isGone ? 'lost' : 'collecting' });
  changes.facts.push(endedFact(run, state, exitCode));
}

export function endRun(
  changes: Changes,
  run: Run,
  state: 'KILLED' | 'LOST',
  reason: RunReason | undefined,
  now: Instant,
): void {
  // Earlier attempts have left logs on the nodes; a run that never began has none.
  changes.runs.push({
    runId: run.id,
    state,
    reason,
    endedAt: now,
    ...(run.attempt > 0 && state !== 'LOST' && { logs: 'collecting' }),
  });
  changes.facts.push(endedFact(run, state, undefined));
}

export function finishLogs(changes: Changes, run: Run, logs: 'kept' | 'lost'): void {
  changes.runs.push({ runId: run.id, logs });
  changes.facts.push(factOf(run, 'workloads.run_logs_kept', `run_logs_kept/${run.id}`, { logs }));
}

function endedFact(run: Run, state: RunState, exitCode: number | undefined): RunFact {
  if (!hasEnded(state)) throw new Error('only an ended state ends a run');
  return factOf(run, 'workloads.run_ended', `run_ended/${run.id}`, { state, exitCode });
}

/** For metering: what one attempt used. Its key is derived, so that told twice it is counted once. */
function usedFact(run: Run, usage: Usage, startedAt: Instant | undefined, now: Instant): RunFact {
  return factOf(run, 'workloads.run_used', `run_used/${run.id}/${run.attempt}`, {
    attempt: run.attempt,
    kind: run.spec.kind,
    ...usage,
    startedAt: startedAt?.toString(),
    endedAt: now.toString(),
  });
}

function factOf(run: Run, type: RunFact['type'], key: string, facts: Readonly<Record<string, unknown>>): RunFact {
  return {
    type,
    organizationId: run.organizationId,
    subject: run.id,
    key,
    facts: { name: run.name, clusterId: run.clusterId, planRunId: run.planRunId, jobId: run.jobId, ...facts },
  };
}
