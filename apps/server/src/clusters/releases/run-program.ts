// Runs another program to its end: the person's Maven and pip, the JDK's compiler, a JVM that dumps an archive. The program
// is the head of its own process group, so that stopping it stops whatever it started.

import { spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import { messageOf, refusal } from '@argosy/kernel/errors';

/** Whose rights a program gets. Given when we are root: nothing we run for a release needs more than its own folder. */
export type RunAs = { readonly uid: number; readonly gid: number };

export type ProgramEnd =
  /** `lastLines`: the end of what it printed, for a person who wants to know why. */
  | { readonly kind: 'exited'; readonly exitCode: number; readonly lastLines: readonly string[] }
  | { readonly kind: 'not_found' };

export type ProgramRun = {
  readonly command: string;
  readonly args: readonly string[];
  readonly cwd: string;
  readonly environment?: NodeJS.ProcessEnv;
  readonly runAs?: RunAs | undefined;
  readonly onLine?: ((line: string) => void) | undefined;
  readonly signal: AbortSignal;
};

const LINES_KEPT = 20; // enough for the cause of a Maven or Java failure, little enough for an error message

/** Runs it and waits for its end. Aborting kills its whole group and throws the signal's reason. */
export async function runProgram(run: ProgramRun): Promise<ProgramEnd> {
  run.signal.throwIfAborted();
  const child = spawn(run.command, run.args, {
    cwd: run.cwd,
    // Java reads names of files in the letters of its locale, and finds none in a folder that has others.
    env: { ...(run.environment ?? process.env), LC_ALL: 'C.UTF-8' },
    detached: true,
    stdio: ['ignore', 'pipe', 'pipe'],
    ...run.runAs,
  });
  // What left the group may keep our ends of its output open: nobody waits for that.
  const kill = () => {
    killGroup(child.pid);
    child.stdout.destroy();
    child.stderr.destroy();
  };
  run.signal.addEventListener('abort', kill);
  const lastLines: string[] = [];
  for (const stream of [child.stdout, child.stderr]) {
    createInterface({ input: stream }).on('line', (line) => {
      lastLines.push(line);
      if (lastLines.length > LINES_KEPT) lastLines.shift();
      run.onLine?.(line);
    });
  }
  try {
    const end = await new Promise<ProgramEnd>((resolve, reject) => {
      child.once('error', (error: NodeJS.ErrnoException) => {
        if (error.code === 'ENOENT') resolve({ kind: 'not_found' });
        else reject(new Error(`${run.command} could not be run: ${messageOf(error)}`, { cause: error }));
      });
      // `close`, not `exit`: only then has everything it printed been read.
      child.once('close', (code) => resolve({ kind: 'exited', exitCode: code ?? -1, lastLines }));
    });
    run.signal.throwIfAborted();
    return end;
  } finally {
    run.signal.removeEventListener('abort', kill);
  }
}

/** Says why a program that had to do `step` of an install did not, in its own last words.
 *  Refuses `disk_full` and `install_failed`. */
export function requireDone(
  end: ProgramEnd,
  { step, command, folder }: { readonly step: string; readonly command: string; readonly folder: string },
): void {
  if (end.kind === 'not_found') throw refusal('install_failed', { step, command, problem: `${command} was not found` });
  if (end.exitCode === 0) return;
  const { exitCode, lastLines } = end;
  if (foundDiskFull(end)) throw refusal('disk_full', { path: folder });
  throw refusal('install_failed', { step, command, problem: `${command} ended with exit code ${exitCode}`, lastLines });
}

/** Whether its last words were that there is no room on the disk. */
export function foundDiskFull(end: ProgramEnd): boolean {
  return end.kind === 'exited' && end.lastLines.some((line) => line.includes('No space left on device'));
}

function killGroup(pid: number | undefined): void {
  if (pid === undefined) return;
  try {
    process.kill(-pid, 'SIGKILL');
  } catch {
    // It ended by itself in the meantime: nothing is left to kill.
  }
}
