import { jobSpec } from '@argosy/contract/workloads/job-spec';
import { expect, test } from 'vitest';
import { canHold, containersNeededMb } from './container-sizes.ts';

test.each([
  { offered: [2048], needed: [1408], holds: true },
  { offered: [2048], needed: [1408, 1408], holds: false }, // a driver alone on its node waits for ever
  { offered: [2048, 2048], needed: [1408, 1408], holds: true },
  { offered: [1024, 4096], needed: [2048, 2048], holds: true },
  { offered: [2048, 2048], needed: [4096], holds: false }, // no container is spread over two nodes
  { offered: [], needed: [1], holds: false },
  { offered: [], needed: [], holds: true },
])(
  'JOB-1 nodes that offer $offered MB hold containers of $needed MB together: $holds',
  ({ offered, needed, holds }) => {
    expect(canHold(offered, needed)).toBe(holds);
  },
);

test('JOB-1 a Spark job needs its driver and one executor, each with what it is given beside its heap', () => {
  const needed = (configuration: Readonly<Record<string, string>>) =>
    containersNeededMb(
      jobSpec.parse({
        kind: 'spark-jar',
        name: 'pi',
        jar: 'release:spark-examples',
        mainClass: 'Pi',
        driver: { memoryMb: 1000 },
        executors: { memoryMb: 5000 },
        configuration,
      }),
    );
  expect(needed({})).toEqual([1384, 5500]);
  expect(needed({ 'spark.executor.memoryOverhead': '2g' })).toEqual([1384, 7048]);
  expect(needed({ 'spark.executor.memoryOverheadFactor': '0.4' })).toEqual([1384, 7000]);
  const offHeap = { 'spark.memory.offHeap.enabled': 'true', 'spark.memory.offHeap.size': '1g' };
  expect(needed(offHeap)).toEqual([1384, 6524]);
  expect(needed({ ...offHeap, 'spark.memory.offHeap.size': '104857600' })).toEqual([1384, 5600]);
  expect(needed({ ...offHeap, 'spark.memory.offHeap.enabled': 'false' })).toEqual([1384, 5500]);
});
