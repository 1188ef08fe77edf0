// Which uploaded files a job names. Pure.
import type { FileReference, JobSpec } from '@argosy/contract/workloads/job-spec';
import type { PlanSpec } from '@argosy/contract/workloads/plan-spec';
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

/** All that a plan names, for its jobs and as its inputs. */
export const planFilesOf = ({ jobs, inputs }: Pick<PlanSpec, 'jobs' | 'inputs'>): readonly FileReference[] => [
  ...jobs.flatMap(filesOf),
  ...inputs.flatMap(({ from }) => from),
];

/** A file with the place at which the spec names it. */
export interface FilePath extends FileReference {
  readonly path: string;
}

export function filePathsOf(spec: JobSpec): readonly FilePath[] {
  const programs = programFilesOf(spec).map((file, index) => ({ ...file, path: programPath(spec, index) }));
  return [...programs, ...spec.files.map((file, index) => ({ ...file, path: `files.${index}` }))];
}

function programPath({ kind }: JobSpec, index: number): string {
  if (kind === 'spark-sql') return `queries.${index}`;
  return kind === 'spark-python' ? 'program' : 'jar';
}
