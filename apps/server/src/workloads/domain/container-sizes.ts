// How large the containers of a job are, as YARN will be asked for them: what the customer names is the heap, and a JVM needs
// more than its heap. Pure. A job whose containers the nodes can never hold together is refused at once (job_too_large): YARN
// itself would keep it waiting for ever.
import type { JobSpec, JobSpecOfKind } from '@argosy/contract/workloads/job-spec';
import { memoryOverhead, sparkSizeMb } from '@argosy/contract/workloads/spark-properties';
import { unreachable } from '@argosy/kernel/errors';

type SparkSpec = JobSpecOfKind<'spark-jar' | 'spark-python' | 'spark-sql'>;

/** Spark's own rule of what a JVM needs beside its heap: as much as was asked for, else a tenth of the heap, 384 MB at least. */
function containerMb(memoryMb: number, { configuration }: SparkSpec, of: keyof typeof memoryOverhead): number {
  const { size, factor } = memoryOverhead[of];
  const asked = sparkSizeMb(configuration[size] ?? '');
  return memoryMb + (asked ?? Math.max(384, Math.ceil(memoryMb * Number(configuration[factor] ?? 0.1))));
}

export const driverContainerMb = (spec: SparkSpec): number => containerMb(spec.driver.memoryMb, spec, 'driver');

/** As Spark itself asks YARN for one: what lies beside the heap by its own properties comes on top. */
function executorContainerMb(spec: SparkSpec): number {
  const { configuration } = spec;
  const isOffHeap = configuration['spark.memory.offHeap.enabled'] === 'true';
  const offHeapMb = isOffHeap ? sparkSizeMb(configuration['spark.memory.offHeap.size'] ?? '', 'b') : 0;
  const pythonMb = spec.kind === 'spark-python' ? sparkSizeMb(configuration['spark.executor.pyspark.memory'] ?? '') : 0;
  return containerMb(spec.executors.memoryMb, spec, 'executor') + (offHeapMb ?? 0) + (pythonMb ?? 0);
}

/** The containers, in MB, that have to be there at the same time for the job to get anywhere: a Spark driver does nothing
 *  without an executor. MapReduce containers are sized by the cluster's own configuration, which fits its nodes. */
export function containersNeededMb(spec: JobSpec): readonly number[] {
  switch (spec.kind) {
    case 'shell':
      return [spec.resources.memoryMb];
    case 'mapreduce':
      return [];
    case 'spark-jar':
    case 'spark-python':
    case 'spark-sql':
      return [driverContainerMb(spec), executorContainerMb(spec)];
    default:
      return unreachable(spec);
  }
}

/** Whether nodes that offer so much each, and run nothing else, can hold all the containers together. */
export function canHold(offeredMb: readonly number[], containersMb: readonly number[]): boolean {
  const [first, ...others] = containersMb;
  if (first === undefined) return true;
  return offeredMb.some((offer, index) => first <= offer && canHold(offeredMb.with(index, offer - first), others));
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
