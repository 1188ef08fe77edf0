import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readFileSync } from 'node:fs';
import { expect, onTestFinished, test } from 'vitest';
import { identify, type ProcessIdentity } from './processes.ts';
import { putSession } from './session-place.ts';

const startSleeper = () => spawn('/bin/sleep', ['60'], { detached: true, stdio: 'ignore' });

async function sleeper(): Promise<ProcessIdentity> {
  const child = startSleeper();
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

/** Asked of a new session: the tests' own may be one of the first of the machine, which have no share of their own. */
async function sharesAmongSessions(): Promise<boolean> {
  const child = startSleeper();
  await once(child, 'spawn');
  const isShared = niceness(child.pid ?? 0) !== undefined;
  child.kill('SIGKILL');
  return isShared;
}

const nothingToSee = !(await sharesAmongSessions()); // then a run says that it skipped these

test.skipIf(nothingToSee)('a session goes behind the others and comes back', async () => {
  const leader = await sleeper();
  await putSession(leader, 'behind');
  expect(niceness(leader.pid)).toBe(10);
  await putSession(leader, 'beside');
  expect(niceness(leader.pid)).toBe(0);
});

test.skipIf(nothingToSee)('a process that now has the number of one that has ended is left alone', async () => {
  const leader = await sleeper();
  await putSession({ ...leader, startTime: 'another' }, 'behind');
  expect(niceness(leader.pid)).toBe(0);
});
