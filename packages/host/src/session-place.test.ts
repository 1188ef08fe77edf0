import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readFileSync } from 'node:fs';
import { expect, onTestFinished, test } from 'vitest';
import { identify, type ProcessIdentity } from './processes.ts';
import { putSession } from './session-place.ts';

async function sleeper(): Promise<ProcessIdentity> {
  const child = spawn('/bin/sleep', ['60'], { detached: true, stdio: 'ignore' });
  onTestFinished(() => void child.kill('SIGKILL'));
  await once(child, 'spawn');
  return identify(child.pid ?? 0)!;
}

/** The kernel says `/autogroup-123 nice 10`; `undefined` where it shares no CPU among sessions. */
function niceness(pid: number): number | undefined {
  const file = `/proc/${pid}/autogroup`;
  const nice = existsSync(file) ? / nice (-?\d+)/.exec(readFileSync(file, 'utf8'))?.[1] : undefined;
  return nice === undefined ? undefined : Number(nice);
}

test('a session goes behind the others and comes back', async () => {
  const leader = await sleeper();
  // Of the sleeper, whose session is new: the tests' own may be one of the first of the machine, which have no share of their own.
  const sharesAmongSessions = niceness(leader.pid) !== undefined;
  await putSession(leader, 'behind');
  expect(niceness(leader.pid)).toBe(sharesAmongSessions ? 10 : undefined);
  await putSession(leader, 'beside');
  expect(niceness(leader.pid)).toBe(sharesAmongSessions ? 0 : undefined);
});

test('a process that now has the number of one that has ended is left alone', async () => {
  const leader = await sleeper();
  const before = niceness(leader.pid);
  await putSession({ ...leader, startTime: 'another' }, 'behind');
  expect(niceness(leader.pid)).toBe(before);
});
