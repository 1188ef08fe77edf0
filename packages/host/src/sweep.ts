// Ends everything that belongs to a folder, whoever started it: YARN containers and what a job put into the background run in
// sessions of their own and outlive the daemon or job above them.
import { readFileSync, readlinkSync, statSync } from 'node:fs';
import { pause } from '@argosy/kernel/time';
import {
  allPids,
  hasTerminal,
  identify,
  isAlive,
  isInSession,
  parentPidOf,
  signalProcess,
  type ProcessIdentity,
} from './processes.ts';

export interface Belonging {
  /** A process belongs when its working folder, its output, a word of its command line or a value of its environment is this
   *  folder or lies below it. */
  readonly folder?: string;
  /** Or when its environment holds exactly this `NAME=value`. */
  readonly marker?: string;
  /** Or when it is in the session that this process began. */
  readonly session?: ProcessIdentity | undefined;
  /** Only processes of these users; all when not given. */
  readonly uids?: readonly number[];
  /** Pids that stay: who sweeps, and who started it. */
  readonly except: readonly number[];
}

/** The live processes that belong, and what they started, as long as it still hangs on them. One at a person's terminal never
 *  belongs: somebody may be reading the logs there. A process that changed its folder, dropped its environment and lost its
 *  parent cannot be told from a stranger: those are ended while the parent still lives, or not found. */
export function findBelonging(belonging: Belonging): readonly ProcessIdentity[] {
  const pids = allPids().filter((pid) => pid !== process.pid && !belonging.except.includes(pid) && !hasTerminal(pid));
  const found = new Set(pids.filter((pid) => belongs(pid, belonging)));
  const childrenOf = Map.groupBy(pids, (pid) => parentPidOf(pid) ?? 0);
  const withChildren = (pid: number): readonly number[] => [
    pid,
    ...(childrenOf.get(pid) ?? []).filter((child) => !found.has(child)).flatMap(withChildren),
  ];
  return [...found].flatMap(withChildren).flatMap((pid) => identify(pid) ?? []);
}

/** Kills all that belong until a look finds none: a process may start another between the look and its end. A process that is
 *  ending cannot be told any more by what it was given, and still holds its ports: those that were killed are waited for.
 *  Returns how many were killed; throws when some still live after `timeoutMs` (processes stuck in the kernel). */
export async function sweep(belonging: Belonging, timeoutMs: number): Promise<number> {
  const deadline = performance.now() + timeoutMs;
  const killed = new Map<number, ProcessIdentity>();
  for (;;) {
    const found = findBelonging(belonging);
    const ending = [...killed.values()].filter(isAlive);
    if (found.length === 0 && ending.length === 0) return killed.size;
    if (performance.now() > deadline) {
      const pids = new Set([...found, ...ending].map(({ pid }) => pid));
      throw new Error(`processes ${[...pids].join(', ')} do not end`);
    }
    for (const each of found) {
      if (!killed.has(each.pid)) signalProcess(each, 'SIGKILL');
      killed.set(each.pid, each);
    }
    await pause(5);
  }
}

function belongs(pid: number, { folder, marker, session, uids }: Belonging): boolean {
  try {
    if (uids && !uids.includes(statSync(`/proc/${pid}`).uid)) return false;
    if (session && isInSession(pid, session)) return true;
    const environment = readFileSync(`/proc/${pid}/environ`, 'utf8');
    if (marker !== undefined && `\0${environment}`.includes(`\0${marker}\0`)) return true;
    if (folder === undefined) return false;
    const files = ['cwd', 'fd/1', 'fd/2'].map((each) => linkOf(`/proc/${pid}/${each}`));
    if (files.some((each) => isAtOrBelow(each, folder))) return true;
    return names(readFileSync(`/proc/${pid}/cmdline`, 'utf8'), folder) || names(environment, folder);
  } catch {
    return false; // it ended between two looks, or is another user's and none of ours
  }
}

/** Where a link of /proc leads; nowhere when a process has closed that file. */
function linkOf(path: string): string {
  try {
    return readlinkSync(path);
  } catch {
    return '';
  }
}

function isAtOrBelow(path: string, folder: string): boolean {
  const live = path.replace(/ \(deleted\)$/, '');
  return live === folder || live.startsWith(`${folder}/`);
}

/** Whether the folder stands in the text as a whole: `/nodes/n-1` is not named by `/nodes/n-12`. */
function names(text: string, folder: string): boolean {
  for (let at = text.indexOf(folder); at >= 0; at = text.indexOf(folder, at + 1)) {
    if (!/[\w.-]/.test(text.charAt(at + folder.length))) return true;
  }
  return false;
}
