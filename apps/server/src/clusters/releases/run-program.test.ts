import { tmpdir } from 'node:os';
import { expect, onTestFinished, test } from 'vitest';
import { runProgram } from './run-program.ts';

test('REL-6 a program is stopped at once, also where something that left its group holds its output open', async () => {
  const stop = new AbortController();
  const args = ['-c', `setsid sh -c 'echo $$; exec sleep 20' & wait`];
  const ending = runProgram({
    command: '/bin/sh',
    args,
    cwd: tmpdir(),
    signal: stop.signal,
    onLine: (pid) => {
      onTestFinished(() => void process.kill(Number(pid)));
      stop.abort(new Error('enough'));
    },
  });
  await expect(ending).rejects.toThrow('enough'); // within the time of a test, which the sleep is not
}, 10_000);
