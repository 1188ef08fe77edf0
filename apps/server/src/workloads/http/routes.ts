// Binds the operations of files, jobs and runs; those of plans are in plan-routes.ts.
import {
  fileDelete,
  fileGet,
  fileList,
  filePut,
  jobCheck,
  jobCreate,
  jobDelete,
  jobGet,
  jobKill,
  jobList,
  jobLogs,
  jobRun,
  jobUpdate,
  jobVersions,
  runContainers,
  runGet,
  runList,
  runLogGet,
  runLogs,
  runLogSearch,
  runRerun,
} from '@argosy/contract/workloads/operations';
import { refusal } from '@argosy/kernel/errors';
import { Instant } from '@argosy/kernel/time';
import type { Caller } from '../../platform/caller.ts';
import { bind, type Binding } from '../../platform/http/bind.ts';
import { sendDownload } from '../../platform/http/send-download.ts';
import { untilAtRest } from '../../platform/http/until-at-rest.ts';
import { checkJob } from '../check-job.ts';
import { createJob } from '../create-job.ts';
import { deleteJob } from '../delete-job.ts';
import { deleteUploadedFile } from '../delete-file.ts';
import type { WorkloadsDeps } from '../deps.ts';
import { hasEnded } from '../domain/run.ts';
import { keptLogPieces } from '../kept-log-pieces.ts';
import { killRun } from '../kill-run.ts';
import { findKeptFile, putFile } from '../put-file.ts';
import { getFiles } from '../read-files.ts';
import { findLog, listRunLogs, readRunLog } from '../read-run-log.ts';
import { getRun, getRunContainers } from '../read-runs.ts';
import { rerunRun } from '../rerun-run.ts';
import { runJob } from '../run-job.ts';
import { searchRunLog, wholeLog } from '../search-run-log.ts';
import { updateJob } from '../update-job.ts';
import type { StoredFile } from '../store/files.ts';
import { findJob, listJobs, listJobVersions, readJob } from '../store/jobs.ts';
import { listRuns } from '../store/runs.ts';
import { pageOf } from './page-of.ts';
import { toContainerView, toJobView, toRunDetailView, toRunView } from './views.ts';

export const workloadsRoutes = (deps: WorkloadsDeps): readonly Binding[] => {
  const ofLogs = { ...deps, readKept: keptLogPieces() };
  const jobOf = async (caller: Caller, jobId: string) => {
    const job = await deps.read(caller, (tx) => findJob(tx, caller.organizationId, jobId));
    if (job === undefined) throw refusal('job_not_found', { jobId });
    return job;
  };
  const jobEver = async (caller: Caller, jobId: string) => {
    const job = await deps.read(caller, (tx) => readJob(tx, caller.organizationId, jobId));
    if (job === undefined) throw refusal('job_not_found', { jobId });
    return job;
  };
  const presentRun = async (caller: Caller, runId: string) =>
    toRunView(await getRun(deps, caller, runId), caller.language);
  return [
    bind(filePut, async ({ caller, params, raw }) =>
      toFileView(await putFile(deps, caller, { sha256: params.sha256, content: raw.raw })),
    ),
    bind(fileGet, async ({ caller, params: { sha256 } }) => {
      const file = await findKeptFile(deps, caller.organizationId, sha256);
      if (file === undefined) throw refusal('file_not_found', { sha256 });
      return toFileView(file);
    }),
    bind(fileList, async ({ caller, query }) => {
      const { files, cursor } = await getFiles(deps, caller, query);
      const items = files.map(({ names, usedBy, ...file }) => ({
        ...toFileView(file),
        names: [...names],
        usedBy: [...usedBy],
      }));
      return { items, ...(cursor !== undefined && { cursor }) };
    }),
    bind(fileDelete, ({ caller, params }) => deleteUploadedFile(deps, caller, params), {
      present: async () => undefined, // what was deleted is gone, however often that is said
    }),
    bind(jobCreate, async ({ caller, body }) => toJobView(await createJob(deps, caller, body)), {
      present: async (caller, jobId) => toJobView(await jobOf(caller, jobId)),
    }),
    bind(jobCheck, ({ caller, body }) => checkJob(deps, caller, body)),
    bind(jobList, async ({ caller: { organizationId }, query: { limit, cursor } }) => {
      const jobs = await deps.read({ organizationId }, (tx) =>
        listJobs(tx, { organizationId, before: cursor, limit: limit + 1 }),
      );
      return pageOf(jobs.map(toJobView), limit);
    }),
    bind(
      jobUpdate,
      async ({ caller, params, body }) => toJobView(await updateJob(deps, caller, { ...params, ...body })),
      {
        present: async (caller, jobId) => toJobView(await jobOf(caller, jobId)),
      },
    ),
    bind(jobDelete, async ({ caller, params }) => toJobView(await deleteJob(deps, caller, params)), {
      present: async (caller, jobId) => toJobView(await jobEver(caller, jobId)),
    }),
    bind(jobVersions, async ({ caller, params, query: { limit, cursor } }) => {
      const { id: jobId } = await jobOf(caller, params.jobId);
      const before = cursor === undefined ? undefined : Number(cursor);
      const read = await deps.read(caller, (tx) => listJobVersions(tx, { jobId, before, limit: limit + 1 }));
      const items = read.slice(0, limit);
      const last = items.at(-1);
      return {
        items: items.map((each) => ({ ...each, createdAt: each.createdAt.toString() })),
        ...(read.length > limit && last && { cursor: String(last.version) }),
      };
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
    bind(runList, async ({ caller, query: { limit, cursor, from, to, ...asked } }) => {
      const { organizationId } = caller;
      const time = { from: instantOrUndefined(from), to: instantOrUndefined(to) };
      const runs = await deps.read(caller, (tx) =>
        listRuns(tx, { ...asked, ...time, organizationId, before: cursor, limit: limit + 1 }),
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
        read: () => getRun(deps, caller, runId),
        isAtRest: ({ run }) => hasEnded(run.state),
      });
      return toRunDetailView(found, caller.language);
    }),
    bind(
      runRerun,
      async ({ caller, params, body }) => {
        const run = await rerunRun(deps, caller, { ...params, ...body });
        return toRunView({ run, attempts: [] }, caller.language);
      },
      { present: presentRun },
    ),
    bind(runContainers, async ({ caller, params }) => {
      const { containers, isComplete } = await getRunContainers(ofLogs, caller, params.runId);
      return { items: containers.map(toContainerView), complete: isComplete };
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
    bind(runLogSearch, async ({ caller, params, query, signal }) => {
      const { lines, isComplete, ...found } = await searchRunLog(ofLogs, caller, { ...params, ...query, signal });
      return { ...found, items: [...lines], complete: isComplete };
    }),
    bind(runLogGet, async ({ caller, params: { runId }, query: { path }, reply, signal }) => {
      const { log } = await findLog(ofLogs, caller, { runId, path });
      if (log === undefined) throw refusal('log_not_found', { log: path, available: [] });
      const name = `${runId}-${path.replaceAll('/', '-')}.log`;
      await sendDownload(reply, { name, sizeBytes: log.sizeBytes, content: wholeLog(log, signal) });
      return undefined;
    }),
  ];
};

const instantOrUndefined = (text: string | undefined): Instant | undefined =>
  text === undefined ? undefined : Instant.from(text);

const toFileView = ({ sha256, sizeBytes, createdAt }: StoredFile) => ({
  sha256,
  sizeBytes,
  createdAt: createdAt.toString(),
});
