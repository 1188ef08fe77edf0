// Which pages somebody can do something with: each needs the one operation without which it would show a refusal alone. Pages
// that are not here are for everybody.
import { clusterCreate, clusterList, regionList, releaseList } from '@argosy/contract/clusters/operations';
import { auditEntryList } from '@argosy/contract/identity/operations';
import { organizationGet, organizationList } from '@argosy/contract/identity/organization';
import { groupList, roleList, userList } from '@argosy/contract/identity/people';
import { policyList, policySimulate } from '@argosy/contract/identity/policies';
import { signInSourceList } from '@argosy/contract/identity/sign-in-sources';
import { jobCreate, jobList, planCreate, planList, planRunList, runList } from '@argosy/contract/workloads/operations';
import { type Act, actOf } from './act.ts';
import { useMayAll } from './may.ts';
import { paths } from './paths.ts';

const pageActs: ReadonlyMap<string, Act> = new Map([
  [paths.jobs, actOf(jobList)],
  [paths.jobCreate, actOf(jobCreate)],
  [paths.plans, actOf(planList)],
  [paths.planCreate, actOf(planCreate)],
  [paths.planRuns, actOf(planRunList)],
  [paths.runs, actOf(runList)],
  [paths.clusters, actOf(clusterList)],
  [paths.clusterCreate, actOf(clusterCreate)],
  [paths.releases, actOf(releaseList)],
  [paths.releaseMatrix, actOf(releaseList)],
  [paths.releaseCompare, actOf(releaseList)],
  [paths.regions, actOf(regionList)],
  [paths.users, actOf(userList)],
  [paths.groups, actOf(groupList)],
  [paths.roles, actOf(roleList)],
  [paths.policies, actOf(policyList)],
  [paths.policySimulate, actOf(policySimulate)],
  [paths.audit, actOf(auditEntryList)],
  [paths.organization, actOf(organizationGet)],
  [paths.signInSources, actOf(signInSourceList)],
  [paths.organizations, actOf(organizationList)],
]);

const acts = [...pageActs.values()];

/** Whether the page at an address is open to whoever is signed in; `undefined` until that is known. */
export function useOpenPages(): (path: string) => boolean | undefined {
  const allowed = useMayAll(acts);
  return (path) => {
    const act = pageActs.get(path);
    return act === undefined || allowed?.[acts.indexOf(act)];
  };
}
