import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readFileSync } from 'node:fs';
import { expect, onTestFinished, test } from 'vitest';
import { setSessionNiceness } from './session-niceness.ts';

async function sleeper(): Promise<number> {
  const child = spawn('/bin/sleep', ['60'], { detached: true, stdio: 'ignore' });
  onTestFinished(() => void child.kill('SIGKILL'));
  await once(child, 'spawn');
  return child.pid ?? 0;
}

/** The kernel says `/autogroup-123 nice 10`; `undefined` where it shares no CPU among sessions. */
function sessionNiceness(pid: number): number | undefined {
  const file = `/proc/${pid}/autogroup`;
  const nice = existsSync(file) ? / nice (-?\d+)/.exec(readFileSync(file, 'utf8'))?.[1] : undefined;
  return nice === undefined ? undefined : Number(nice);
}

test('sessions go behind the others and come back, several at once too', async () => {
  const sharesAmongSessions = sessionNiceness(process.pid) !== undefined;
  const pids = await Promise.all([sleeper(), sleeper(), sleeper()]);
  for (const niceness of [10, 0] as const) {
    await Promise.all(pids.map((pid) => setSessionNiceness(pid, niceness)));
    expect(pids.map(sessionNiceness)).toEqual(pids.map(() => (sharesAmongSessions ? niceness : undefined)));
  }
});

test('a process that has ended is no error', async () => {
  const child = spawn('/bin/true', { detached: true, stdio: 'ignore' });
  await once(child, 'exit');
  await expect(setSessionNiceness(child.pid ?? 0, 10)).resolves.toBeUndefined();
});
