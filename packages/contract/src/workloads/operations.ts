// Operations of workloads: files, jobs and their runs, execution plans and theirs.
import * as z from 'zod';
import { checkView, draft } from '../check.ts';
import { clusterCheckView, creationRefusals, progressStep, stateReason } from '../clusters/operations.ts';
import { type FieldPermission, instant, operation, pageOf, pageQuery, waitQuery } from '../operation.ts';
import { jobSpec } from './job-spec.ts';
import { planSpec, scheduleSpec } from './plan-spec.ts';
import {
  anewBecause,
  attemptStates,
  containerKinds,
  jobKinds,
  planJobStates,
  planPhases,
  planRunStates,
  previewForms,
  rerunClusters,
  rerunPlans,
  runMoments,
  runStates,
} from './vocabulary.ts';

const sha256 = z
  .string()
  .regex(/^[0-9a-f]{64}$/)
  .describe('SHA-256 of its content');

// --- files --------------------------------------------------------------------------------------------------------

export const fileView = z.object({ sha256: z.string(), sizeBytes: z.number(), createdAt: instant });

export const filePut = operation({
  id: 'file_put',
  summary: 'Uploads a file under the hash of its content; one that is there already is not sent again',
  permission: 'workloads:PutFile',
  resource: 'file/{sha256}',
  method: 'PUT',
  path: '/v1/files/:sha256',
  params: z.object({ sha256 }),
  sends: 'octets',
  result: fileView,
  errors: ['file_checksum_differs', 'disk_full'],
});

export const fileGet = operation({
  id: 'file_get',
  summary: 'Says whether a file is there',
  permission: 'workloads:GetFile',
  resource: 'file/{sha256}',
  method: 'GET',
  path: '/v1/files/:sha256',
  params: z.object({ sha256 }),
  result: fileView,
  errors: ['file_not_found'],
});

export const missingFileView = z.object({
  path: z.string().describe('of the field that names it'),
  name: z.string(),
  sha256: z.string(),
});

export const fileListView = fileView.extend({
  names: z.array(z.string()).describe('by which jobs and plans call it'),
  usedBy: z.array(z.object({ kind: z.enum(['job', 'plan']), id: z.string(), name: z.string() })),
});

export const fileList = operation({
  id: 'file_list',
  summary: 'Lists uploaded files, newest first, with the jobs and plans that name them',
  permission: 'workloads:ListFiles',
  resource: 'file/*',
  method: 'GET',
  path: '/v1/files',
  query: z.object({
    limit: pageQuery.limit,
    cursor: z
      .string()
      .regex(/^\d{4}-[0-9T:.-]{6,30}Z\/[0-9a-f]{64}$/)
      .optional()
      .describe('`cursor` of the page before'),
    unused: z.stringbool().default(false).describe('only those that no job and no plan names'),
  }),
  result: pageOf(fileListView),
});

export const fileDelete = operation({
  id: 'file_delete',
  summary: 'Deletes an uploaded file that nothing names any more',
  permission: 'workloads:DeleteFile',
  resource: 'file/{sha256}',
  method: 'DELETE',
  path: '/v1/files/:sha256',
  params: z.object({ sha256 }),
  errors: ['file_not_found', 'file_in_use'],
});

/** To have something run on a cluster. */
export const clusterUse: FieldPermission = { permission: 'clusters:UseCluster', resource: 'cluster/{clusterId}' };

// --- jobs and runs ------------------------------------------------------------------------------------------------

export const jobView = z.object({
  id: z.string(),
  name: z.string(),
  spec: jobSpec,
  version: z.int().describe('rises with each change'),
  createdAt: instant,
  changedAt: instant.optional().describe('when it got this version'),
});

/** What a run used, as YARN counts it (container seconds); for shell runs what its tasks asked for, by their time. */
export const usageView = z.object({ vcoreSeconds: z.number(), memoryMbSeconds: z.number() });

