// How large the containers of a job are, as YARN will be asked for them: what the customer names is the heap, and a JVM needs
// more than its heap. Pure. A job whose largest container no node can ever hold is refused at once (job_too_large): YARN
// itself would keep it waiting for ever.
import type { JobSpec } from '@argosy/contract/workloads/job-spec';
import { unreachable } from '@argosy/kernel/errors';

/** Spark's own rule (`spark.driver.memoryOverhead`, `spark.executor.memoryOverhead`): a tenth of the heap, 384 MB at least. */
export function sparkContainerMb(heapMb: number): number {
  return heapMb + Math.max(384, Math.ceil(heapMb / 10));
}

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
      return sparkContainerMb(Math.max(spec.driver.memoryMb, spec.executors.memoryMb));
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
