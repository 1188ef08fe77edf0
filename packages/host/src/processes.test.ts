import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { copyFile, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { invariant } from '@argosy/kernel/errors';
import {
  groupMembers,
  hasEnded,
  identify,
  isAlive,
  killGroup,
  processStartTime,
  signalProcess,
  stopProcess,
} from './processes.ts';

/** A shell that has said a line, so that what it does before (traps, children) is done. */
async function startShell(script: string, program = '/bin/sh') {
  const child = spawn(program, ['-c', script], { stdio: ['pipe', 'pipe', 'inherit'], detached: true });
  const [line] = (await once(child.stdout, 'data', { signal: AbortSignal.timeout(10_000) })) as [Buffer];
  const process = child.pid === undefined ? undefined : identify(child.pid);
  invariant(process, 'the shell runs');
  return { process, line: line.toString().trim(), letGo: () => child.stdin.end() };
}

test('the start time is read rightly from a program whose name holds blanks and brackets', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'argosy-processes-'));
  const program = join(folder, 'a) Z 1 (b');
  await copyFile('/bin/sh', program);
  const { process } = await startShell('echo up; read until_killed', program);
  expect(isAlive(process)).toBe(true);
  expect(processStartTime(process.pid)).toBe(process.startTime);
  await stopProcess(process, { signal: 'SIGKILL', timeoutMs: 5_000 });
  await rm(folder, { recursive: true });
});

test('a process of the same pid and another start is dead, and is never signalled', async () => {
  const { process } = await startShell('echo up; exec sleep 60');
  const earlier = { pid: process.pid, startTime: `${process.startTime}0` };
  expect(isAlive(earlier)).toBe(false);
  expect(signalProcess(earlier, 'SIGKILL')).toBe('gone');
  expect(killGroup(earlier, 'SIGKILL')).toBe('gone');
  expect(await stopProcess(earlier, { signal: 'SIGKILL', timeoutMs: 1_000 })).toBe('gone');
  expect(isAlive(process)).toBe(true);
  expect(await stopProcess(process, { signal: 'SIGTERM', timeoutMs: 5_000 })).toBe('stopped');
  expect(isAlive(process)).toBe(false);
});

test('a zombie is dead', async () => {
  // The parent replaces itself, before its child ends, by a program that never asks for its children.
  const { process: parent, line } = await startShell('sleep 0.3 & echo $!; exec sleep 60');
  const pid = Number(line);
  await expect.poll(() => identify(pid), { timeout: 5_000 }).toBe(undefined);
  expect(processStartTime(pid)).not.toBe(undefined); // it is still there, for its parent
  await stopProcess(parent, { signal: 'SIGKILL', timeoutMs: 5_000 });
});

test('a process that does not listen to the signal is killed', async () => {
  const { process } = await startShell(`trap '' TERM; echo up; while :; do sleep 60; done`);
  expect(await stopProcess(process, { signal: 'SIGTERM', timeoutMs: 200 })).toBe('killed');
  expect(isAlive(process)).toBe(false);
  killGroup(process, 'SIGKILL'); // its sleep outlived it
});

test('a group is killed whole, also when its leader is gone', async () => {
  const { process: leader, letGo } = await startShell('sleep 60 & sleep 60 & echo up; read until_let_go');
  letGo();
  expect(await hasEnded(leader, 5_000)).toBe(true);
  const members = groupMembers(leader.pid);
  expect(members).toHaveLength(2);
  expect(killGroup(leader, 'SIGKILL')).toBe('signalled');
  expect(await Promise.all(members.map((member) => hasEnded(member, 5_000)))).toEqual([true, true]);
  expect(killGroup(leader, 'SIGKILL')).toBe('gone');
});

test('a process is alive until its last thread has ended: until then it holds the ports it listens on', async () => {
  const script = `
import ctypes, threading, time
threading.Thread(target=lambda: (print("ready", flush=True), time.sleep(60))).start()
time.sleep(0.2)
ctypes.CDLL(None).pthread_exit(None)`;
  const child = spawn('python3', ['-c', script], { stdio: ['ignore', 'pipe', 'inherit'] });
  const ended = once(child, 'exit');
  await once(child.stdout, 'data');
  const leader = identify(child.pid ?? 0);
  invariant(leader, 'it has just begun');
  const stateOf = () => readFileSync(`/proc/${leader.pid}/stat`, 'utf8').split(') ')[1]?.[0];
  await expect.poll(stateOf).toBe('Z');
  expect(isAlive(leader)).toBe(true);
  expect(signalProcess(leader, 'SIGKILL')).toBe('signalled');
  expect(await hasEnded(leader, 5000)).toBe(true);
  await ended;
});