export const runView = z.object({
  id: z.string(),
  jobId: z.string().optional().describe('absent for a run inside a plan run'),
  planRunId: z.string().optional(),
  name: z.string(),
  kind: z.enum(jobKinds),
  clusterId: z.string(),
  state: z.enum(runStates),
  reason: stateReason.omit({ code: true }).optional().describe('why it failed, was killed or lost'),
  attempt: z.int(),
  applicationId: z.string().optional().describe('in YARN'),
  exitCode: z.int().optional(),
  progress: z.number().optional().describe('0 to 1, where the application tells'),
  trackingUrl: z.string().optional(),
  submittedAt: instant,
  startedAt: instant.optional(),
  endedAt: instant.optional(),
  usage: usageView.optional(),
  logsKept: z.boolean().describe('whether the logs are in the store, and stay when the cluster goes'),
  rerunOf: z.string().optional().describe('the run that this one repeats'),
});
export type RunView = z.infer<typeof runView>;

export const attemptView = z.object({
  number: z.int(),
  state: z.enum(attemptStates),
  applicationId: z.string().optional(),
  trackingUrl: z.string().optional(),
  progress: z.number().optional(),
  exitCode: z.int().optional(),
  reason: stateReason.omit({ code: true }).optional(),
  usage: usageView.optional(),
  beganAt: instant,
  startedAt: instant.optional(),
  endedAt: instant.optional(),
});

/** A run by itself, with all that lists leave out. */
export const runDetailView = runView.extend({
  spec: jobSpec.describe('the job as it is run, parameters in place'),
  jobVersion: z.int().optional(),
  parameters: z.record(z.string(), z.string()).describe('the values that were given'),
  attempts: z.array(attemptView),
  timeline: z
    .array(
      z.object({
        at: instant,
        what: z.enum(runMoments),
        attempt: z.int().optional(),
        state: z.string().optional().describe('in which the attempt or the run ended'),
      }),
    )
    .describe('what happened to it, oldest first'),
});
export type RunDetailView = z.infer<typeof runDetailView>;

const parameters = z
  .record(z.string(), z.union([z.string(), z.number(), z.boolean()]))
  .default({})
  .describe('values of parameters by name');

export const jobCreate = operation({
  id: 'job_create',
  summary: 'Configures a job once, to be run many times',
  permission: 'workloads:CreateJob',
  resource: 'job/*',
  method: 'POST',
  path: '/v1/jobs',
  body: jobSpec,
  result: jobView,
  errors: ['job_name_taken', 'file_not_found', 'archive_unsafe'],
});

export const jobCheck = operation({
  id: 'job_check',
  summary: 'Says everything that stands against a job, also on a given cluster; keeps nothing',
  permission: 'workloads:CheckJob',
  resource: 'job/*',
  fieldPermissions: { clusterId: clusterUse },
  method: 'POST',
  path: '/v1/jobs/check',
  isQuestion: true,
  body: z.strictObject({
    spec: draft,
    clusterId: z.string().max(100).optional().describe('id or name of a cluster on which it is to fit'),
  }),
  result: checkView.extend({
    parameters: z.array(z.string()).describe('names that stand in it as ${…}; in a command those of the shell too'),
    missingFiles: z.array(missingFileView).describe('files it names that were not uploaded'),
    neededMb: z.array(z.number()).describe('memory of the containers it needs at the same time'),
  }),
});

export const jobList = operation({
  id: 'job_list',
  summary: 'Lists jobs, newest first',
  permission: 'workloads:ListJobs',
  resource: 'job/*',
  itemPermission: { permission: 'workloads:GetJob', resource: 'job/{id}' },
  method: 'GET',
  path: '/v1/jobs',
  query: z.object(pageQuery),
  result: pageOf(jobView),
});

export const jobVersions = operation({
  id: 'job_versions',
  summary: 'Lists the versions of a job, newest first; its runs are each of one of them',
  permission: 'workloads:ListJobVersions',
  resource: 'job/{jobId}',
  method: 'GET',
  path: '/v1/jobs/:jobId/versions',
  params: z.object({ jobId: z.string().describe('id or name') }),
  query: z.object({
    limit: pageQuery.limit,
    cursor: z
      .string()
      .regex(/^\d{1,9}$/)
      .optional()
      .describe('`cursor` of the page before'),
  }),
  result: pageOf(z.object({ version: z.int(), spec: jobSpec, createdAt: instant })),
  errors: ['job_not_found'],
});

