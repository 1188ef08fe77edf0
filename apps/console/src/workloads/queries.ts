// The queries of the pages of workloads: the route loads them, the page reads the same value.
import {
  fileList,
  jobGet,
  jobList,
  jobVersions,
  outputPreview,
  planGet,
  planList,
  planRunGet,
  planRunList,
  planRuns,
  rerunPreview,
  runContainers,
  runGet,
  runList,
  runLogs,
} from '@argosy/contract/workloads/operations';
import type { JobKind, PlanRunState, RerunPlan, RunState } from '@argosy/contract/workloads/vocabulary';
import { nowMs } from '../app/now.ts';
import { pagesOf, queryOf } from '../app/queries.ts';

export const jobListQuery = pagesOf(jobList, { query: { limit: 50 } });

export const jobQuery = (jobId: string) => queryOf(jobGet, { params: { jobId } });

export const jobVersionsQuery = (jobId: string) => pagesOf(jobVersions, { params: { jobId }, query: { limit: 20 } });

/** As it stands in the address. */
export interface RunFilter {
  readonly state?: RunState | undefined;
  readonly kind?: JobKind | undefined;
  readonly clusterId?: string | undefined;
  readonly jobId?: string | undefined;
  readonly planRunId?: string | undefined;
  readonly text?: string | undefined;
  readonly from?: string | undefined;
  readonly to?: string | undefined;
}

export const runListQuery = (filter: RunFilter) =>
  pagesOf(runList, {
    query: { limit: 50, ...Object.fromEntries(Object.entries(filter).filter(([, value]) => value !== undefined)) },
  });

export const runQuery = (runId: string) => queryOf(runGet, { params: { runId } });

export const runContainersQuery = (runId: string) => queryOf(runContainers, { params: { runId } });

export const runLogsQuery = (runId: string) => queryOf(runLogs, { params: { runId } });

export const planListQuery = pagesOf(planList, { query: { limit: 50 } });

export const planQuery = (planId: string) => queryOf(planGet, { params: { planId } });

export const planRunsQuery = (planId: string) => pagesOf(planRuns, { params: { planId }, query: { limit: 20 } });

export const planRunListQuery = ({ state }: { readonly state?: PlanRunState | undefined }) =>
  pagesOf(planRunList, { query: { limit: 50, ...(state && { state }) } });

/** As many as anybody counts: the header says 99 at most. */
export const openPlanRunsQuery = queryOf(planRunList, { query: { open: 'true', limit: 100 } });

const dayMs = 86_400_000;
const hourMs = 3_600_000;

/** Of the last day; by full hours, so that the value stays the same while a page is open. */
export const failedPlanRunsQuery = () => {
  const from = new Date(Math.floor((nowMs() - dayMs) / hourMs) * hourMs).toISOString();
  return queryOf(planRunList, { query: { state: 'FAILED', from, limit: 20 } });
};

export const planRunQuery = (planRunId: string) => queryOf(planRunGet, { params: { planRunId } });

export const rerunPreviewQuery = (
  planRunId: string,
  { plan, fromJob }: { readonly plan: RerunPlan; readonly fromJob: string | undefined },
) => queryOf(rerunPreview, { params: { planRunId }, query: { plan, ...(fromJob !== undefined && { fromJob }) } });

export const outputPreviewQuery = (planRunId: string, path: string) =>
  queryOf(outputPreview, { params: { planRunId }, query: { path, limit: 500 } });

export const uploadedFilesQuery = queryOf(fileList, { query: { limit: 200 } });
