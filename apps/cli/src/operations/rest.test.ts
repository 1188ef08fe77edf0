import { clusterCreate, clusterRelease } from '@argosy/contract/clusters/operations';
import { expect, test } from 'vitest';
import { restOf } from './rest.ts';

test('the end of what was asked to end is good, whatever it is called; that something could not be removed is not', () => {
  const afterRelease = (state: string) => restOf(clusterRelease)?.isGood({ state });
  expect(['TERMINATED', 'TERMINATED_WITH_ERRORS', 'START_FAILED'].map(afterRelease)).toEqual([true, true, true]);
  expect(['TERMINATE_FAILED', 'TERMINATING'].map(afterRelease)).toEqual([false, false]);
  expect(restOf(clusterCreate)?.isGood({ state: 'START_FAILED' })).toBe(false);
});
