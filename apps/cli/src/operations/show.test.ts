import { releaseGet } from '@argosy/contract/clusters/operations';
import { policySimulate } from '@argosy/contract/identity/policies';
import type { Operation } from '@argosy/contract/operation';
import { planCreate, rerunPreview } from '@argosy/contract/workloads/operations';
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

test('JOB-2 inputs of a plan are told with the files that they are, and a rerun with why each job runs', () => {
  const told = (operation: Operation, answer: object) =>
    show(operation, answer, { say: sayIn('en'), look: { width: 80, colors: false } });
  const files = ['a.csv', 'b.csv'].map((name) => ({ name, sha256: '0'.repeat(64) }));
  const created = told(planCreate, { id: 'pln-1', spec: { name: 'nightly', inputs: [{ from: files, to: '/in' }] } });
  expect(created).toMatch(/^FROM +TO *\na\.csv, ?b\.csv +\/in *$/m);
  const jobs = [
    { name: 'make', takenOver: true },
    { name: 'query', takenOver: false, anew: { because: 'changed' } },
    { name: 'report', takenOver: false, anew: { because: 'follows', job: 'query' } },
  ];
  expect(told(rerunPreview, { planChanged: true, cluster: 'standing', jobs, removed: [] })).toMatch(
    /^NAME +TAKEN OVER +WHY *\nmake +✓ *\nquery +changed *\nreport +follows query *$/m,
  );
});
