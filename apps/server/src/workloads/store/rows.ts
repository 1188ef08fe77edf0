// Rows of workloads turned into values; one place, because several statements read the same columns.
import type { ProblemReport } from '@argosy/contract/agent/protocol';
import type { JobSpec } from '@argosy/contract/workloads/job-spec';
import type { RunState } from '@argosy/contract/workloads/vocabulary';
import type { Id } from '@argosy/kernel/ids';
import { toInstant, toInstantOrUndefined } from '../../platform/database.ts';
import type { ActionPurpose, Attempt, AttemptState, LogsState, Run, RunAction, RunReason } from '../domain/run.ts';

export interface RunRow {
  readonly id: Id<'run'>;
  readonly organization_id: string;
  readonly job_id: string | null;
  readonly plan_run_id: string | null;
  readonly name: string;
  readonly cluster_id: string;
  readonly spec: JobSpec;
  readonly job_version: number | null;
  readonly parameters: Record<string, string>;
  readonly rerun_of: Id<'run'> | null;
  readonly state: RunState;
  readonly reason: RunReason | null;
  readonly attempt: number;
  readonly not_before: string | null;
  readonly kill_asked_at: string | null;
  readonly submitted_at: string;
  readonly started_at: string | null;
  readonly ended_at: string | null;
  readonly logs: LogsState;
}

export interface AttemptRow {
  readonly run_id: string;
  readonly number: number;
  readonly state: AttemptState;
  readonly application_id: string | null;
  readonly tracking_url: string | null;
  readonly progress: number | null;
  readonly exit_code: number | null;
  readonly reason: RunReason | null;
  readonly vcore_seconds: string | null;
  readonly memory_mb_seconds: string | null;
  readonly began_at: string;
  readonly started_at: string | null;
  readonly ended_at: string | null;
}

export interface ActionRow {
  readonly id: string;
  readonly run_id: string;
  readonly attempt: number;
  readonly node_id: string;
  readonly node_name: string;
  readonly purpose: ActionPurpose;
  readonly number: number;
  readonly state: RunAction['state'];
  readonly exit_code: number | null;
  readonly problem: ProblemReport | null;
  readonly started_at: string | null;
  readonly ended_at: string | null;
}

export const fromRunRow = (row: RunRow): Run => ({
  id: row.id,
  organizationId: row.organization_id,
  jobId: row.job_id ?? undefined,
  planRunId: row.plan_run_id ?? undefined,
  name: row.name,
  clusterId: row.cluster_id,
  spec: row.spec,
  jobVersion: row.job_version ?? undefined,
  parameters: row.parameters,
  rerunOf: row.rerun_of ?? undefined,
  state: row.state,
  reason: row.reason ?? undefined,
  attempt: row.attempt,
  notBefore: toInstantOrUndefined(row.not_before),
  killAskedAt: toInstantOrUndefined(row.kill_asked_at),
  submittedAt: toInstant(row.submitted_at),
  startedAt: toInstantOrUndefined(row.started_at),
  endedAt: toInstantOrUndefined(row.ended_at),
  logs: row.logs,
});

export const fromAttemptRow = (row: AttemptRow): Attempt => ({
  number: row.number,
  state: row.state,
  applicationId: row.application_id ?? undefined,
  trackingUrl: row.tracking_url ?? undefined,
  progress: row.progress ?? undefined,
  exitCode: row.exit_code ?? undefined,
  reason: row.reason ?? undefined,
  usage:
    row.vcore_seconds === null || row.memory_mb_seconds === null
      ? undefined
      : { vcoreSeconds: Number(row.vcore_seconds), memoryMbSeconds: Number(row.memory_mb_seconds) },
  beganAt: toInstant(row.began_at),
  startedAt: toInstantOrUndefined(row.started_at),
  endedAt: toInstantOrUndefined(row.ended_at),
});

export const fromActionRow = (row: ActionRow): RunAction => ({
  id: row.id,
  attempt: row.attempt,
  nodeId: row.node_id,
  nodeName: row.node_name,
  purpose: row.purpose,
  number: row.number,
  state: row.state,
  exitCode: row.exit_code ?? undefined,
  problem: row.problem ?? undefined,
  startedAt: toInstantOrUndefined(row.started_at),
  endedAt: toInstantOrUndefined(row.ended_at),
});