export const jobGet = operation({
  id: 'job_get',
  summary: 'Shows a job, by id or name',
  permission: 'workloads:GetJob',
  resource: 'job/{jobId}',
  method: 'GET',
  path: '/v1/jobs/:jobId',
  params: z.object({ jobId: z.string().describe('id or name') }),
  result: jobView,
  errors: ['job_not_found'],
});

const changedVersion = z
  .int()
  .min(1)
  .optional()
  .describe('the version that was changed: refused where there is a later one by now');

export const jobUpdate = operation({
  id: 'job_update',
  summary: 'Gives a job a new version; what runs, runs on as it was',
  permission: 'workloads:UpdateJob',
  resource: 'job/{jobId}',
  method: 'POST',
  path: '/v1/jobs/:jobId/update',
  params: z.object({ jobId: z.string().describe('id or name') }),
  body: z.strictObject({ spec: jobSpec.describe('the whole job, under the name it has'), version: changedVersion }),
  result: jobView,
  errors: ['job_not_found', 'name_fixed', 'version_outdated', 'file_not_found', 'archive_unsafe'],
});

export const jobDelete = operation({
  id: 'job_delete',
  summary: 'Deletes a job of which nothing runs; its runs stay readable',
  permission: 'workloads:DeleteJob',
  resource: 'job/{jobId}',
  method: 'DELETE',
  path: '/v1/jobs/:jobId',
  params: z.object({ jobId: z.string().describe('id or name') }),
  result: jobView,
  errors: ['job_not_found', 'job_busy'],
});

export const jobRun = operation({
  id: 'job_run',
  summary: 'Runs a job on a cluster',
  permission: 'workloads:RunJob',
  resource: 'job/{jobId}',
  fieldPermissions: { clusterId: clusterUse },
  method: 'POST',
  path: '/v1/jobs/:jobId/run',
  params: z.object({ jobId: z.string().describe('id or name') }),
  body: z.strictObject({
    clusterId: z.string().describe('id or name of the cluster'),
    parameters,
  }),
  result: runView,
  errors: [
    'job_not_found',
    'cluster_not_found',
    'cluster_not_running',
    'job_component_missing',
    'job_too_large',
    'parameter_unknown',
    'parameter_missing',
    'parameter_invalid',
  ],
});

export const runList = operation({
  id: 'run_list',
  summary: 'Lists runs, newest first',
  permission: 'workloads:ListRuns',
  resource: 'run/*',
  itemPermission: { permission: 'workloads:GetRun', resource: 'run/{id}' },
  method: 'GET',
  path: '/v1/runs',
  query: z.object({
    ...pageQuery,
    clusterId: z.string().optional().describe('only those on this cluster; its id'),
    jobId: z.string().optional().describe('only those of this job; its id'),
    planRunId: z.string().optional().describe('only those of this plan run; its id'),
    kind: z.enum(jobKinds).optional().describe('only those of this kind'),
    state: z.enum(runStates).optional().describe('only those in this state'),
    text: z.string().min(1).max(100).optional().describe('only those whose name holds this'),
    from: instant.optional().describe('only those submitted at this instant or later'),
    to: instant.optional().describe('only those submitted before this instant'),
  }),
  result: pageOf(runView),
});

export const runGet = operation({
  id: 'run_get',
  summary: 'Shows a run; with `wait`, once it has ended',
  permission: 'workloads:GetRun',
  resource: 'run/{runId}',
  method: 'GET',
  path: '/v1/runs/:runId',
  params: z.object({ runId: z.string().describe('its id') }),
  query: z.object(waitQuery),
  result: runDetailView,
  errors: ['run_not_found'],
});

export const jobKill = operation({
  id: 'job_kill',
  summary: 'Kills a run of a job',
  permission: 'workloads:KillRun',
  resource: 'run/{runId}',
  method: 'POST',
  path: '/v1/runs/:runId/kill',
  params: z.object({ runId: z.string().describe('its id') }),
  result: runView,
  errors: ['run_not_found', 'run_already_ended'],
});

