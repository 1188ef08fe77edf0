// Starts a process in a session of its own that outlives the one that started it, and records it so that no crash leaves an
// unknown twin: the process itself writes its pid and start time into a file before it becomes the wanted program.
//
// A launch is allowed as long as the empty file `<record>.launch-<id>` is there. The launched shell FIRST writes
// `<record>.pid` and THEN looks whether it is still allowed; without, it ends. Whoever takes over (after a crash of the
// starter) FIRST revokes, by removing that file, and THEN reads the pid file. Whichever of the two comes first, the process is
// either known or ends without having done anything.
//
// All of it works on a full disk, where an agent has to be started more than ever: an empty file takes no block, and the
// files that the shell writes have theirs before it starts.
import { spawn, type ChildProcess } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { closeSync, openSync, readdirSync, rmSync, statSync, writeSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { readIfThere } from './files.ts';
import { bootId, isAlive, type ProcessIdentity } from './processes.ts';
import type { HostUser } from './user.ts';

export interface LaunchOptions {
  /** Path without ending; `.launch-<id>`, `.pid` and `.exit` are appended. Its folder belongs to the starter alone. */
  readonly record: string;
  /** Kept beside the pid: what was launched, so that an adopter sees whether it is still what is wanted. One word. */
  readonly kind: string;
  readonly argv: readonly string[];
  readonly environment: Readonly<Record<string, string>>;
  readonly directory: string;
  readonly user?: HostUser | undefined;
  /** Open for appending; closed by the caller. */
  readonly stdout: number;
  readonly stderr: number;
  /** A shell stays above the program and writes its exit code into `<record>.exit`, so that it survives the starter. */
  readonly keepExit: boolean;
}

/** A launched process as its record tells it. */
export interface Launched {
  readonly process: ProcessIdentity;
  readonly kind: string;
  /** Whole milliseconds since the epoch. */
  readonly startedAtMs: number;
}

/** How a program launched with `keepExit` ended. */
export interface Exit {
  /** As the shell tells it: 128 + n after signal n. */
  readonly code: number;
  readonly cpuSeconds: number;
}

// File descriptors 3 and 4 are the pid file and the exit file: opened by the starter, so that they stay the starter's when the
// process runs as another user; closed before the program begins. Field 22 of /proc/<pid>/stat is the 20th after the name.
const START = `
allowance=$1 boot=$2 kind=$3
shift 3
note() { started=$boot.\${20}; }
read -r stat < /proc/$$/stat || exit 70
note \${stat##*) }
echo "$$ $started $kind" >&3 || exit 70
exec 3>&-
`;
const BECOME = `${START}
[ -e "$allowance" ] || exit 0
exec "$@"`;
const WATCH = `${START}
[ -e "$allowance" ] || { echo revoked >&4; exit 0; }
trap : HUP INT QUIT TERM # a signal to the whole group is the program's: its exit code still has to be written
"$@" 4>&-
code=$?
{ echo $code; times; } >&4
exit $code`;

/** Launches; the child's `spawn`, `error` and `exit` events are the caller's to hear. */
export function launch(options: LaunchOptions): ChildProcess {
  const { record, user } = options;
  revoke(record);
  const allowance = `${record}.launch-${randomBytes(8).toString('hex')}`;
  closeSync(openSync(allowance, 'wx'));
  const pidFile = openNew(`${record}.pid`);
  const exitFile = options.keepExit ? openNew(`${record}.exit`) : undefined;
  try {
    const [boot, kind] = [bootId(), options.kind];
    const script = options.keepExit ? WATCH : BECOME;
    return spawn('/bin/sh', ['-c', script, 'sh', allowance, boot, kind, ...options.argv], {
      cwd: options.directory,
      env: options.environment,
      detached: true, // a session and process group of its own
      stdio: ['ignore', options.stdout, options.stderr, pidFile, ...(exitFile === undefined ? [] : [exitFile])],
      ...(user && process.getuid?.() === 0 && { uid: user.uid, gid: user.gid }), // libuv drops the other groups too
    });
  } finally {
    closeSync(pidFile);
    if (exitFile !== undefined) closeSync(exitFile);
  }
}

/** Forbids the launch that may be under way and answers with what runs under this record. To be called by whoever takes a
 *  record over from a starter that has died, before launching anew. */
export function takeOver(record: string): Launched | undefined {
  revoke(record);
  return readRecord(record);
}

/** What runs under this record; `undefined` when nothing does. */
export function readRecord(record: string): Launched | undefined {
  const text = readIfThere(`${record}.pid`);
  const [pid, startTime, kind] = text?.trim().split(' ') ?? [];
  if (!pid || !startTime || !kind) return undefined;
  const process = { pid: Number(pid), startTime };
  if (!isAlive(process)) return undefined;
  return { process, kind, startedAtMs: Math.trunc(statSync(`${record}.pid`).mtimeMs) };
}

/** How the program of this record ended; `never_began` when its launch was revoked in time; `undefined` while it runs, or when
 *  its shell was killed before it could tell. */
export function readExit(record: string): Exit | 'never_began' | undefined {
  const text = readIfThere(`${record}.exit`) ?? '';
  if (text.startsWith('revoked\n')) return 'never_began';
  const match = /^(\d+)\n.*\n(\d+)m([\d.]+)s (\d+)m([\d.]+)s\n/.exec(text);
  if (!match) return undefined;
  const [code, userMinutes, userSeconds, systemMinutes, systemSeconds] = match.slice(1).map(Number) as [
    number,
    number,
    number,
    number,
    number, // as many as the pattern has groups
  ];
  return { code, cpuSeconds: (userMinutes + systemMinutes) * 60 + userSeconds + systemSeconds };
}

/** Whether a process ever recorded itself here, alive or not: only a launch that did not may be tried again without doubt. */
export function wasEverRecorded(record: string): boolean {
  return (readIfThere(`${record}.pid`) ?? '').trim() !== '';
}

function revoke(record: string): void {
  const folder = dirname(record);
  for (const name of readdirSync(folder)) {
    if (name.startsWith(`${basename(record)}.launch-`)) rmSync(join(folder, name), { force: true });
  }
}

/** A file that an earlier launch has not open any more, with room for what will be written: blanks until then. */
function openNew(path: string): number {
  rmSync(path, { force: true });
  const file = openSync(path, 'wx', 0o600);
  writeSync(file, ' '.repeat(128), 0);
  return file;
}
