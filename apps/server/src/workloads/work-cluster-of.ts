// A cluster as its module shows it to those who run something on it, turned into what runs look at.
import type { ClusterForRuns, InstalledRelease } from '../clusters/index.ts';
import type { WorkCluster, WorkRelease } from './domain/work-cluster.ts';

export function toWorkCluster({
  installed,
  sparkModuleOptions,
  sparkJvmOptions,
  sparkArchiveOptions,
  ...cluster
}: ClusterForRuns): WorkCluster {
  const options = { sparkModuleOptions, sparkJvmOptions, sparkArchiveOptions };
  return { ...cluster, release: installed && toRelease(installed, options) };
}

function toRelease(
  { java, hadoop, spark }: InstalledRelease,
  options: Pick<WorkRelease, 'sparkModuleOptions' | 'sparkJvmOptions' | 'sparkArchiveOptions'>,
): WorkRelease {
  return {
    javaHome: java.home,
    hadoopClassPath: hadoop.jars.join(':'),
    mapreduceExamplesJar: hadoop.examplesJar,
    sparkHome: spark.home,
    sparkJars: spark.jars,
    ...options,
    programsJar: spark.programsJar,
    pythonPath: spark.pythonLibraries,
    python: 'python3', // the one in PATH: PySpark itself comes with the release
  };
}
