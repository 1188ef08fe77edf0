// Results on their way to this machine, from a real HTTP server: what is done when the way or the folder fails.
import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { createServer, type RequestListener } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createClient } from '@argosy/client';
import type { PlanRunView } from '@argosy/contract/workloads/operations';
import { expect, test } from 'vitest';
import { sayIn } from '../texts.ts';
import { fetchResults, prepareFolder, showTables } from './results.ts';

const say = sayIn('en');
const content = 'n,total\nCHINA,1\n';
const sha256 = createHash('sha256').update(content).digest('hex');
const file = (path: string): PlanRunView['outputs'][number] => ({ path, sha256, sizeBytes: content.length });

/** Fetches these outputs of a run into a folder of its own, from a server that answers the nth request by the nth listener. */
async function fetching(outputs: PlanRunView['outputs'], ...answers: readonly RequestListener[]) {
  const folder = await mkdtemp(join(tmpdir(), 'argosy-results-'));
  let asked = 0;
  const server = createServer((request, response) =>
    answers[Math.min(asked++, answers.length - 1)]?.(request, response),
  );
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`; // a TCP server's address is an object
  const planRun: PlanRunView = {
    id: 'prn-1',
    planId: 'pln-1',
    name: 'tpch',
    state: 'SUCCEEDED',
    parameters: {},
    phases: [],
    jobs: [],
    outputs,
    usage: { nodeSeconds: 0, vcoreSeconds: 0, memoryMbSeconds: 0 },
    createdAt: '2026-03-06T02:00:00Z',
  };
  return {
    folder,
    fetch: () => fetchResults(createClient({ url, key: '' }), planRun, { folder, context: { say, command: 'argosy' } }),
    [Symbol.asyncDispose]: async () => {
      server.closeAllConnections();
      server.close();
      await rm(folder, { recursive: true });
    },
  };
}

const whole: RequestListener = (_, response) => void response.end(content);
const cut: RequestListener = (_, response) => {
  response.writeHead(200, { 'content-length': content.length });
  response.write('n,to', () => setImmediate(() => response.destroy()));
};

test('a download that breaks in the middle is begun again', async () => {
  await using at = await fetching([file('answers/q1.csv')], cut, whole);
  expect(await at.fetch()).toMatchObject({ problem: undefined, results: [{ name: 'answers/q1.csv' }] });
  expect(await readFile(join(at.folder, 'answers/q1.csv'), 'utf8')).toBe(content);
});

test('a file that cannot be put here is told with where it still is, beside those that are here', async () => {
  await using at = await fetching([file('answers/q1.csv'), file('report/r.csv')], whole);
  await writeFile(join(at.folder, 'report'), 'a file where a folder would be');
  const { results, problem } = await at.fetch();
  expect(results.map(({ name }) => name)).toEqual(['answers/q1.csv']);
  expect(problem).toContain(`argosy output get prn-1 --path report/r.csv --out ${join(at.folder, 'report/r.csv')}`);
});

test('a download that always breaks, and one that arrives changed, are told', async () => {
  await using broken = await fetching([file('q1.csv')], cut);
  expect((await broken.fetch()).problem).toContain('output get prn-1 --path q1.csv');
  await using changed = await fetching([file('q1.csv')], (_, response) => void response.end('other'));
  expect((await changed.fetch()).problem).toContain('arrived changed');
});

test('a folder that cannot be made is refused before anything is started', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'argosy-results-'));
  await prepareFolder(join(folder, 'deep/out'), say);
  await writeFile(join(folder, 'file'), '');
  await expect(prepareFolder(join(folder, 'file'), say)).rejects.toThrow('Name another folder by --out');
  await expect(prepareFolder(join(folder, 'file/out'), say)).rejects.toThrow('Name another folder by --out');
  await expect(prepareFolder('/proc/none/out', say)).rejects.toThrow('Name another folder by --out');
  await rm(folder, { recursive: true });
});

test('of a large table the first rows are read and shown', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'argosy-results-'));
  const path = join(folder, 'large.csv');
  await writeFile(path, `id,text\n${`1,${'x'.repeat(20_000)}\n`.repeat(100)}`);
  const shown = await showTables([{ name: 'large.csv', path }], { look: { width: 80, colors: false }, say });
  expect(shown).not.toContain('of 100 rows'); // it did not look so far
  expect(shown.split('\n').filter((line) => line.startsWith('1 '))).toHaveLength(13); // whole ones only
  await rm(folder, { recursive: true });
});
