// A run, its attempts and what agents do for them, as values; and the small decisions about them. Pure.
import type { ActionState, ProblemReport } from '@argosy/contract/agent/protocol';
import type { JobSpec } from '@argosy/contract/workloads/job-spec';
import { type AttemptState, endedRunStates, type RunState } from '@argosy/contract/workloads/vocabulary';
import type { Facts } from '@argosy/kernel/errors';
import type { Id } from '@argosy/kernel/ids';
import type { Instant } from '@argosy/kernel/time';

/** Why a run ended as it did: a code of the table of errors with its facts; the sentence is made when it is read. */
export interface RunReason {
  readonly problem: string;
  readonly facts: Facts;
  readonly node?: string;
  readonly command?: string;
  readonly lastLines?: readonly string[];
}

export interface Usage {
  readonly vcoreSeconds: number;
  readonly memoryMbSeconds: number;
}

export type LogsState = 'none' | 'collecting' | 'kept' | 'lost' | 'removed';

export interface Run {
  readonly id: Id<'run'>;
  readonly organizationId: string;
  readonly jobId: string | undefined;
  readonly planRunId: string | undefined;
  readonly name: string;
  readonly clusterId: string;
  readonly spec: JobSpec;
  /** Of the job, as it was asked for; `undefined` for a run of a plan run. */
  readonly jobVersion: number | undefined;
  /** The values that were given for parameters; those of a plan run stand there. */
  readonly parameters: Readonly<Record<string, string>>;
  /** The run that this one repeats: the first of them, however often it was repeated. */
  readonly rerunOf: Id<'run'> | undefined;
  readonly state: RunState;
  readonly reason: RunReason | undefined;
  /** Number of the latest attempt; 0 before the first. */
  readonly attempt: number;
  /** A retry is waited for, and does not begin before this. */
  readonly notBefore: Instant | undefined;
  readonly killAskedAt: Instant | undefined;
  readonly submittedAt: Instant;
  /** When its first attempt ran. */
  readonly startedAt: Instant | undefined;
  readonly endedAt: Instant | undefined;
  readonly logs: LogsState;
}

export type { AttemptState };
export type AttemptEnd = Extract<AttemptState, 'succeeded' | 'failed' | 'killed' | 'lost'>;

export interface Attempt {
  readonly number: number;
  readonly state: AttemptState;
  readonly applicationId: string | undefined;
  readonly trackingUrl: string | undefined;
  /** 0 to 1. */
  readonly progress: number | undefined;
  readonly exitCode: number | undefined;
  readonly reason: RunReason | undefined;
  readonly usage: Usage | undefined;
  readonly beganAt: Instant;
  readonly startedAt: Instant | undefined;
  readonly endedAt: Instant | undefined;
}

/** `task`: a shell task; `client`: MapReduce's; `environment`: a Python one on a node; `file`: content into HDFS; `logs`: to
 *  the server. */
export type ActionPurpose = 'task' | 'client' | 'environment' | 'file' | 'logs';

export interface RunAction {
  readonly id: string;
  readonly attempt: number;
  readonly nodeId: string;
  readonly nodeName: string;
  readonly purpose: ActionPurpose;
  readonly number: number;
  /** `wanted`: no agent has said anything about it yet. */
  readonly state: 'wanted' | ActionState;
  readonly exitCode: number | undefined;
  readonly problem: ProblemReport | undefined;
  readonly startedAt: Instant | undefined;
  readonly endedAt: Instant | undefined;
}

export const hasEnded = (state: RunState): boolean => (endedRunStates as readonly RunState[]).includes(state);

export const isOver = (state: RunAction['state']): boolean => state !== 'wanted' && state !== 'running';

/** By which an application is found again in YARN: the ResourceManager keeps tags in lower case. */
export const tagOf = (runId: string, attempt: number): string => `argosy-${runId}-${attempt}`;

/** One id for one thing to do, however often it is asked for. */
export const actionIdOf = (runId: string, attempt: number, what: string): string => `${runId}-${attempt}-${what}`;

/** Where an attempt's logs stand among those of the run: the first without a folder of its own, as nearly all have but one. */
export const logFolderOf = (attempt: number): string => (attempt === 1 ? '' : `attempt-${attempt}/`);

/** What shell tasks are counted by: what they asked for, by the time they took. */
export function usageOfTasks(spec: JobSpec, tasks: readonly RunAction[], now: Instant): Usage {
  if (spec.kind !== 'shell') return { vcoreSeconds: 0, memoryMbSeconds: 0 };
  const seconds = tasks.reduce((sum, { startedAt, endedAt }) => {
    if (startedAt === undefined) return sum;
    return sum + Math.max(0, (endedAt ?? now).epochMilliseconds - startedAt.epochMilliseconds) / 1000;
  }, 0);
  return { vcoreSeconds: seconds * spec.resources.vcores, memoryMbSeconds: seconds * spec.resources.memoryMb };
}
