// What a command refuses by itself, before it asks a server.
import { expect, test, vi } from 'vitest';
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
