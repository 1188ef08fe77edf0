// What a command refuses by itself, before it asks a server; and with what it ends after an answer.
import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test, vi } from 'vitest';
import { exitCodeOf } from '../exit-codes.ts';
import { makeContext } from '../profile.ts';
import { buildProgram } from '../program.ts';
import { sayIn } from '../texts.ts';

async function refusalOf(...words: readonly string[]): Promise<string> {
  const context = makeContext('en', sayIn('en'), { ARGOSY_URL: 'http://127.0.0.1:9', ARGOSY_KEY: 'none' });
  const program = buildProgram(context, words);
  return await program.parseAsync(words, { from: 'user' }).then(
    () => 'nothing was refused',
    (error: Error) => `${error.name}: ${error.message}`,
  );
}

test.each([
  [['job', 'run', 'count'], 'UsageError: Missing: --cluster-id <text>. Or give the whole request by --file.'],
  [['output', 'get', 'prn-1'], 'UsageError: Missing: --path <text>'],
  [
    ['cluster', 'create', '--name', 'one'],
    'UsageError: Missing: --core <number>. Or give the whole request by --file.',
  ],
  [['node-log', 'get', 'c-1', 'master-1', 'namenode'], 'UsageError: Missing: --out <file>'],
  [['audit', 'export'], 'UsageError: Missing: --out <file>'],
  [['plan', 'create'], 'UsageError: Give the request as a file: --file <file>'],
  [['job', 'create'], 'UsageError: Give the request as a file: --file <file>'],
])('%j lacks what it needs: %s', async (words, refused) => {
  expect(await refusalOf(...words)).toBe(refused);
});

test('who waits so long waits no longer for a server that is not there, and is told', async () => {
  const written = vi.spyOn(process.stderr, 'write').mockReturnValue(true);
  using _ = { [Symbol.dispose]: () => written.mockRestore() };
  expect(await refusalOf('cluster', 'get', 'c-1', '--wait', '5')).toMatch(/^ServerUnreachable: /);
  expect(written.mock.calls).toEqual([['The control plane does not answer; waiting for it, 5 s at most.\n']]);
});

test('what has all it needs is asked of the server', async () => {
  expect(await refusalOf('job', 'run', 'count', '--cluster-id', 'c-1')).toMatch(/^ServerUnreachable: /);
  expect(await refusalOf('cluster', 'create', '--name', 'one', '--core', '1')).toMatch(/^ServerUnreachable: /);
});

/** The exit code of a command to which a server answers so. */
async function exitCodeAfter(answer: object, words: readonly string[]): Promise<number> {
  const server = createServer((request, response) => {
    request.resume();
    response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(answer));
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo; // a TCP server's address is an object
  const written = vi.spyOn(process.stdout, 'write').mockReturnValue(true);
  try {
    const url = `http://127.0.0.1:${port}`;
    const context = makeContext('en', sayIn('en'), { ARGOSY_URL: url, ARGOSY_KEY: 'none' });
    await buildProgram(context, words).parseAsync(words, { from: 'user' });
    return 0;
  } catch (error) {
    return exitCodeOf(error);
  } finally {
    written.mockRestore();
    server.close();
  }
}

test('a check, a test and a proof that say no end with 1, for scripts', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'argosy-checks-'));
  try {
    const file = join(folder, 'request.yaml');
    await writeFile(file, 'spec: {}');
    for (const [words, field] of [
      [['cluster', 'check', '--file', file], 'ok'],
      [['job', 'check', '--file', file], 'ok'],
      [['plan', 'check', '--file', file], 'ok'],
      [['sign-in-source', 'test', 'src-1'], 'answers'],
      [['audit', 'verify'], 'isIntact'],
    ] as const) {
      expect(await exitCodeAfter({ [field]: false }, words), words.join(' ')).toBe(1);
      expect(await exitCodeAfter({ [field]: true }, words), words.join(' ')).toBe(0);
    }
  } finally {
    await rm(folder, { recursive: true });
  }
});
