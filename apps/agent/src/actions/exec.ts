// Runs a program once: its folder made ready, started in a session of its own, its end seen even if the agent was away. Once it
// ends, nothing that it started stays behind.
import { chmodSync, chownSync, closeSync, constants, mkdirSync, openSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { ExecAction } from '@argosy/contract/agent/protocol';
import { openAppending } from '@argosy/host/files';
import { launch, readExit, takeOver, wasEverRecorded } from '@argosy/host/launch';
import { hasEnded, isAlive, killGroup, identify, type ProcessIdentity } from '@argosy/host/processes';
import { emptyTree } from '@argosy/host/remove-tree';
import { sweep } from '@argosy/host/sweep';
import { asUser } from '@argosy/host/user';
import { refusal } from '@argosy/kernel/errors';
import { pause, systemClock } from '@argosy/kernel/time';
import { complain } from '../complain.ts';
import { boundOutput, lastLines } from '../log-file.ts';
import { reportOf } from '../problem.ts';
import { baseEnvironment, below, expand } from '../settings.ts';
import type { ActionContext, ActionEnd, KillReason } from './action.ts';
import { fetchFile } from './fetch-file.ts';
import { whileAway } from './http.ts';
import { providePython } from './python-environment.ts';

/** Throws what kept it from being started. */
export async function runExec(context: ActionContext, action: ExecAction): Promise<ActionEnd> {
  const { signal } = context;
  const program = join(context.record, 'program');
  const found = takeOver(program);
  if (found) return await untilItEnds(context, action, found);
  const exit = readExit(program);
  if (exit !== undefined && exit !== 'never_began') return await endedAs(context, action, program, undefined);
  if (exit === undefined && wasEverRecorded(program)) {
    // Its shell was killed before it could tell (by the system, short of memory): whether it did its work nobody knows.
    return await endedAs(context, action, program, undefined);
  }
  const running = await begin(context, action, program).catch((error: unknown) => {
    if (signal.aborted) return undefined; // whatever broke off, broke off because it was killed
    throw error;
  });
  if (running === undefined) return await endedAs(context, action, program, signal.reason as KillReason);
  return await untilItEnds(context, action, running);
}

/** `undefined`: it was killed before it began. */
async function begin(context: ActionContext, action: ExecAction, program: string): Promise<Running | undefined> {
  const { signal } = context;
  const patience = AbortSignal.any([signal, AbortSignal.timeout(action.timeoutMs)]);
  await whileAway(() => prepare(context, action), patience);
  return signal.aborted ? undefined : await start(context, action, program);
}

interface Running {
  readonly process: ProcessIdentity;
  readonly startedAtMs: number;
  /** Aborts when the process has ended; not given when it is not this agent's child: then only looking tells. */
  readonly ended?: AbortSignal;
}

/** Safe to be done again, also after a crash: the program has not begun. */
async function prepare({ settings, folder, signal }: ActionContext, action: ExecAction): Promise<void> {
  const work = join(folder, 'work');
  asUser(settings.user, () => emptyTree(work));
  mkdirSync(work, { recursive: true });
  if (settings.user && process.getuid?.() === 0) chownSync(work, settings.user.uid, settings.user.gid);
  for (const { name, content, mode } of action.texts) {
    const file = create(settings, work, name, mode);
    writeFileSync(file, content);
    closeSync(file);
  }
  for (const { name, sha256, mode } of action.files) {
    await fetchFile(settings, sha256, create(settings, work, name, mode), signal);
  }
}

/** Opens a new file for writing with the user's rights; one that is there already was put there by another job: refused. */
function create(settings: ActionContext['settings'], work: string, name: string, mode: number): number {
  const path = below(work, name);
  return asUser(settings.user, () => {
    mkdirSync(dirname(path), { recursive: true });
    const file = openSync(path, constants.O_WRONLY | constants.O_CREAT | constants.O_EXCL | constants.O_NOFOLLOW, mode);
    chmodSync(path, mode); // the mask of this process is none of the file's business
    return file;
  });
}

async function start(context: ActionContext, action: ExecAction, program: string): Promise<Running> {
  const { settings, folder } = context;
  const environment = { ...baseEnvironment(settings), ...expanded(context, action.environment) };
  environment['ARGOSY_ACTION'] = action.id;
  if (action.python) {
    const bin = await providePython(settings, action.python.requirements, context.signal);
    environment['PATH'] = `${bin}:${environment['PATH']}`;
    environment['PYSPARK_PYTHON'] = join(bin, 'python3');
  }
  const [stdout, stderr] = [openAppending(join(folder, 'stdout')), openAppending(join(folder, 'stderr'))];
  try {
    const child = launch({
      record: program,
      kind: 'action',
      argv: action.argv.map((each) => expand(settings, each)),
      environment,
      directory: join(folder, 'work'),
      user: settings.user,
      stdout,
      stderr,
      keepExit: true,
    });
    const ended = new AbortController();
    child.once('exit', () => ended.abort());
    await new Promise<void>((resolve, reject) => {
      child.once('spawn', resolve);
      child.once('error', reject);
    });
    child.unref();
    // Ended at once: the exit file tells how; nothing will be found alive under this identity.
    const process = identify(child.pid ?? 0) ?? { pid: child.pid ?? 0, startTime: 'ended' };
    return { process, startedAtMs: systemClock.now().epochMilliseconds, ended: ended.signal };
  } finally {
    closeSync(stdout);
    closeSync(stderr);
  }
}

async function untilItEnds(
  context: ActionContext,
  action: ExecAction,
  { process, startedAtMs, ended }: Running,
): Promise<ActionEnd> {
  const leftMs = startedAtMs + action.timeoutMs - systemClock.now().epochMilliseconds;
  const timeout = AbortSignal.timeout(Math.max(0, leftMs));
  const signal = AbortSignal.any([context.signal, timeout]);
  const wake = ended ? AbortSignal.any([signal, ended]) : signal;
  while (isAlive(process) && !wake.aborted) {
    await pause(ended ? 1000 : 50, wake);
    boundOutputs(context);
  }
  if (ended?.aborted) await hasEnded(process, 1000); // reaped by now, or in a moment
  const program = join(context.record, 'program');
  if (!isAlive(process)) return await endedAs(context, action, program, undefined);
  const reason: KillReason = context.signal.aborted
    ? (context.signal.reason as KillReason)
    : { state: 'timed_out', graceMs: 5000 };
  killGroup(process, 'SIGTERM');
  await hasEnded(process, reason.graceMs);
  killGroup(process, 'SIGKILL');
  await hasEnded(process, 10_000);
  return await endedAs(context, action, program, reason);
}

/** How it ended, after whatever it left running has been ended too. */
async function endedAs(
  context: ActionContext,
  action: ExecAction,
  program: string,
  reason: KillReason | undefined,
): Promise<ActionEnd> {
  await sweep({ marker: `ARGOSY_ACTION=${action.id}`, except: [] }, 10_000);
  boundOutputs(context);
  const exit = readExit(program);
  const known = exit === undefined || exit === 'never_began' ? undefined : exit;
  const result = known && { exitCode: known.code, cpuSeconds: known.cpuSeconds };
  if (reason) return { state: reason.state, ...result };
  if (!known) {
    const problem = 'its process was killed from outside before it ended';
    throw refusal('setup_failed', { node: context.settings.nodeId, step: 'action', problem });
  }
  if (known.code === 0) return { state: 'succeeded', ...result };
  const lines = lastLines(join(context.folder, 'stderr'), 20);
  const failed = refusal('run_failed', { exitCode: known.code });
  return {
    state: 'failed',
    ...result,
    problem: { ...reportOf(failed), command: action.argv.join(' ').slice(0, 2000), lastLines: lines },
  };
}

/** One that cannot be cut fails no program. */
function boundOutputs({ folder }: ActionContext): void {
  for (const name of ['stdout', 'stderr']) {
    try {
      boundOutput(join(folder, name));
    } catch (error) {
      complain(`${join(folder, name)} could not be cut`, error);
    }
  }
}

function expanded({ settings }: ActionContext, environment: ExecAction['environment']): Record<string, string> {
  return Object.fromEntries(Object.entries(environment).map(([name, value]) => [name, expand(settings, value)]));
}
