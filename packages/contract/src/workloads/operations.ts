// Operations of workloads: files, jobs and their runs, execution plans and theirs.
import * as z from 'zod';
import { creationRefusals, progressStep, stateReason } from '../clusters/operations.ts';
import { instant, operation, pageOf, pageQuery, waitQuery } from '../operation.ts';
import { jobSpec } from './job-spec.ts';
import { planSpec } from './plan-spec.ts';
import { jobKinds, planJobStates, planPhases, planRunStates, runStates } from './vocabulary.ts';

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
  method: 'GET',
  path: '/v1/files/:sha256',
  params: z.object({ sha256 }),
  result: fileView,
  errors: ['file_not_found'],
});

// --- jobs and runs ------------------------------------------------------------------------------------------------

export const jobView = z.object({ id: z.string(), name: z.string(), spec: jobSpec, createdAt: instant });

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
});
export type RunView = z.infer<typeof runView>;

const parameters = z
  .record(z.string(), z.union([z.string(), z.number(), z.boolean()]))
  .default({})
  .describe('values of parameters by name');

export const jobCreate = operation({
  id: 'job_create',
  summary: 'Configures a job once, to be run many times (JOB-1)',
  permission: 'workloads:CreateJob',
  method: 'POST',
  path: '/v1/jobs',
  body: jobSpec,
  result: jobView,
  errors: ['job_name_taken', 'file_not_found', 'archive_unsafe'],
});

export const jobList = operation({
  id: 'job_list',
  summary: 'Lists jobs, newest first',
  permission: 'workloads:ListJobs',
  method: 'GET',
  path: '/v1/jobs',
  query: z.object(pageQuery),
  result: pageOf(jobView),
});

export const jobGet = operation({
  id: 'job_get',
  summary: 'Shows a job, by id or name',
  permission: 'workloads:GetJob',
  method: 'GET',
  path: '/v1/jobs/:jobId',
  params: z.object({ jobId: z.string().describe('id or name') }),
  result: jobView,
  errors: ['job_not_found'],
});

export const jobRun = operation({
  id: 'job_run',
  summary: 'Runs a job on a cluster',
  permission: 'workloads:RunJob',
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
    'parameter_missing',
    'parameter_invalid',
  ],
});

export const runList = operation({
  id: 'run_list',
  summary: 'Lists runs, newest first',
  permission: 'workloads:ListRuns',
  method: 'GET',
  path: '/v1/runs',
  query: z.object({
    ...pageQuery,
    clusterId: z.string().optional().describe('only those on this cluster; its id'),
    jobId: z.string().optional().describe('only those of this job; its id'),
    state: z.enum(runStates).optional().describe('only those in this state'),
  }),
  result: pageOf(runView),
});

export const runGet = operation({
  id: 'run_get',
  summary: 'Shows a run; with `wait`, once it has ended',
  permission: 'workloads:GetRun',
  method: 'GET',
  path: '/v1/runs/:runId',
  params: z.object({ runId: z.string().describe('its id') }),
  query: z.object(waitQuery),
  result: runView,
  errors: ['run_not_found'],
});

export const jobKill = operation({
  id: 'job_kill',
  summary: 'Kills a run of a job',
  permission: 'workloads:KillRun',
  method: 'POST',
  path: '/v1/runs/:runId/kill',
  params: z.object({ runId: z.string().describe('its id') }),
  result: runView,
  errors: ['run_not_found', 'run_already_ended'],
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
  method: 'GET',
  path: '/v1/runs/:runId/logs',
  params: z.object({ runId: z.string().describe('its id') }),
  result: z.object({ items: z.array(logFileView), complete: z.boolean().describe('no more will come') }),
  errors: ['run_not_found'],
});

