// Whether nodes have room for a job. Pure. Of a cluster that a plan makes for itself this is known before anything is made.
import type { NodeRole } from '@argosy/contract/clusters/vocabulary';
import type { JobSpec } from '@argosy/contract/workloads/job-spec';
import { refusal } from '@argosy/kernel/errors';
import { canHold, containersNeededMb } from './container-sizes.ts';
import { workersOf } from './work-cluster.ts';

type Offers = readonly { readonly role: NodeRole; readonly offeredMb: number }[];

/** What the job needs at the same time and the largest of its nodes offers; `undefined` when they can hold it. */
export function missingRoom(
  spec: JobSpec,
  nodes: Offers,
): { readonly neededMb: readonly number[]; readonly offeredMb: number } | undefined {
  const onMaster = spec.kind === 'shell' && spec.tasks.on === 'master';
  const its = onMaster ? nodes.filter(({ role }) => role === 'master') : workersOf({ nodes });
  const offeredMb = its.map((node) => node.offeredMb);
  const neededMb = containersNeededMb(spec);
  return canHold(offeredMb, neededMb) ? undefined : { neededMb, offeredMb: Math.max(0, ...offeredMb) };
}

/** Refuses: job_too_large, naming the first job that does not fit and the smallest machine type on which it would. `others` are
 *  the same nodes on other machines, the smallest first. */
export function requireRoom(
  jobs: readonly JobSpec[],
  {
    asked,
    others,
  }: {
    readonly asked: Offers;
    readonly others: readonly { readonly machineType: string; readonly offers: Offers }[];
  },
): void {
  for (const job of jobs) {
    const missing = isSizedByParameter(job) ? undefined : missingRoom(job, asked);
    if (missing === undefined) continue;
    const fits = others.find(({ offers }) => missingRoom(job, offers) === undefined)?.machineType;
    throw refusal('job_too_large', { ...missing, job: job.name, ...(fits !== undefined && { fits }) });
  }
}

/** Then it is looked at when it is started, with the value it has in that run. */
function isSizedByParameter(job: JobSpec): boolean {
  const { configuration = {} } = 'configuration' in job ? job : {};
  return Object.entries(configuration).some(([name, value]) => /memory/i.test(name) && value.includes('${'));
}
