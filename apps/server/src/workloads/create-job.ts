import { refusal } from '@argosy/kernel/errors';
import type { JobSpec } from '@argosy/contract/workloads/job-spec';
import type { Caller } from '../platform/caller.ts';
import { publish } from '../platform/events.ts';
import type { WorkloadsDeps } from './deps.ts';
import { requireJobFiles } from './require-job-files.ts';
import { filesOf } from './domain/job-files.ts';
import { holdFiles } from './store/files.ts';
import { insertJob, type Job } from './store/jobs.ts';
import { noteChanges } from '../platform/transaction.ts';
import { jobChanges } from './domain/told-changes.ts';

/** Configures a job, to be run as often as one likes (JOB-1). Refuses: job_name_taken, file_not_found, archive_unsafe. */
export async function createJob(deps: WorkloadsDeps, caller: Caller, spec: JobSpec): Promise<Job> {
  await requireJobFiles(deps, caller.organizationId, spec);
  const job: Job = {
    id: deps.newId('job'),
    organizationId: caller.organizationId,
    name: spec.name,
    spec,
    version: 1,
    createdAt: deps.clock.now(),
    changedAt: undefined,
  };
  return deps.transaction(caller, async (tx) => {
    await holdFiles(tx, caller.organizationId, filesOf(spec));
    if ((await insertJob(tx, job)) === 'name_taken') throw refusal('job_name_taken', { name: job.name });
    await publish(tx, deps.clock, {
      type: 'workloads.job_created',
      organizationId: job.organizationId,
      subject: job.id,
      facts: { name: job.name },
    });
    noteChanges(tx, jobChanges(undefined, job));
    return job;
  });
}
