import { expect, test } from 'vitest';
import { aCaller, aShellJob, startTestWorkloads } from '../../test/workloads.ts';
import { keptLogPieces } from './kept-log-pieces.ts';
import { listRunLogs, readRunLog } from './read-run-log.ts';

test('JOB-3 a log is complete once it is in the store, not while its nodes cannot tell what they have', async () => {
  await using workloads = await startTestWorkloads();
  workloads.cannotList = true;
  const { id } = await workloads.start(aShellJob());
  await workloads.atItsEnd(id);
  const asked = {
    runId: id,
    path: undefined,
    offset: 0,
    limit: 1000,
    waitSeconds: 0,
    signal: new AbortController().signal,
  };
  const deps = { ...workloads.deps, readKept: keptLogPieces() };
  expect(await readRunLog(deps, aCaller, asked)).toMatchObject({ text: '', isComplete: false });
  expect(await listRunLogs(deps, aCaller, id)).toMatchObject({ isComplete: false });
  workloads.cannotList = false;
  expect(await readRunLog(deps, aCaller, { ...asked, waitSeconds: 20 })).toMatchObject({ isComplete: true });
  expect(await workloads.factsUpTo(id, 'workloads.run_logs_kept')).toMatchObject(
    expect.arrayContaining([expect.objectContaining({ facts: expect.objectContaining({ logs: 'kept' }) })]),
  );
});