export const runRerun = operation({
  id: 'run_rerun',
  summary: 'Runs again what a run was: the same job, parameters and dates, also of one made by a plan or since changed',
  permission: 'workloads:RunJob',
  resource: 'run/{runId}',
  fieldPermissions: { clusterId: clusterUse },
  method: 'POST',
  path: '/v1/runs/:runId/rerun',
  params: z.object({ runId: z.string().describe('its id') }),
  body: z.strictObject({
    clusterId: z.string().optional().describe('id or name of a cluster; the one it ran on, if left out'),
  }),
  result: runView,
  errors: [
    'run_not_found',
    'file_not_found',
    'archive_unsafe',
    'cluster_not_found',
    'cluster_not_running',
    'job_component_missing',
    'job_too_large',
    'parameter_missing',
    'parameter_invalid',
  ],
});

export const containerView = z.object({
  id: z.string().describe("YARN's, or that of the action of an agent"),
  attempt: z.int(),
  kind: z.enum(containerKinds),
  node: z.string().optional(),
  vcores: z.number().optional(),
  memoryMb: z.number().optional(),
  startedAt: instant.optional(),
  endedAt: instant.optional().describe("of YARN's, when it was first seen to be gone"),
  exitCode: z.int().optional(),
  logs: z.array(z.string()).describe('paths of its logs'),
});
export type ContainerView = z.infer<typeof containerView>;

export const runContainers = operation({
  id: 'run_containers',
  summary: 'Lists the processes of a run, while it runs and after: tasks, clients, drivers, containers of YARN',
  permission: 'workloads:GetRun',
  resource: 'run/{runId}',
  method: 'GET',
  path: '/v1/runs/:runId/containers',
  params: z.object({ runId: z.string().describe('its id') }),
  result: z.object({ items: z.array(containerView), complete: z.boolean().describe('no more will come') }),
  errors: ['run_not_found'],
});

export const logFileView = z.object({
  path: z.string().describe('such as driver/stdout or container_…_000002/stderr'),
  node: z.string().optional(),
  sizeBytes: z.number(),
  isDriver: z.boolean().describe('what a person wants to read first'),
});

export const runLogs = operation({
  id: 'run_logs',
  summary: 'Lists the logs of a run',
  permission: 'workloads:ReadRunLogs',
  resource: 'run/{runId}',
  method: 'GET',
  path: '/v1/runs/:runId/logs',
  params: z.object({ runId: z.string().describe('its id') }),
  result: z.object({ items: z.array(logFileView), complete: z.boolean().describe('no more will come') }),
  errors: ['run_not_found'],
});

export const jobLogs = operation({
  id: 'job_logs',
  summary: 'Reads a log of a run, while it runs and after, also when its cluster is gone',
  permission: 'workloads:ReadRunLogs',
  resource: 'run/{runId}',
  detail: ['path'],
  method: 'GET',
  path: '/v1/runs/:runId/log',
  params: z.object({ runId: z.string().describe('its id') }),
  query: z.object({
    path: z.string().optional().describe("of `run_logs`; the driver's output, if left out"),
    offset: z.coerce.number().int().min(0).default(0).describe('byte to start at'),
    limit: z.coerce.number().int().min(1).max(1_048_576).default(262_144).describe('bytes at most'),
    ...waitQuery,
    reading: z
      .string()
      .optional()
      .describe('the log that was read last, when no path is asked for: that it is another now ends the wait'),
  }),
  result: z.object({
    path: z.string().optional().describe('what was read; another than before, when no path was asked for, begins at 0'),
    text: z.string(),
    offset: z.number(),
    nextOffset: z.number(),
    complete: z.boolean().describe('the run has ended and this was the last of it'),
  }),
  errors: ['run_not_found', 'log_not_found', 'node_not_connected'],
});

export const runLogSearch = operation({
  id: 'run_log_search',
  summary: 'Finds a text in a log of a run: lines and where they begin',
  permission: 'workloads:ReadRunLogs',
  resource: 'run/{runId}',
  detail: ['path'],
  method: 'GET',
  path: '/v1/runs/:runId/log/search',
  params: z.object({ runId: z.string().describe('its id') }),
  query: z.object({
    path: z.string().optional().describe("of `run_logs`; the driver's output, if left out"),
    text: z.string().min(1).max(200).describe('what to look for, as it stands; upper and lower case are the same'),
    offset: z.coerce.number().int().min(0).default(0).describe('byte to start at'),
    limit: z.coerce.number().int().min(1).max(500).default(100).describe('lines at most'),
  }),
  result: z.object({
    path: z.string().optional().describe('what was searched'),
    items: z.array(
      z.object({
        offset: z.number().describe('byte at which the line begins'),
        line: z.string().describe('its first 2000 characters'),
      }),
    ),
    nextOffset: z.number().describe('byte to go on at'),
    complete: z.boolean().describe('the log was searched to its end'),
  }),
  errors: ['run_not_found', 'log_not_found', 'node_not_connected'],
});

