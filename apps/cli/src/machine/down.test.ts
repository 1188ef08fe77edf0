// What `down` does when the server lives and cannot be asked, or the clusters leave by themselves. The server here is a process
// of its own that says what a real one would say in such a moment; everything else is real.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { identify, isAlive } from '@argosy/host/processes';
import { invariant } from '@argosy/kernel/errors';
import { homeAt, makeHome } from '@argosy/server/platform/home';
import { writeServerFile } from '@argosy/server/server-file';
import { expect, test } from 'vitest';
import type { Context } from '../profile.ts';
import { sayIn } from '../texts.ts';
import { takeDown } from './down.ts';

/** A process that answers by `answer`, a function body of `request` and `send(status, body)`, and serves a home of its own. */
async function aServer(answer: string) {
  const home = homeAt(await mkdtemp(join(tmpdir(), 'argosy-down-')));
  await makeHome(home);
  await writeFile(home.profile, JSON.stringify({ key: 'ak-1' }));
  const program = `
    const server = require('node:http').createServer((request, response) => {
      const send = (status, body) => {
        const type = status < 300 ? 'application/json' : 'application/problem+json';
        response.writeHead(status, { 'content-type': type }).end(JSON.stringify({ status, ...body }));
      };
      ${answer}
    });
    server.listen(0, '127.0.0.1', () => console.log(server.address().port));`;
  const child = spawn(process.execPath, ['-e', program], { stdio: ['ignore', 'pipe', 'inherit'] });
  const [port] = (await once(child.stdout, 'data')) as [Buffer];
  const server = identify(child.pid ?? 0);
  invariant(server, 'it runs');
  const url = `http://127.0.0.1:${port.toString().trim()}`;
  await writeServerFile(home, { ...server, url, version: 'test', database: 'embedded' });
  const context: Context = { language: 'en', say: sayIn('en'), home, command: 'argosy', environment: {} };
  const notes: string[] = [];
  return {
    server,
    home,
    notes,
    takeDown: () => takeDown(context, { keepClusters: false, note: (line) => notes.push(line) }),
    async [Symbol.asyncDispose]() {
      child.kill('SIGKILL');
      await rm(home.path, { recursive: true });
    },
  };
}

test('a server whose database is away is stopped all the same', async () => {
  await using at = await aServer(
    `send(503, { code: 'database_unavailable', detail: 'No database.', retryable: true, facts: {} })`,
  );
  expect(await at.takeDown()).toMatchObject({ clusters: [], server: 'stopped' });
  expect(isAlive(at.server)).toBe(false);
  expect(at.notes.join('\n')).toContain('The server cannot be asked (No database.)');
});

test('a server whose key is lost is stopped all the same', async () => {
  await using at = await aServer(`send(200, {})`);
  await rm(at.home.profile);
  expect(await at.takeDown()).toMatchObject({ server: 'stopped' });
  expect(at.notes.join('\n')).toContain('There is no access key');
});

test('one that refuses the key is left running: nothing is wrong with it', async () => {
  await using at = await aServer(
    `send(401, { code: 'credentials_invalid', detail: 'No.', retryable: false, facts: {} })`,
  );
  await expect(at.takeDown()).rejects.toMatchObject({ code: 'credentials_invalid' });
  expect(isAlive(at.server)).toBe(true);
});

const cluster = (state: string, more: object) => JSON.stringify({ organizationId: 'org-1', state, ...more });

test('CLU-3 clusters of all organizations are released and waited for, also one that left already, and counted', async () => {
  const [mine, other] = [{ id: 'c-1', name: 'busy' }, { id: 'c-2' }];
  await using at = await aServer(`
    if (request.method === 'POST' && request.url === '/v1/server/drain')
      return send(200, { items: [${cluster('TERMINATING', mine)}, ${cluster('TERMINATING', other)}] });
    if (request.url.startsWith('/v1/server/clusters?id=c-1'))
      return send(200, { items: [${cluster('TERMINATED', mine)}] });
    if (request.url.startsWith('/v1/server/clusters?id=c-2'))
      return send(200, { items: [${cluster('TERMINATED_WITH_ERRORS', other)}] });
    if (request.url.startsWith('/v1/clusters')) return send(200, { items: [] });
    send(200, {});`);
  expect(await at.takeDown()).toMatchObject({
    clusters: [
      { name: 'busy', state: 'TERMINATED' },
      { name: 'c-2', state: 'TERMINATED_WITH_ERRORS' },
    ],
    server: 'stopped',
  });
  expect(at.notes).toContain('2 clusters were released, 1 of them of other organizations');
});

test('one that has protected clusters is left running, whosever they are', async () => {
  await using at = await aServer(`
    if (request.method === 'POST')
      return send(409, { code: 'clusters_protected', detail: 'No.', retryable: false, facts: { clusters: ['a', 'c-2'] } });
    if (request.url.startsWith('/v1/clusters')) return send(200, { items: [] });
    send(200, {});`);
  await expect(at.takeDown()).rejects.toThrow('These clusters are protected from deletion: a, c-2.');
  expect(isAlive(at.server)).toBe(true);
});

test('a server older than the command is stopped all the same', async () => {
  await using at = await aServer(`
    if (request.method === 'POST') return send(404, { code: 'route_unknown', detail: 'No way.', facts: {} });
    if (request.url.startsWith('/v1/clusters')) return send(200, { items: [] });
    send(200, {});`);
  expect(await at.takeDown()).toMatchObject({ server: 'stopped' });
  expect(at.notes.join('\n')).toContain('The server cannot be asked (No way.)');
});
