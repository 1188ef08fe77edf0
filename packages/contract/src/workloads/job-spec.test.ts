import { expect, test } from 'vitest';
import { jobSpec } from './job-spec.ts';

const problems = (configuration: Readonly<Record<string, string>>) => {
  const { error } = jobSpec.safeParse({
    kind: 'spark-jar',
    name: 'pi',
    jar: 'release:spark-examples',
    mainClass: 'Pi',
    configuration,
  });
  return error?.issues.map(({ path, message }) => `${path.join('.')}: ${message}`) ?? [];
};

test.each([
  ['spark.jars.packages', 'extraClassPath'],
  ['spark.submit.pyFiles', 'files'],
  ['spark.driver.memory', 'driver.memoryMb'],
  ['spark.executor.instances', 'executors.count'],
  ['spark.master', 'Argosy'],
])('JOB-1 %s, which would have no effect, is refused with what to use instead', (name, instead) => {
  expect(problems({ [name]: 'x' })).toEqual([expect.stringMatching(`^configuration.${name}: .*${instead}`)]);
});

test('JOB-1 what a driver or an executor needs beside its heap is a size or a share', () => {
  expect(problems({ 'spark.driver.memoryOverhead': '2g', 'spark.driver.memoryOverheadFactor': '0.3' })).toEqual([]);
  expect(problems({ 'spark.driver.memoryOverhead': 'much' })).toHaveLength(1);
  expect(problems({ 'spark.driver.memoryOverheadFactor': '20%' })).toHaveLength(1);
  expect(problems({ 'spark.executor.memoryOverhead': 'much' })).toHaveLength(1);
});
