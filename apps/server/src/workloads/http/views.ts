// Runs and jobs as the API shows them, in the reader's language.
import { sentenceOf } from '@argosy/contract/errors';
import type { ContainerView, RunDetailView, RunView } from '@argosy/contract/workloads/operations';
import type { Caller } from '../../platform/caller.ts';
import type { RunContainer } from '../domain/run-containers.ts';
import { timelineOf } from '../domain/run-timeline.ts';
import type { RunReason } from '../domain/run.ts';
import type { RunInDetail } from '../read-runs.ts';
import type { Job } from '../store/jobs.ts';
import type { RunWithAttempts } from '../store/runs.ts';

export const toJobView = ({ id, name, spec, version, createdAt, changedAt }: Job) => ({
  id,
  name,
  spec,
  version,
  createdAt: createdAt.toString(),
  ...(changedAt && { changedAt: changedAt.toString() }),
});

export function toReasonView(reason: RunReason, language: Caller['language']): NonNullable<RunView['reason']> {
  const { problem, facts, node, command, lastLines } = reason;
  return {
    problem,
    message: sentenceOf(problem, { ...facts, ...(lastLines && { lastLines: [] }) }, language).trim(),
    ...(node && { node }),
    ...(command && { command }),
    ...(lastLines && { lastLines: [...lastLines] }),
  };
}

export function toRunView({ run, attempts }: RunWithAttempts, language: Caller['language']): RunView {
  const latest = attempts.at(-1);
  const used = attempts.flatMap(({ usage }) => (usage ? [usage] : []));
  return {
    id: run.id,
    ...(run.jobId && { jobId: run.jobId }),
    ...(run.planRunId && { planRunId: run.planRunId }),
    name: run.name,
    kind: run.spec.kind,
    clusterId: run.clusterId,
    state: run.state,
    ...(run.reason && { reason: toReasonView(run.reason, language) }),
    attempt: run.attempt,
    ...(latest?.applicationId && { applicationId: latest.applicationId }),
    ...(latest?.exitCode !== undefined && { exitCode: latest.exitCode }),
    ...(latest?.progress !== undefined && { progress: latest.progress }),
    ...(latest?.trackingUrl && { trackingUrl: latest.trackingUrl }),
    submittedAt: run.submittedAt.toString(),
    ...(run.startedAt && { startedAt: run.startedAt.toString() }),
    ...(run.endedAt && { endedAt: run.endedAt.toString() }),
    ...(used.length > 0 && {
      usage: {
        vcoreSeconds: used.reduce((sum, each) => sum + each.vcoreSeconds, 0),
        memoryMbSeconds: used.reduce((sum, each) => sum + each.memoryMbSeconds, 0),
      },
    }),
    logsKept: run.logs === 'kept',
    ...(run.rerunOf && { rerunOf: run.rerunOf }),
  };
}

export function toRunDetailView(
  { run, attempts, logsKeptAt }: RunInDetail,
  language: Caller['language'],
): RunDetailView {
  return {
    ...toRunView({ run, attempts }, language),
    spec: run.spec,
    ...(run.jobVersion !== undefined && { jobVersion: run.jobVersion }),
    parameters: { ...run.parameters },
    attempts: attempts.map(({ reason, beganAt, startedAt, endedAt, ...attempt }) => ({
      ...attempt,
      ...(reason && { reason: toReasonView(reason, language) }),
      beganAt: beganAt.toString(),
      startedAt: startedAt?.toString(),
      endedAt: endedAt?.toString(),
    })),
    timeline: timelineOf(run, attempts, logsKeptAt).map(({ at, ...moment }) => ({ at: at.toString(), ...moment })),
  };
}

export function toContainerView({ nodeName, startedAt, endedAt, logs, ...container }: RunContainer): ContainerView {
  return {
    ...container,
    node: nodeName,
    startedAt: startedAt?.toString(),
    endedAt: endedAt?.toString(),
    logs: [...logs],
  };
}