export const runLogGet = operation({
  id: 'run_log_get',
  summary: 'Downloads a log of a run whole',
  permission: 'workloads:ReadRunLogs',
  resource: 'run/{runId}',
  detail: ['path'],
  method: 'GET',
  path: '/v1/runs/:runId/log/file',
  params: z.object({ runId: z.string().describe('its id') }),
  query: z.object({ path: z.string().max(2000).describe('of `run_logs`, such as driver/stderr') }),
  answers: 'octets',
  errors: ['run_not_found', 'log_not_found', 'node_not_connected'],
});

// --- plans --------------------------------------------------------------------------------------------------------

export const planView = z.object({
  id: z.string(),
  name: z.string(),
  spec: planSpec,
  version: z.int().describe('rises with each change'),
  createdAt: instant,
  changedAt: instant.optional().describe('when it got this version'),
  scheduleState: z.enum(['none', 'active', 'paused']),
  timeZone: z.string().optional().describe('of its schedule'),
  nextTimes: z.array(instant).describe('the next five, while the schedule is active'),
  lastTimes: z
    .array(z.object({ scheduledFor: instant, planRunId: z.string(), state: z.enum(planRunStates) }))
    .describe('the last five for which it was run, the latest first'),
  lastRun: z
    .object({ planRunId: z.string(), state: z.enum(planRunStates), createdAt: instant })
    .optional()
    .describe('the latest, whether by schedule or by hand'),
});

export type PlanView = z.infer<typeof planView>;

export const outputFileView = z.object({
  path: z.string().describe('relative: <output>/<file>'),
  sizeBytes: z.number(),
  sha256: z.string(),
});

const anewView = z.object({ because: z.enum(anewBecause), job: z.string().optional().describe('on whose account') });

export const planRunView = z.object({
  id: z.string(),
  planId: z.string(),
  name: z.string(),
  state: z.enum(planRunStates),
  reason: stateReason.omit({ code: true }).optional(),
  parameters: z.record(z.string(), z.string()),
  clusterId: z.string().optional(),
  rerunOf: z.string().optional().describe('the plan run that this one repeats from a step on'),
  phases: z.array(progressStep.extend({ name: z.enum(planPhases) })),
  jobs: z.array(
    z.object({
      name: z.string(),
      kind: z.enum(jobKinds),
      needs: z.array(z.string()),
      state: z.enum(planJobStates),
      takenFrom: z
        .string()
        .optional()
        .describe('the plan run in which it succeeded; it does not run again in this one'),
      anew: anewView.optional().describe('in a rerun: why it runs again'),
      runId: z.string().optional(),
      applicationId: z.string().optional(),
      exitCode: z.int().optional(),
      startedAt: instant.optional(),
      endedAt: instant.optional(),
      reason: stateReason.omit({ code: true }).optional(),
    }),
  ),
  outputs: z.array(outputFileView),
  usage: usageView.extend({ nodeSeconds: z.number() }),
  scheduledFor: instant.optional(),
  createdAt: instant,
  endedAt: instant.optional(),
});
export type PlanRunView = z.infer<typeof planRunView>;

const planParams = z.object({ planId: z.string().describe('id or name') });
const rerunFrom = z
  .string()
  .max(100)
  .optional()
  .describe('name of the job to begin at, with all that follow it; those that did not succeed, if left out');
const rerunPlan = z
  .enum(rerunPlans)
  .default('as_run')
  .describe(
    'which plan it runs: as it was in that plan run, or as it is now; then also those jobs run again that have changed since',
  );
const planRunParams = z.object({ planRunId: z.string().describe('its id') });

