// What stands against a job before it is one (JOB-1): all of it, each thing at its place. Asks the functions that refuse when it
// is configured and run.
import type * as z from 'zod';
import { jobSpec, type JobSpec } from '@argosy/contract/workloads/job-spec';
import type { jobCheck } from '@argosy/contract/workloads/operations';
import { usualZone } from '@argosy/kernel/civil-time';
import { type Checking, checking } from '@argosy/kernel/checking';
import { refusal } from '@argosy/kernel/errors';
import type { Caller } from '../platform/caller.ts';
import { readDraft, toProblemViews } from '../platform/check.ts';
import type { PlatformDeps } from '../platform/deps.ts';
import type { WorkloadsDeps } from './deps.ts';
import { containersNeededMb } from './domain/container-sizes.ts';
import { filePathsOf, type FilePath } from './domain/job-files.ts';
import { parametersOf, substituteJob } from './domain/parameters.ts';
import { requireJobFiles } from './require-job-files.ts';
import { requireFits } from './run-job.ts';
import { filesThere } from './store/files.ts';
import { findJob } from './store/jobs.ts';
import { toWorkCluster } from './work-cluster-of.ts';

type Checked = z.output<typeof jobCheck.result>;

export async function checkJob(
  deps: WorkloadsDeps,
  caller: Caller,
  { spec: draft, clusterId }: z.output<typeof jobCheck.body>,
): Promise<Checked> {
  const read = readDraft(jobSpec, draft, caller);
  if ('problems' in read)
    return { ok: false, problems: [...read.problems], parameters: [], missingFiles: [], neededMb: [] };
  const spec = read.value;
  const { found, at, atLength } = checking();
  if (await deps.read(caller, (tx) => findJob(tx, caller.organizationId, spec.name)))
    at('name', () => {
      throw refusal('job_name_taken', { name: spec.name });
    });
  // Names that are known to be the job's own have a value, whatever it will be; what stands for none is a misspelt date or so.
  const parameters = parametersOf(spec);
  const values = Object.fromEntries(parameters.map((name) => [name, '1']));
  at('', () => substituteJob(spec, values, { runId: 'run', at: deps.clock.now(), timeZone: usualZone }));
  const missingFiles = await checkFiles(
    deps,
    caller.organizationId,
    { atLength },
    [spec].map((job) => ({ job, path: '' })),
  );
  if (clusterId !== undefined) {
    const cluster = await deps.read(caller, (tx) => deps.clusters.clusterForRuns(tx, caller.organizationId, clusterId));
    at('', () => {
      if (cluster === undefined) throw refusal('cluster_not_found', { clusterId });
      requireFits(toWorkCluster(cluster), spec);
    });
  }
  return {
    ok: found.length === 0 && missingFiles.length === 0,
    problems: toProblemViews(found, caller),
    parameters: [...parameters],
    missingFiles,
    neededMb: [...containersNeededMb(spec)],
  };
}

/** The files that are not there; of those that are, archives are looked into. */
export async function checkFiles(
  deps: Pick<PlatformDeps, 'home' | 'read'>,
  organizationId: string,
  { atLength }: Pick<Checking, 'atLength'>,
  jobs: readonly { readonly job: JobSpec; readonly path: string }[],
  others: readonly FilePath[] = [],
): Promise<FilePath[]> {
  const named = [
    ...others,
    ...jobs.flatMap(({ job, path }) => filePathsOf(job).map((file) => ({ ...file, path: `${path}${file.path}` }))),
  ];
  const hashes = [...new Set(named.map(({ sha256 }) => sha256))];
  const there = await deps.read({ organizationId }, (tx) => filesThere(tx, organizationId, hashes));
  const missing = named.filter(({ sha256 }) => !there.has(sha256));
  for (const { job, path } of jobs) {
    if (missing.some((file) => file.path.startsWith(path))) continue;
    await atLength(path.replace(/\.$/, ''), () => requireJobFiles(deps, organizationId, job));
  }
  return missing;
}
