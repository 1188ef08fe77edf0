// Who answers for the cluster of a plan (RAM-1, docs/decisions/0083). Whoever writes a plan, or runs again what is in place no more,
// may use the cluster that it names, or make the one that it describes. Whoever runs what others have put in place needs neither;
// but what a statement denies them stays denied.
import { clusterCreate } from '@argosy/contract/clusters/operations';
import { clusterUse } from '@argosy/contract/workloads/operations';
import type { PlanSpec } from '@argosy/contract/workloads/plan-spec';
import { refusal } from '@argosy/kernel/errors';
import type { Caller } from '../platform/caller.ts';
import { requireNoDenial, requirePermit } from '../platform/http/permit.ts';
import { clusterOf } from './domain/plan.ts';
import type { PlansDeps } from './plans-deps.ts';

type Deps = Pick<PlansDeps, 'clock' | 'clusters' | 'read'>;

/** Refuses: permission_denied, policy_denies, cluster_not_found. */
export async function answerForCluster(deps: Deps, caller: Caller, spec: PlanSpec): Promise<void> {
  const wanted = clusterOf(spec);
  const now = deps.clock.now();
  if (wanted.kind === 'transient') {
    requirePermit(caller, clusterCreate, {}, now);
    return;
  }
  const id = await idOfStanding(deps, caller, wanted.name);
  // What has this name tomorrow may be the one that they may not use.
  if (id === undefined && caller.authority.isAboutResources(clusterUse.permission))
    throw refusal('cluster_not_found', { clusterId: wanted.name });
  requirePermit(caller, clusterUse, { clusterId: id ?? wanted.name }, now);
}

/** For who runs a plan as it is kept. Refuses: policy_denies. */
export async function requireClusterNotDenied(deps: Deps, caller: Caller, spec: PlanSpec): Promise<void> {
  const wanted = clusterOf(spec);
  const now = deps.clock.now();
  if (wanted.kind === 'transient') return requireNoDenial(caller, clusterCreate, {}, now);
  const id = await idOfStanding(deps, caller, wanted.name);
  requireNoDenial(caller, clusterUse, { clusterId: id ?? wanted.name }, now);
}

/** Whoever has a cluster stay that was made for one plan run has made one. Refuses: permission_denied, policy_denies. */
export function answerForKeeping(
  { clock }: Pick<Deps, 'clock'>,
  caller: Caller,
  { spec, keepCluster }: { readonly spec: PlanSpec; readonly keepCluster: boolean },
): void {
  if (keepCluster && clusterOf(spec).kind === 'transient') requirePermit(caller, clusterCreate, {}, clock.now());
}

async function idOfStanding(
  { read, clusters }: Deps,
  { organizationId }: Caller,
  name: string,
): Promise<string | undefined> {
  return (await read({ organizationId }, (tx) => clusters.find(tx, organizationId, name)))?.id;
}