export const jobLogs = operation({
  id: 'job_logs',
  summary: 'Reads a log of a run, while it runs and after, also when its cluster is gone (JOB-3)',
  permission: 'workloads:ReadRunLogs',
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

// --- plans --------------------------------------------------------------------------------------------------------

export const planView = z.object({
  id: z.string(),
  name: z.string(),
  spec: planSpec,
  createdAt: instant,
  scheduleState: z.enum(['none', 'active', 'paused']),
  nextTimes: z.array(instant).describe('the next five, while the schedule is active'),
});

export const outputFileView = z.object({
  path: z.string().describe('relative: <output>/<file>'),
  sizeBytes: z.number(),
  sha256: z.string(),
});

export const planRunView = z.object({
  id: z.string(),
  planId: z.string(),
  name: z.string(),
  state: z.enum(planRunStates),
  reason: stateReason.omit({ code: true }).optional(),
  parameters: z.record(z.string(), z.string()),
  clusterId: z.string().optional(),
  phases: z.array(progressStep.extend({ name: z.enum(planPhases) })),
  jobs: z.array(
    z.object({
      name: z.string(),
      kind: z.enum(jobKinds),
      needs: z.array(z.string()),
      state: z.enum(planJobStates),
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
const planRunParams = z.object({ planRunId: z.string().describe('its id') });

export const planCreate = operation({
  id: 'plan_create',
  summary: 'Configures an execution plan: jobs in order and the cluster they need (JOB-2)',
  permission: 'workloads:CreatePlan',
  method: 'POST',
  path: '/v1/plans',
  body: z.strictObject({
    spec: planSpec.describe('the plan itself'),
    replace: z.boolean().default(false).describe('put it in the place of one of the same name'),
  }),
  result: planView,
  errors: [
    'plan_name_taken',
    'plan_invalid',
    'schedule_invalid',
    'job_too_large',
    'file_not_found',
    'parameter_missing',
    'parameter_invalid',
    'archive_unsafe',
  ],
});

export const planList = operation({
  id: 'plan_list',
  summary: 'Lists plans, newest first',
  permission: 'workloads:ListPlans',
  method: 'GET',
  path: '/v1/plans',
  query: z.object(pageQuery),
  result: pageOf(planView),
});

export const planGet = operation({
  id: 'plan_get',
  summary: 'Shows a plan and its next times',
  permission: 'workloads:GetPlan',
  method: 'GET',
  path: '/v1/plans/:planId',
  params: planParams,
  result: planView,
  errors: ['plan_not_found'],
});

export const planRun = operation({
  id: 'plan_run',
  summary: 'Runs a plan now; with `spec`, as it is given there, whatever is kept under its name by then',
  permission: 'workloads:RunPlan',
  fieldPermissions: { spec: 'workloads:CreatePlan' }, // who may only run plans runs what others have put in place
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
  method: 'GET',
  path: '/v1/plans/:planId/runs',
  params: planParams,
  query: z.object(pageQuery),
  result: pageOf(planRunView),
  errors: ['plan_not_found'],
});

export const planPause = operation({
  id: 'plan_pause',
  summary: "Pauses a plan's schedule",
  permission: 'workloads:PausePlan',
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
  method: 'POST',
  path: '/v1/plans/:planId/resume',
  params: planParams,
  result: planView,
  errors: ['plan_not_found', 'schedule_invalid'],
});

export const planRunGet = operation({
  id: 'plan_run_get',
  summary: 'Shows a plan run; with `wait`, once it has ended',
  permission: 'workloads:GetPlanRun',
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
  method: 'POST',
  path: '/v1/plan-runs/:planRunId/kill',
  params: planRunParams,
  body: z.strictObject({
    keepCluster: z.boolean().default(false).describe('leave a cluster made for the run when it ends'),
  }),
  result: planRunView,
  errors: ['plan_run_not_found', 'plan_run_already_ended'],
});

export const outputGet = operation({
  id: 'output_get',
  summary: 'Downloads one file of the outputs of a plan run',
  permission: 'workloads:GetOutput',
  method: 'GET',
  path: '/v1/plan-runs/:planRunId/output',
  params: planRunParams,
  query: z.object({ path: z.string().max(2000).describe("of the run's outputs, such as answers/q1.csv") }),
  answers: 'octets',
  errors: ['plan_run_not_found', 'output_not_found'],
});

export const workloadsOperations = [
  filePut,
  fileGet,
  jobCreate,
  jobList,
  jobGet,
  jobRun,
  jobKill,
  jobLogs,
  runList,
  runGet,
  runLogs,
  planCreate,
  planList,
  planGet,
  planRun,
  planRuns,
  planPause,
  planResume,
  planRunGet,
  planRunKill,
  outputGet,
] as const;