export const planCreate = operation({
  id: 'plan_create',
  summary: 'Configures an execution plan: jobs in order and the cluster they need',
  permission: 'workloads:CreatePlan',
  resource: 'plan/*',
  method: 'POST',
  path: '/v1/plans',
  body: z.strictObject({
    spec: planSpec.describe('the plan itself'),
    replace: z.boolean().default(false).describe('put it in the place of one of the same name'),
  }),
  result: planView,
  errors: [
    'plan_name_taken',
    'cluster_not_found',
    'plan_invalid',
    'schedule_invalid',
    'job_too_large',
    'file_not_found',
    'parameter_missing',
    'parameter_invalid',
    'archive_unsafe',
  ],
});

export const planCheck = operation({
  id: 'plan_check',
  summary: 'Says everything that stands against a plan, and what cluster it would make; keeps nothing',
  permission: 'workloads:CheckPlan',
  resource: 'plan/*',
  method: 'POST',
  path: '/v1/plans/check',
  isQuestion: true,
  body: z.strictObject({ spec: draft }),
  result: checkView.extend({
    missingFiles: z.array(missingFileView).describe('files it names that were not uploaded'),
    nextTimes: z.array(instant).describe('of its schedule'),
    cluster: clusterCheckView
      .pick({ release: true, installed: true, neededMb: true, freeMb: true, nodes: true })
      .optional()
      .describe('the one it would make'),
  }),
});

export const planList = operation({
  id: 'plan_list',
  summary: 'Lists plans, newest first',
  permission: 'workloads:ListPlans',
  resource: 'plan/*',
  itemPermission: { permission: 'workloads:GetPlan', resource: 'plan/{id}' },
  method: 'GET',
  path: '/v1/plans',
  query: z.object(pageQuery),
  result: pageOf(planView),
});

export const planGet = operation({
  id: 'plan_get',
  summary: 'Shows a plan and its next times',
  permission: 'workloads:GetPlan',
  resource: 'plan/{planId}',
  method: 'GET',
  path: '/v1/plans/:planId',
  params: planParams,
  result: planView,
  errors: ['plan_not_found'],
});

export const planUpdate = operation({
  id: 'plan_update',
  summary: 'Gives a plan a new version; what runs, runs on as it was',
  permission: 'workloads:UpdatePlan',
  resource: 'plan/{planId}',
  method: 'POST',
  path: '/v1/plans/:planId/update',
  params: planParams,
  body: z.strictObject({ spec: planSpec.describe('the whole plan, under the name it has'), version: changedVersion }),
  result: planView,
  errors: [
    'plan_not_found',
    'name_fixed',
    'version_outdated',
    'cluster_not_found',
    'plan_invalid',
    'schedule_invalid',
    'file_not_found',
    'parameter_missing',
    'parameter_invalid',
    'archive_unsafe',
  ],
});

export const planDelete = operation({
  id: 'plan_delete',
  summary: 'Deletes a plan of which nothing runs, with its schedule; its plan runs stay readable',
  permission: 'workloads:DeletePlan',
  resource: 'plan/{planId}',
  method: 'DELETE',
  path: '/v1/plans/:planId',
  params: planParams,
  result: planView,
  errors: ['plan_not_found', 'plan_busy'],
});

export const planRun = operation({
  id: 'plan_run',
  summary: 'Runs a plan now; with `spec`, as it is given there, whatever is kept under its name by then',
  permission: 'workloads:RunPlan',
  resource: 'plan/{planId}',
  fieldPermissions: { spec: { permission: 'workloads:CreatePlan', resource: 'plan/{planId}' } }, // who may only run plans runs what others have put in place
  method: 'POST',
  path: '/v1/plans/:planId/run',
  params: planParams,
  body: z.strictObject({
    parameters,
    keepCluster: z.boolean().default(false).describe('leave a cluster made for the run when it ends'),
    spec: planSpec
      .optional()
      .describe('of the same name, which stays as it is kept; kept under it, without its schedule, where nothing is'),
  }),
  result: planRunView,
  errors: [
    'plan_not_found',
    'plan_invalid',
    'schedule_invalid',
    'job_too_large',
    'file_not_found',
    'archive_unsafe',
    'parameter_unknown',
    'parameter_missing',
    'parameter_invalid',
    'cluster_not_found',
    'cluster_not_running',
    ...creationRefusals,
  ],
});

