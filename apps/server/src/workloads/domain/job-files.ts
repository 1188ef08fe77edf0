// Which uploaded files a job names. Pure.
import type { FileReference, JobSpec } from '@argosy/contract/workloads/job-spec';
import { unreachable } from '@argosy/kernel/errors';

/** All of them: those beside the program, and the program itself. */
export function filesOf(spec: JobSpec): readonly FileReference[] {
  return [...programFilesOf(spec), ...spec.files];
}

export function programFilesOf(spec: JobSpec): readonly FileReference[] {
  switch (spec.kind) {
    case 'shell':
      return [];
    case 'mapreduce':
    case 'spark-jar':
      return typeof spec.jar === 'string' ? [] : [spec.jar];
    case 'spark-python':
      return [spec.program];
    case 'spark-sql':
      return spec.queries;
    default:
      return unreachable(spec);
  }
}

/** Whether somebody will unpack it: YARN does so with the archives of a Spark job, Hadoop with the jar of a MapReduce one. */
export function isUnpacked(spec: JobSpec, file: FileReference): boolean {
  if (spec.kind === 'shell') return false;
  return /\.(zip|jar|tar\.gz|tgz)$/.test(file.name);
}
