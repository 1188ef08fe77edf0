// What a command refuses by itself, before it asks a server.
import { expect, test } from 'vitest';
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
  [['plan', 'create'], 'UsageError: Give the request as a file: --file <file>'],
  [['job', 'create'], 'UsageError: Give the request as a file: --file <file>'],
])('%j lacks what it needs: %s', async (words, refused) => {
  expect(await refusalOf(...words)).toBe(refused);
});

test('what has all it needs is asked of the server', async () => {
  expect(await refusalOf('job', 'run', 'count', '--cluster-id', 'c-1')).toMatch(/^ServerUnreachable: /);
  expect(await refusalOf('cluster', 'create', '--name', 'one', '--core', '1')).toMatch(/^ServerUnreachable: /);
});
