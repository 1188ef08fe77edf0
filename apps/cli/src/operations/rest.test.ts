import { clusterCreate, clusterRelease } from '@argosy/contract/clusters/operations';
import { invariant } from '@argosy/kernel/errors';
import { expect, test } from 'vitest';
import { createClient } from '@argosy/client';
import { clusterGet } from '@argosy/contract/clusters/operations';
import { restOf, untilAtRest } from './rest.ts';

test('the end of what was asked to end is good, whatever it is called; that something could not be removed is not', () => {
  const afterRelease = (state: string) => restOf(clusterRelease)?.isGood({ state });
  expect(['TERMINATED', 'TERMINATED_WITH_ERRORS', 'START_FAILED'].map(afterRelease)).toEqual([true, true, true]);
  expect(['TERMINATE_FAILED', 'TERMINATING'].map(afterRelease)).toEqual([false, false]);
  expect(restOf(clusterCreate)?.isGood({ state: 'START_FAILED' })).toBe(false);
});

test('of what has come to rest long ago no steps are told', async () => {
  const client = createClient({ url: 'http://127.0.0.1:9', key: 'none' }); // is not asked
  const rest = restOf(clusterGet);
  invariant(rest !== undefined, 'a cluster comes to rest');
  const seen: unknown[] = [];
  const view = { id: 'c-1', state: 'RUNNING' };
  expect(await untilAtRest(client, { rest, view, onLook: (each) => seen.push(each) })).toBe(view);
  expect(seen).toEqual([]);
});
