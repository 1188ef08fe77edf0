import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createClient, hashFile } from '@argosy/client';
import { allOperations } from '@argosy/contract';
import type { Operation } from '@argosy/contract/operation';
import { policyCreate, policyVersionCreate } from '@argosy/contract/identity/policies';
import { jobCheck, jobCreate, planCheck, planRun, planUpdate } from '@argosy/contract/workloads/operations';
import { expect, test } from 'vitest';
import { sayIn } from '../texts.ts';
import { bodyFromFile, writtenIn } from './request-file.ts';

test('a policy comes as RAM writes it, or as the whole request', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'argosy-test-'));
  const file = join(folder, 'policy.json');
  const document = { Version: '1', Statement: [{ Effect: 'Allow', Action: 'clusters:Get*', Resource: '*' }] };
  const rest = { file, client: createClient({ url: 'http://127.0.0.1:9', key: '' }), say: sayIn('en'), flagged: true };
  try {
    await writeFile(file, JSON.stringify(document));
    expect(await bodyFromFile(policyCreate, rest)).toEqual({ document });
    expect(await bodyFromFile(policyVersionCreate, { ...rest, flagged: false })).toEqual({ document });
    await writeFile(file, JSON.stringify({ name: 'readers', document }));
    expect(await bodyFromFile(policyCreate, rest)).toEqual({ name: 'readers', document });
  } finally {
    await rm(folder, { recursive: true });
  }
});

/** A folder with a plan and a job that name a file beside them, and a server that lacks all files and takes what is sent. */
async function aPlace() {
  const folder = await mkdtemp(join(tmpdir(), 'argosy-test-'));
  const sent: string[] = [];
  const server = createServer((request, response) => {
    const isThere = request.method === 'PUT';
    if (isThere) sent.push(request.url?.split('/').at(-1) ?? '');
    request.resume().on('end', () => {
      const problem = { status: 404, code: 'file_not_found', detail: '', instance: 'req-1', facts: {} };
      const [status, type, answer] = isThere ? [200, 'json', {}] : [404, 'problem+json', problem];
      response.writeHead(status, { 'content-type': `application/${type}` }).end(JSON.stringify(answer));
    });
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`; // a TCP server's address is an object
  const file = join(folder, 'written.yaml');
  await writeFile(join(folder, 'words.txt'), 'a b c');
  const { sha256 } = await hashFile(join(folder, 'words.txt'));
  const say = sayIn('en');
  return {
    sent,
    file: { name: 'words.txt', sha256 },
    async read(operation: Operation, written: object, flagged = false) {
      await writeFile(file, JSON.stringify(written));
      return bodyFromFile(operation, { file, client: createClient({ url, key: '' }), say, flagged });
    },
    async [Symbol.asyncDispose]() {
      server.close();
      await rm(folder, { recursive: true });
    },
  };
}

const job = { kind: 'shell', name: 'count', command: 'wc words.txt', files: ['words.txt'] };
const plan = { name: 'nightly', cluster: { name: 'small' }, parameters: { day: 1 }, jobs: [job] };

test('JOB-2 every command that takes a plan or a job takes it as its file has it, and sends what it names first', async () => {
  await using at = await aPlace();
  const files = [at.file];
  const taking = allOperations.filter((operation) => writtenIn(operation) !== undefined);
  expect(taking.map(({ id }) => id).toSorted()).toEqual([
    'job_check',
    'job_create',
    'job_update',
    'plan_check',
    'plan_create',
    'plan_run',
    'plan_update',
  ]);
  for (const operation of taking) {
    at.sent.length = 0;
    const body = await at.read(operation, writtenIn(operation) === 'plan' ? plan : job);
    const spec =
      writtenIn(operation) === 'plan'
        ? { name: 'nightly', jobs: [{ name: 'count', files }] }
        : { name: 'count', files };
    expect(body).toMatchObject(operation.id === jobCreate.id ? spec : { spec });
    expect(at.sent).toEqual([at.file.sha256]);
  }
});

test('JOB-2 the whole request is taken as well where there is more in it than a plan or a job', async () => {
  await using at = await aPlace();
  const uploaded = { ...plan, jobs: [{ ...job, files: [at.file] }] };
  expect(await at.read(planUpdate, { spec: uploaded, version: 3 })).toMatchObject({
    version: 3,
    spec: { name: 'nightly' },
  });
  expect(await at.read(planRun, { parameters: { day: 2 } })).toMatchObject({ parameters: { day: 2 } });
  await expect(at.read(planRun, { paramaters: { day: 2 } })).rejects.toThrow(/paramaters/); // not: no plan stands there
  expect(await at.read(jobCheck, { spec: { name: 'half' }, clusterId: 'small' })).toMatchObject({ clusterId: 'small' });
  expect(await at.read(planCheck, { spec: { name: 'half' } })).toEqual({ spec: { name: 'half' } });
  expect(at.sent).toEqual([]);
});

test('JOB-2 a mistake in a plan that is only checked is told with its place', async () => {
  await using at = await aPlace();
  await expect(at.read(planCheck, { ...plan, jobs: [{ ...job, retries: 99 }] })).rejects.toThrow(
    /written\.yaml:1:\d+ jobs\[0\]\.retries/,
  );
});