export const planRuns = operation({
  id: 'plan_runs',
  summary: 'Lists the runs of a plan, newest first',
  permission: 'workloads:ListPlanRuns',
  resource: 'plan/{planId}',
  itemPermission: { permission: 'workloads:GetPlanRun', resource: 'plan-run/{id}' },
  method: 'GET',
  path: '/v1/plans/:planId/runs',
  params: planParams,
  query: z.object(pageQuery),
  result: pageOf(planRunView),
  errors: ['plan_not_found'],
});

export const planRunList = operation({
  id: 'plan_run_list',
  summary: 'Lists plan runs of all plans, newest first',
  permission: 'workloads:ListPlanRuns',
  resource: 'plan-run/*',
  itemPermission: { permission: 'workloads:GetPlanRun', resource: 'plan-run/{id}' },
  method: 'GET',
  path: '/v1/plan-runs',
  query: z.object({
    ...pageQuery,
    state: z.enum(planRunStates).optional().describe('only those in this state'),
    open: z.stringbool().default(false).describe('only those that have not ended'),
    from: instant.optional().describe('only those asked for at this instant or later'),
  }),
  result: pageOf(planRunView),
});

export const planPause = operation({
  id: 'plan_pause',
  summary: "Pauses a plan's schedule",
  permission: 'workloads:PausePlan',
  resource: 'plan/{planId}',
  method: 'POST',
  path: '/v1/plans/:planId/pause',
  params: planParams,
  result: planView,
  errors: ['plan_not_found', 'schedule_invalid'],
});

export const planResume = operation({
  id: 'plan_resume',
  summary: "Resumes a plan's schedule from now on",
  permission: 'workloads:ResumePlan',
  resource: 'plan/{planId}',
  method: 'POST',
  path: '/v1/plans/:planId/resume',
  params: planParams,
  result: planView,
  errors: ['plan_not_found', 'schedule_invalid'],
});

export const schedulePreview = operation({
  id: 'schedule_preview',
  summary: 'Says when a schedule would come next, or what is wrong with it',
  permission: 'workloads:PreviewSchedule',
  resource: 'plan/*',
  method: 'POST',
  path: '/v1/schedules/preview',
  isQuestion: true,
  body: z.strictObject({
    cron: scheduleSpec.shape.cron,
    timeZone: scheduleSpec.shape.timeZone.describe('IANA zone in which its times are those of the wall clock'),
  }),
  result: z.object({
    timeZone: z.string(),
    nextTimes: z.array(instant).describe('the next ten; fewer when there are no more'),
  }),
  errors: ['schedule_invalid'],
});

export const planRunGet = operation({
  id: 'plan_run_get',
  summary: 'Shows a plan run; with `wait`, once it has ended',
  permission: 'workloads:GetPlanRun',
  resource: 'plan-run/{planRunId}',
  method: 'GET',
  path: '/v1/plan-runs/:planRunId',
  params: planRunParams,
  query: z.object(waitQuery),
  result: planRunView,
  errors: ['plan_run_not_found'],
});

export const planRunKill = operation({
  id: 'plan_run_kill',
  summary: 'Ends a plan run: its jobs are killed, and a cluster made for it is released',
  permission: 'workloads:KillPlanRun',
  resource: 'plan-run/{planRunId}',
  method: 'POST',
  path: '/v1/plan-runs/:planRunId/kill',
  params: planRunParams,
  body: z.strictObject({
    keepCluster: z.boolean().default(false).describe('leave a cluster made for the run when it ends'),
  }),
  result: planRunView,
  errors: ['plan_run_not_found', 'plan_run_already_ended'],
});

export const planRunRerun = operation({
  id: 'plan_run_rerun',
  summary:
    'Runs a plan run again from where it failed, by its plan of then or of now; results that are still there are taken over',
  permission: 'workloads:RunPlan',
  resource: 'plan-run/{planRunId}',
  method: 'POST',
  path: '/v1/plan-runs/:planRunId/rerun',
  params: planRunParams,
  body: z.strictObject({
    plan: rerunPlan,
    fromJob: rerunFrom,
    keepCluster: z
      .boolean()
      .optional()
      .describe('leave a cluster made for the run when it ends; as in the plan run before, if left out'),
  }),
  result: planRunView,
  errors: [
    'plan_run_not_found',
    'plan_run_not_ended',
    'plan_run_succeeded',
    'plan_job_unknown',
    'plan_not_found',
    'file_not_found',
    'archive_unsafe',
    'parameter_missing',
    'parameter_invalid',
    'cluster_not_found',
    'cluster_not_running',
    ...creationRefusals,
  ],
});

