import { jobSpec } from '@argosy/contract/workloads/job-spec';
import { invariant } from '@argosy/kernel/errors';
import { expect, test } from 'vitest';
import {
  isSpark,
  sparkProperties,
  type SparkSpec,
  sparkSubmission,
  type SparkSurroundings,
} from './spark-submission.ts';

const around: SparkSurroundings = {
  release: {
    javaHome: '/jdk',
    hadoopClassPath: '/a.jar',
    mapreduceExamplesJar: '/examples.jar',
    sparkHome: '/spark',
    sparkJars: '/first.jar:/spark/jars/*',
    sparkModuleOptions: ['--add-opens=java.base/sun.nio.ch=ALL-UNNAMED'],
    sparkJvmOptions: ['-XX:+UseSerialGC', '-XX:SharedArchiveFile=/spark.jsa'],
    sparkArchiveOptions: ['-XX:SharedArchiveFile=/spark.jsa'],
    programsJar: '/programs.jar',
    pythonPath: [],
    python: 'python3',
  },
  user: 'hadoop',
  runId: 'run-1',
  hadoopConfiguration: {},
  files: new Map(),
  python: 'python3',
  eventLog: undefined,
};

function piWith(given: Readonly<Record<string, unknown>>): SparkSpec {
  const pi = { kind: 'spark-jar', name: 'pi', jar: 'release:spark-examples', mainClass: 'Pi' };
  const spec = jobSpec.parse({ ...pi, driver: { memoryMb: 1000 }, ...given });
  invariant(isSpark(spec), 'it is one of Spark');
  return spec;
}

function submissionOf(spec: SparkSpec) {
  const archive = { uri: 'hdfs://nn/conf.zip', sizeBytes: 1, modifiedMs: 1 };
  return sparkSubmission(spec, around, { applicationId: 'application_1_0001', tag: 'argosy-run-1-1', archive });
}

const submissionWith = (configuration: Readonly<Record<string, string>>) => submissionOf(piWith({ configuration }));

test("JOB-1 what Spark's client would read of a job's properties reaches YARN: queue, memory, environment, class path", () => {
  const given = submissionWith({
    'spark.yarn.queue': 'nightly',
    'spark.driver.memoryOverhead': '2g',
    'spark.yarn.appMasterEnv.MODE': 'a "b"',
    'spark.driver.extraClassPath': 'iceberg.jar:more.jar',
  });
  expect(given).toMatchObject({ queue: 'nightly', resource: { memory: 3048 } });
  expect(given['am-container-spec'].environment).toMatchObject({
    MODE: 'a \\"b\\"',
    CLASSPATH: expect.stringMatching(
      /^\/first\.jar:\/spark\/jars\/\*<CPS>iceberg\.jar<CPS>more\.jar<CPS>\{\{PWD\}\}<CPS>/,
    ),
  });
  expect(submissionWith({})).toMatchObject({ resource: { memory: 1384 } });
  expect(submissionWith({})).not.toHaveProperty('queue');
  expect(submissionWith({ 'spark.driver.memoryOverheadFactor': '0.5' })).toMatchObject({ resource: { memory: 1500 } });
});

test('JOB-1 a small driver or executor starts fast, a large one keeps what makes it run fast; both use the archive', () => {
  const small = piWith({ driver: { memoryMb: 1024 }, executors: { memoryMb: 1024 } });
  const large = piWith({ driver: { memoryMb: 1025 }, executors: { memoryMb: 1025 } });
  const [fast, archive] = ['-XX:+UseSerialGC', '-XX:SharedArchiveFile=/spark.jsa'];
  expect(submissionOf(small)['am-container-spec'].command).toContain(` ${fast} ${archive} `);
  expect(sparkProperties(small, around)['spark.executor.extraJavaOptions']).toBe(`${fast} ${archive}`);
  expect(submissionOf(large)['am-container-spec'].command).toContain(` ${archive} `);
  expect(submissionOf(large)['am-container-spec'].command).not.toContain(fast);
  expect(sparkProperties(large, around)['spark.executor.extraJavaOptions']).toBe(archive);
});
