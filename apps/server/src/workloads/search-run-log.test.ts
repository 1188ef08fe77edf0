import { randomBytes } from 'node:crypto';
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { buffer } from 'node:stream/consumers';
import { gzipSync } from 'node:zlib';
import { expect, test } from 'vitest';
import { aCaller, aShellJob, startTestWorkloads, type TestWorkloads } from '../../test/workloads.ts';
import { keepLogs } from './keep-run-logs.ts';
import { keptLogPieces } from './kept-log-pieces.ts';
import { findLog } from './read-run-log.ts';
import { type SearchRunLog, searchRunLog, wholeLog } from './search-run-log.ts';

const { signal } = new AbortController();

/** A run that has ended, with this as what its only task printed. */
async function withLog(workloads: TestWorkloads, content: Buffer | string): Promise<string> {
  const run = await workloads.start(aShellJob());
  const { id } = run;
  await workloads.factsUpTo(id, 'workloads.run_logs_kept');
  const folder = join(workloads.deps.home.runLogs, id, 'master-1', 'task-1');
  await mkdir(folder, { recursive: true });
  await writeFile(join(folder, 'stdout.gz'), gzipSync(content));
  await keepLogs(workloads.deps, run);
  return id;
}

const searching = (workloads: TestWorkloads, runId: string) => (asked: Partial<SearchRunLog>) =>
  searchRunLog({ ...workloads.deps, readKept: keptLogPieces() }, aCaller, {
    runId,
    text: '',
    offset: 0,
    limit: 100,
    signal,
    ...asked,
  });

test('JOB-3 a text is found in a kept log with the bytes at which its lines begin, and the search goes on where it stopped', async () => {
  await using workloads = await startTestWorkloads();
  const content = '云舟 begins\nan Error: one\r\nnothing\nERROR two\nno end of line: error';
  const search = searching(workloads, await withLog(workloads, content));
  const at = (text: string) => Buffer.byteLength(content.slice(0, content.indexOf(text)));
  expect(await search({ text: 'error' })).toEqual({
    path: 'task-1/stdout',
    lines: [
      { offset: at('an Error'), line: 'an Error: one' },
      { offset: at('ERROR two'), line: 'ERROR two' },
      { offset: at('no end'), line: 'no end of line: error' },
    ],
    nextOffset: Buffer.byteLength(content),
    isComplete: true,
  });
  const first = await search({ text: 'error', limit: 1 });
  expect(first).toMatchObject({ nextOffset: at('nothing'), isComplete: false });
  expect((await search({ text: 'error', offset: first.nextOffset })).lines).toHaveLength(2);
  expect((await search({ text: '云舟' })).lines).toMatchObject([{ offset: 0 }]);
  await expect(search({ text: 'a', path: '../../secrets' })).rejects.toMatchObject({ code: 'log_not_found' });
});

test('JOB-3 lines over the ends of pieces are whole, and what has no lines at all ends too', async () => {
  await using workloads = await startTestWorkloads();
  const line = `${'x'.repeat(30_000)} needle\n`;
  const search = searching(workloads, await withLog(workloads, line.repeat(40)));
  expect((await search({ text: 'needle' })).lines.map(({ offset }) => offset / line.length)).toEqual(
    Array.from({ length: 40 }, (_, index) => index),
  );
  const binary = searching(workloads, await withLog(workloads, Buffer.alloc(3_000_000, 'a')));
  expect(await binary({ text: 'aab' })).toMatchObject({ lines: [], nextOffset: 3_000_000, isComplete: true });
});

test('JOB-3 a log is given whole, as it was written', async () => {
  await using workloads = await startTestWorkloads();
  const content = randomBytes(700_000);
  const runId = await withLog(workloads, content);
  const deps = { ...workloads.deps, readKept: keptLogPieces() };
  const { log } = await findLog(deps, aCaller, { runId, path: 'task-1/stdout' });
  expect(log && (await buffer(wholeLog(log, signal)))).toEqual(content);
});
