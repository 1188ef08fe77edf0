// How large the containers of a job are, as YARN will be asked for them: what the customer names is the heap, and a JVM needs
// more than its heap. Pure. A job whose largest container no node can ever hold is refused at once (job_too_large): YARN
// itself would keep it waiting for ever.
import type { JobSpec, JobSpecOfKind } from '@argosy/contract/workloads/job-spec';
import { memoryOverhead, sparkSizeMb } from '@argosy/contract/workloads/spark-properties';
import { unreachable } from '@argosy/kernel/errors';

type SparkSpec = JobSpecOfKind<'spark-jar' | 'spark-python' | 'spark-sql'>;

/** Spark's own rule of what a JVM needs beside its heap: as much as was asked for, else a tenth of the heap, 384 MB at least. */
export function driverContainerMb({ driver: { memoryMb }, configuration }: SparkSpec): number {
  const asked = sparkSizeMb(configuration[memoryOverhead.size] ?? '');
  const factor = Number(configuration[memoryOverhead.factor] ?? 0.1);
  return memoryMb + (asked ?? Math.max(384, Math.ceil(memoryMb * factor)));
}

/** By Spark's rule; what its properties say of executors Spark itself asks YARN for. */
const executorContainerMb = ({ executors: { memoryMb } }: SparkSpec): number =>
  memoryMb + Math.max(384, Math.ceil(memoryMb / 10));

/** The largest piece of the job that has to fit on one node, in MB. MapReduce containers are sized by the cluster's own
 *  configuration, which fits its nodes. */
export function largestContainerMb(spec: JobSpec): number {
  switch (spec.kind) {
    case 'shell':
      return spec.resources.memoryMb;
    case 'mapreduce':
      return 0;
    case 'spark-jar':
    case 'spark-python':
    case 'spark-sql':
      return Math.max(driverContainerMb(spec), executorContainerMb(spec));
    default:
      return unreachable(spec);
  }
}

/** The component without which this kind of job cannot run. */
export function neededComponent(spec: JobSpec): string | undefined {
  switch (spec.kind) {
    case 'shell':
      return undefined;
    case 'mapreduce':
      return 'mapreduce';
    case 'spark-jar':
    case 'spark-python':
    case 'spark-sql':
      return 'spark';
    default:
      return unreachable(spec);
  }
}
