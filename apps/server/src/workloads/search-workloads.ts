// What of workloads is found by a search.
import type { SearchSource } from '../platform/search.ts';
import { searchFiles, searchJobs, searchPlanRuns, searchPlans, searchRuns } from './store/search.ts';

export const workloadSearches: readonly SearchSource[] = [
  { kind: 'plan', permission: 'workloads:GetPlan', find: searchPlans },
  { kind: 'job', permission: 'workloads:GetJob', find: searchJobs },
  { kind: 'plan_run', permission: 'workloads:GetPlanRun', find: searchPlanRuns },
  { kind: 'run', permission: 'workloads:GetRun', find: searchRuns },
  { kind: 'file', permission: 'workloads:GetFile', find: searchFiles },
];
