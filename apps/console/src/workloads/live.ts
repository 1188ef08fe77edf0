// Which queries of workloads a fact makes new. Facts of a run, of a plan run, of a job and of a plan have it for their subject.
import {
  jobGet,
  jobList,
  jobVersions,
  planGet,
  planList,
  planRunGet,
  planRunList,
  planRuns,
  runContainers,
  runGet,
  runList,
  runLogs,
} from '@argosy/contract/workloads/operations';
import { type LiveTable, touched } from '../app/live-table.ts';

export const workloadsLive: LiveTable = {
  'workloads.job_*': ({ subject }) => [
    touched(jobList),
    touched(jobGet, { jobId: subject }),
    touched(jobVersions, { jobId: subject }),
  ],
  'workloads.run_*': ({ subject }) => [
    touched(runList),
    touched(runGet, { runId: subject }),
    touched(runContainers, { runId: subject }),
    touched(runLogs, { runId: subject }),
  ],
  'workloads.plan_*': ({ subject }) => [touched(planList), touched(planGet, { planId: subject })],
  'workloads.plan_run_*': ({ subject }) => [
    touched(planRunGet, { planRunId: subject }),
    touched(planRunList),
    touched(planRuns),
  ],
  'workloads.plan_run_requested': ({ subject, facts }) => onesOfPlan(subject, facts['planId']),
  'workloads.plan_run_ended': ({ subject, facts }) => onesOfPlan(subject, facts['planId']),
  'workloads.run_used': () => [], // figures for metering; the end of the run tells them too
  'workloads.storage_used': () => [],
};

/** It is the last result of its plan. */
const onesOfPlan = (planRunId: string, planId: unknown) => [
  touched(planRunGet, { planRunId }),
  touched(planRunList),
  touched(planRuns),
  touched(planList),
  ...(typeof planId === 'string' ? [touched(planGet, { planId })] : []),
];
