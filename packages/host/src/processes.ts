// Processes of this host, named so that the wrong one is never signalled: a pid is reused, a pid together with the moment its
// process began is not. Linux only (/proc).
import { readdirSync, readFileSync } from 'node:fs';
import { pause } from '@argosy/kernel/time';

/** One process, for ever. `startTime` is opaque: equal texts mean the same process, also over a reboot of the machine. */
export interface ProcessIdentity {
  readonly pid: number;
  readonly startTime: string;
}

interface Stat {
  readonly state: string;
  readonly parentPid: number;
  readonly groupId: number;
  readonly sessionId: number;
  readonly terminal: number;
  readonly cpuTicks: number;
  readonly threads: number;
  readonly startTicks: string;
  readonly residentPages: number;
}

// Constants of every Linux that Node runs on: USER_HZ is 100 in the kernel's interface whatever its real tick is, and the
// page is 4 KiB on x64 and on the arm64 kernels of the common distributions.
const TICKS_PER_SECOND = 100;
const PAGE_BYTES = 4096;

// Ticks count from boot, so a machine that boots the same way twice can give the same pid the same ticks.
let boot: string | undefined;
/** Names this run of the machine; the first part of every start time. */
export function bootId(): string {
  boot ??= readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').slice(0, 8);
  return boot;
}

/** When the process with this pid began; `undefined` when there is none. A zombie still has a start time. */
export function processStartTime(pid: number): string | undefined {
  const stat = readStat(pid);
  return stat && `${bootId()}.${stat.startTicks}`;
}

/** The process that now has this pid, as something that can be kept; `undefined` when there is none or only its zombie. */
export function identify(pid: number): ProcessIdentity | undefined {
  const stat = readStat(pid);
  if (!stat || isDead(stat)) return undefined;
  return { pid, startTime: `${bootId()}.${stat.startTicks}` };
}

/** Whether this very process runs. A zombie is dead: it does nothing more, it only waits for its parent to look. */
export function isAlive({ pid, startTime }: ProcessIdentity): boolean {
  return identify(pid)?.startTime === startTime;
}

/** The parent's pid; `undefined` when there is no such process. */
export function parentPidOf(pid: number): number | undefined {
  return readStat(pid)?.parentPid;
}

/** Whether the process is in the session that `leader` began, also when that has ended: the number is not given to another while
 *  a member lives. */
export function isInSession(pid: number, leader: ProcessIdentity): boolean {
  if (readStat(pid)?.sessionId !== leader.pid) return false;
  const holder = processStartTime(leader.pid);
  return holder === undefined || holder === leader.startTime;
}

/** Whether a person sits at it: it has a controlling terminal. What Argosy starts has none. */
export function hasTerminal(pid: number): boolean {
  return (readStat(pid)?.terminal ?? 0) !== 0;
}

/** The command line as its arguments; `[]` for a zombie or when there is no such process. */
export function argumentsOf(pid: number): readonly string[] {
  const text = readProc(`/proc/${pid}/cmdline`) ?? '';
  return text === '' ? [] : text.replace(/\0$/, '').split('\0');
}

/** What a process has used so far: processor seconds of all its threads, and the memory it holds now. */
export interface ProcessUsage {
  readonly cpuSeconds: number;
  readonly rssBytes: number;
}

/** `undefined` when the process has ended. */
export function usageOf(process: ProcessIdentity): ProcessUsage | undefined {
  if (!isAlive(process)) return undefined;
  const stat = readStat(process.pid);
  return stat && { cpuSeconds: stat.cpuTicks / TICKS_PER_SECOND, rssBytes: stat.residentPages * PAGE_BYTES };
}

/** Pids of all processes that can be seen, in no order. */
export function allPids(): readonly number[] {
  return readdirSync('/proc').filter(isPid).map(Number);
}

/** Sends a signal to this very process. */
export function signalProcess(process: ProcessIdentity, signal: NodeJS.Signals): 'signalled' | 'gone' {
  // Between the look and the signal the pid could only pass to another after the process ended and all pids were used once.
  return isAlive(process) && sent(process.pid, signal) ? 'signalled' : 'gone';
}