export const rerunPreview = operation({
  id: 'rerun_preview',
  summary: 'Says which jobs a rerun of a plan run would take over, and which it would run anew and why; makes nothing',
  permission: 'workloads:PreviewRerun',
  resource: 'plan-run/{planRunId}',
  method: 'GET',
  path: '/v1/plan-runs/:planRunId/rerun',
  params: planRunParams,
  query: z.object({ plan: rerunPlan, fromJob: rerunFrom }),
  result: z.object({
    planChanged: z
      .boolean()
      .describe(
        'the plan is no longer the one that was run there: it has been changed, and it matters which one is run',
      ),
    cluster: z.enum(rerunClusters).describe('where it would run'),
    clusterId: z.string().optional().describe('of the one that is there'),
    keepCluster: z
      .boolean()
      .describe('whether a cluster made for it is left when it ends, unless that is said otherwise'),
    jobs: z.array(
      z.object({
        name: z.string(),
        takenOver: z.boolean().describe('it does not run again: its results are there'),
        anew: anewView.optional(),
      }),
    ),
    removed: z.array(z.string()).describe('jobs of that plan run which are in the plan no more, and do not run'),
  }),
  errors: [
    'plan_run_not_found',
    'plan_run_not_ended',
    'plan_run_succeeded',
    'plan_job_unknown',
    'plan_not_found',
    'parameter_missing',
    'parameter_invalid',
    'cluster_not_found',
  ],
});

export const outputGet = operation({
  id: 'output_get',
  summary: 'Downloads one file of the outputs of a plan run',
  permission: 'workloads:GetOutput',
  resource: 'plan-run/{planRunId}',
  detail: ['path'],
  method: 'GET',
  path: '/v1/plan-runs/:planRunId/output',
  params: planRunParams,
  query: z.object({ path: z.string().max(2000).describe("of the run's outputs, such as answers/q1.csv") }),
  answers: 'octets',
  errors: ['plan_run_not_found', 'output_not_found'],
});

export const previewView = z.object({
  path: z.string(),
  sizeBytes: z.number(),
  form: z.enum(previewForms).describe('as what it was read'),
  columns: z.array(z.object({ name: z.string(), kind: z.enum(['text', 'number', 'boolean', 'time']) })),
  rows: z.array(z.array(z.string().nullable())).describe('one value for each column, as it stands in the file'),
  text: z.string().optional().describe('of what is no table'),
  truncated: z.boolean().describe('there is more in the file than is shown'),
});
export type PreviewView = z.infer<typeof previewView>;

export const outputPreview = operation({
  id: 'output_preview',
  summary: 'Shows the beginning of a file of the outputs of a plan run as a table or as text',
  permission: 'workloads:GetOutput',
  resource: 'plan-run/{planRunId}',
  detail: ['path'],
  method: 'GET',
  path: '/v1/plan-runs/:planRunId/output/preview',
  params: planRunParams,
  query: z.object({
    path: z.string().max(2000).describe("of the run's outputs, such as answers/q1.csv"),
    limit: z.coerce.number().int().min(1).max(2000).default(200).describe('rows at most'),
    header: z
      .stringbool()
      .optional()
      .describe('whether the first line names the columns; judged by how it looks, if left out'),
  }),
  result: previewView,
  errors: ['plan_run_not_found', 'output_not_found'],
});

export const workloadsOperations = [
  filePut,
  fileGet,
  fileList,
  fileDelete,
  jobCreate,
  jobCheck,
  jobList,
  jobVersions,
  jobGet,
  jobUpdate,
  jobDelete,
  jobRun,
  jobKill,
  jobLogs,
  runList,
  runGet,
  runRerun,
  runContainers,
  runLogs,
  runLogSearch,
  runLogGet,
  planCreate,
  planCheck,
  planList,
  planGet,
  planUpdate,
  planDelete,
  planRun,
  planRuns,
  planRunList,
  planPause,
  planResume,
  schedulePreview,
  planRunGet,
  planRunKill,
  planRunRerun,
  rerunPreview,
  outputGet,
  outputPreview,
] as const;
