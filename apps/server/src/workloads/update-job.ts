import { refusal } from '@argosy/kernel/errors';
import type { JobSpec } from '@argosy/contract/workloads/job-spec';
import type { Caller } from '../platform/caller.ts';
import { publish } from '../platform/events.ts';
import type { WorkloadsDeps } from './deps.ts';
import { filesOf } from './domain/job-files.ts';
import { requireChangeable } from './domain/versions.ts';
import { requireJobFiles } from './require-job-files.ts';
import { holdFiles } from './store/files.ts';
import { type Job, lockJob, updateJob as writeJob } from './store/jobs.ts';
import { noteChanges } from '../platform/transaction.ts';
import { jobChanges } from './domain/told-changes.ts';

/** Gives the job a new version (JOB-1); every run keeps the one it was asked for.
 *  Refuses: job_not_found, name_fixed, version_outdated, file_not_found, archive_unsafe. */
export async function updateJob(
  deps: WorkloadsDeps,
  caller: Caller,
  { jobId, spec, version }: { readonly jobId: string; readonly spec: JobSpec; readonly version?: number | undefined },
): Promise<Job> {
  await requireJobFiles(deps, caller.organizationId, spec);
  return deps.transaction(caller, async (tx) => {
    const job = await lockJob(tx, caller.organizationId, jobId, 'update');
    if (job === undefined) throw refusal('job_not_found', { jobId });
    requireChangeable(job, { name: spec.name, version });
    await holdFiles(tx, caller.organizationId, filesOf(spec));
    const changedAt = deps.clock.now();
    const changed: Job = { ...job, spec, version: job.version + 1, changedAt };
    await writeJob(tx, changed, changedAt);
    await publish(tx, deps.clock, {
      type: 'workloads.job_updated',
      organizationId: job.organizationId,
      subject: job.id,
      facts: { name: job.name, version: changed.version },
    });
    noteChanges(tx, jobChanges(job, changed));
    return changed;
  });
}