/** Signals every process of the group that `leader` leads, also those that outlived it. A pid is not given to a new process
 *  while a group of that number has members; where another process has it now, the group is gone. */
export function killGroup(leader: ProcessIdentity, signal: NodeJS.Signals): 'signalled' | 'gone' {
  const holder = processStartTime(leader.pid);
  if (holder !== undefined && holder !== leader.startTime) return 'gone';
  if (groupMembers(leader.pid).length === 0) return 'gone';
  return sent(-leader.pid, signal) ? 'signalled' : 'gone';
}

/** The live processes of a group. */
export function groupMembers(groupId: number): readonly ProcessIdentity[] {
  return allPids().flatMap((pid) => {
    const stat = readStat(pid);
    if (!stat || isDead(stat) || stat.groupId !== groupId) return [];
    return [{ pid, startTime: `${bootId()}.${stat.startTicks}` }];
  });
}

/** Asks the process to end with `signal` and, when it still runs after `timeoutMs`, kills it. Returns once it has ended, with
 *  how: `gone` means that it had ended before. Throws when even SIGKILL does not end it (a process stuck in the kernel). */
export async function stopProcess(
  process: ProcessIdentity,
  { signal, timeoutMs }: { readonly signal: NodeJS.Signals; readonly timeoutMs: number },
): Promise<'stopped' | 'killed' | 'gone'> {
  if (signalProcess(process, signal) === 'gone') return 'gone';
  if (await hasEnded(process, timeoutMs)) return 'stopped';
  signalProcess(process, 'SIGKILL');
  if (await hasEnded(process, 10_000)) return 'killed';
  throw new Error(`process ${process.pid} did not end within 10 s of SIGKILL`);
}

/** Waits until the process has ended, at most `timeoutMs`; the answer says whether it has. */
export async function hasEnded(process: ProcessIdentity, timeoutMs: number): Promise<boolean> {
  const deadline = performance.now() + timeoutMs;
  // The kernel tells only a parent of an end, and Node has no pidfd: for a process that is not our child, looking is all there
  // is. Growing steps: a quick end is seen within milliseconds, a slow one costs nothing.
  for (let stepMs = 2; isAlive(process); stepMs = Math.min(stepMs * 1.5, 50)) {
    if (performance.now() > deadline) return false;
    await pause(stepMs);
  }
  return true;
}

function isPid(name: string): boolean {
  const first = name.charCodeAt(0);
  return first >= 48 && first <= 57;
}

/** A zombie whose threads have not all ended still holds its files, the ports it listens on among them. */
function isDead({ state, threads }: Stat): boolean {
  return state === 'X' || (state === 'Z' && threads <= 1);
}

/** /proc/<pid>/stat is `pid (name) state ppid pgrp …`; the name may hold spaces and brackets, so count from its last one. */
function readStat(pid: number): Stat | undefined {
  const text = readProc(`/proc/${pid}/stat`);
  if (text === undefined) return undefined;
  const fields = text.slice(text.lastIndexOf(')') + 2).split(' ');
  const field = (number: number): string => fields[number - 3] ?? ''; // numbered as in proc(5), where the state is the third
  if (field(22) === '') return undefined;
  return {
    state: field(3),
    parentPid: Number(field(4)),
    groupId: Number(field(5)),
    sessionId: Number(field(6)),
    terminal: Number(field(7)),
    cpuTicks: Number(field(14)) + Number(field(15)),
    threads: Number(field(20)),
    startTicks: field(22),
    residentPages: Number(field(24)),
  };
}

function readProc(file: string): string | undefined {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return undefined; // it ended between two looks (ENOENT, or ESRCH while reading)
  }
}

function sent(pid: number, signal: NodeJS.Signals): boolean {
  try {
    return process.kill(pid, signal);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ESRCH') return false;
    throw error;
  }
}
