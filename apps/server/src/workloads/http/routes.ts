// Binds the operations of files, jobs and runs; those of plans are in plan-routes.ts.
import {
  fileGet,
  filePut,
  jobCreate,
  jobGet,
  jobKill,
  jobList,
  jobLogs,
  jobRun,
  runGet,
  runList,
  runLogs,
} from '@argosy/contract/workloads/operations';
import { refusal } from '@argosy/kernel/errors';
import type { Caller } from '../../platform/caller.ts';
import { bind, type Binding } from '../../platform/http/bind.ts';
import { untilAtRest } from '../../platform/http/until-at-rest.ts';
import { createJob } from '../create-job.ts';
import type { WorkloadsDeps } from '../deps.ts';
import { hasEnded } from '../domain/run.ts';
import { keptLogPieces } from '../kept-log-pieces.ts';
import { killRun } from '../kill-run.ts';
import { findKeptFile, putFile } from '../put-file.ts';
import { listRunLogs, readRunLog } from '../read-run-log.ts';
import { runJob } from '../run-job.ts';
import type { StoredFile } from '../store/files.ts';
import { findJob, listJobs } from '../store/jobs.ts';
import { findRunOf, listRuns, type RunWithAttempts } from '../store/runs.ts';
import { pageOf } from './page-of.ts';
import { toJobView, toRunView } from './views.ts';

export const workloadsRoutes = (deps: WorkloadsDeps): readonly Binding[] => {
  const ofLogs = { ...deps, readKept: keptLogPieces() };
  const runOf = async (caller: Caller, runId: string): Promise<RunWithAttempts> => {
    const found = await deps.read(caller, (tx) => findRunOf(tx, caller.organizationId, runId));
    if (found === undefined) throw refusal('run_not_found', { runId });
    return found;
  };
  const jobOf = async (caller: Caller, jobId: string) => {
    const job = await deps.read(caller, (tx) => findJob(tx, caller.organizationId, jobId));
    if (job === undefined) throw refusal('job_not_found', { jobId });
    return job;
  };
  const presentRun = async (caller: Caller, runId: string) => toRunView(await runOf(caller, runId), caller.language);
  return [
    bind(filePut, async ({ caller, params, raw }) =>
      toFileView(await putFile(deps, caller, { sha256: params.sha256, content: raw.raw })),
    ),
    bind(fileGet, async ({ caller, params: { sha256 } }) => {
      const file = await findKeptFile(deps, caller.organizationId, sha256);
      if (file === undefined) throw refusal('file_not_found', { sha256 });
      return toFileView(file);
    }),
    bind(jobCreate, async ({ caller, body }) => toJobView(await createJob(deps, caller, body)), {
      present: async (caller, jobId) => toJobView(await jobOf(caller, jobId)),
    }),
    bind(jobList, async ({ caller: { organizationId }, query: { limit, cursor } }) => {
      const jobs = await deps.read({ organizationId }, (tx) =>
        listJobs(tx, { organizationId, before: cursor, limit: limit + 1 }),
      );
      return pageOf(jobs.map(toJobView), limit);
    }),
    bind(jobGet, async ({ caller, params }) => toJobView(await jobOf(caller, params.jobId))),
    bind(
      jobRun,
      async ({ caller, params, body }) => {
        const run = await runJob(deps, caller, { ...body, jobId: params.jobId });
        return toRunView({ run, attempts: [] }, caller.language);
      },
      { present: presentRun },
    ),
    bind(
      jobKill,
      async ({ caller, params }) => {
        await killRun(deps, caller, params.runId);
        return presentRun(caller, params.runId);
      },
      { present: presentRun },
    ),
    bind(runList, async ({ caller, query: { limit, cursor, clusterId, jobId, state } }) => {
      const { organizationId } = caller;
      const runs = await deps.read(caller, (tx) =>
        listRuns(tx, { organizationId, clusterId, jobId, state, before: cursor, limit: limit + 1 }),
      );
      return pageOf(
        runs.map((each) => toRunView(each, caller.language)),
        limit,
      );
    }),
    bind(runGet, async ({ caller, params: { runId }, query, signal }) => {
      const found = await untilAtRest(deps, {
        subject: runId,
        waitSeconds: query.wait,
        signal,
        read: () => runOf(caller, runId),
        isAtRest: ({ run }) => hasEnded(run.state),
      });
      return toRunView(found, caller.language);
    }),
    bind(runLogs, async ({ caller, params }) => {
      const { logs, isComplete } = await listRunLogs(ofLogs, caller, params.runId);
      const items = logs.map(({ path, nodeName, sizeBytes, isDriver }) => ({
        path,
        node: nodeName,
        sizeBytes,
        isDriver,
      }));
      return { items, complete: isComplete };
    }),
    bind(jobLogs, async ({ caller, params, query, signal }) => {
      const { path, offset, limit, wait, reading } = query;
      const {
        isComplete,
        path: read,
        ...piece
      } = await readRunLog(ofLogs, caller, {
        runId: params.runId,
        path,
        offset,
        limit,
        waitSeconds: wait,
        reading,
        signal,
      });
      return { ...(read !== undefined && { path: read }), ...piece, complete: isComplete };
    }),
  ];
};

const toFileView = ({ sha256, sizeBytes, createdAt }: StoredFile) => ({
  sha256,
  sizeBytes,
  createdAt: createdAt.toString(),
});
