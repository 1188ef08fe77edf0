import { basename } from 'node:path';
import type { Answer, Request } from '@argosy/contract/agent/protocol';
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
    reading: undefined,
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

test('JOB-3 who waits behind the end of a log waits, and is told at once when there is another to read', async () => {
  await using workloads = await startTestWorkloads();
  workloads.exitCode = undefined;
  const { id } = await workloads.start(aShellJob());
  await workloads.factsUpTo(id, 'workloads.run_running');
  // What was read of stderr before there was any output, and since then of stdout.
  const logs: Record<string, string> = { stderr: 'a warning', stdout: 'one' };
  let looks = 0;
  const request = async (_node: string, asked: Request): Promise<Answer> => {
    if (asked.kind === 'read') {
      looks += 1;
      const content = Buffer.from(logs[basename(asked.path)] ?? '');
      const base64 = content.subarray(asked.offset).toString('base64');
      return { kind: 'read', base64, sizeBytes: content.length };
    }
    const files = Object.entries(logs).map(([path, { length }]) => ({ path, sizeBytes: length, modifiedMs: 0 }));
    return { kind: 'list', files };
  };
  const deps = { ...workloads.deps, readKept: keptLogPieces(), agents: { ...workloads.deps.agents, request } };
  const { signal } = new AbortController();
  const asked = {
    runId: id,
    path: undefined,
    offset: 9,
    limit: 1000,
    waitSeconds: 20,
    reading: 'task-1/stderr',
    signal,
  };
  expect(await readRunLog(deps, aCaller, asked)).toMatchObject({ path: 'task-1/stdout', text: '' });
  expect(looks).toBe(1);
  const behind = { ...asked, waitSeconds: 1, reading: 'task-1/stdout' };
  expect(await readRunLog(deps, aCaller, behind)).toMatchObject({ path: 'task-1/stdout', text: '', nextOffset: 9 });
  expect(looks).toBeGreaterThan(2); // it was waited for more
  const more = readRunLog(deps, aCaller, { ...behind, waitSeconds: 20 });
  logs['stdout'] = 'one two three';
  expect(await more).toMatchObject({ text: 'hree', nextOffset: 13 });
});
