import { releaseGet } from '@argosy/contract/clusters/operations';
import { policySimulate } from '@argosy/contract/identity/policies';
import { expect, test } from 'vitest';
import { sayIn } from '../texts.ts';
import { show } from './show.ts';

test('RAM-1 the statement that decided is shown as people count, from 1', () => {
  const answer = { effect: 'deny', by: { policy: 'mine', statement: 0 } };
  const shown = show(policySimulate, answer, { say: sayIn('en'), look: { width: 80, colors: false } });
  expect(shown).toMatch(/^by\.statement +1$/m);
});

test('steps are told in the order in which one reads them, with how long each took', () => {
  const step = { endedAt: '2026-11-20T08:00:09.700Z', startedAt: '2026-11-20T08:00:00.700Z', bytesTotal: 1_400_000 };
  const answer = { version: '6.0.0', installation: { progress: [{ ...step, state: 'done', name: 'spark-fetch' }] } };
  const shown = show(releaseGet, answer, { say: sayIn('en'), look: { width: 80, colors: false } });
  expect(shown).toMatch(
    /^NAME +STATE +SINCE +TOOK +SIZE *\nspark-fetch +done +\d{4}-\d\d-\d\d \d\d:\d\d:00 +9\.0 s +1\.4 MB *$/m,
  );
});
