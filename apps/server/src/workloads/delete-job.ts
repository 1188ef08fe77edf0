import { refusal } from '@argosy/kernel/errors';
import type { Caller } from '../platform/caller.ts';
import { publish } from '../platform/events.ts';
import type { WorkloadsDeps } from './deps.ts';
import { type Job, lockJob, markJobDeleted } from './store/jobs.ts';
import { openRunOfJob } from './store/runs.ts';
import { noteChanges } from '../platform/transaction.ts';
import { jobChanges } from './domain/told-changes.ts';

/** Its runs and versions stay; its name is free. Refuses: job_not_found, job_busy. */
export async function deleteJob(
  deps: WorkloadsDeps,
  caller: Caller,
  { jobId }: { readonly jobId: string },
): Promise<Job> {
  return deps.transaction(caller, async (tx) => {
    const job = await lockJob(tx, caller.organizationId, jobId, 'update'); // who runs it holds it: none begins meanwhile
    if (job === undefined) throw refusal('job_not_found', { jobId });
    const runId = await openRunOfJob(tx, job.id);
    if (runId !== undefined) throw refusal('job_busy', { jobId, runId });
    await markJobDeleted(tx, job.id, deps.clock.now());
    await publish(tx, deps.clock, {
      type: 'workloads.job_deleted',
      organizationId: job.organizationId,
      subject: job.id,
      facts: { name: job.name },
    });
    noteChanges(tx, jobChanges(job, undefined));
    return job;
  });
}
