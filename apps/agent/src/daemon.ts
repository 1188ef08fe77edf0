// Keeps one daemon as its spec wants it: waits for what it needs, starts it in a session of its own, sees it become ready,
// starts it again when it dies, stops it by its rule. A daemon outlives the agent: one found running under its record is
// taken over, not started twice. What a daemon leaves behind when it ends (YARN containers of a NodeManager) ends with it.
import type { ChildProcess } from 'node:child_process';
import { createHash } from 'node:crypto';
import { closeSync, fstatSync } from 'node:fs';
import { join } from 'node:path';
import type { AgentSettings, DaemonReport, DaemonSpec, ProblemReport } from '@argosy/contract/agent/protocol';
import { openAppending } from '@argosy/host/files';
import { launch, takeOver } from '@argosy/host/launch';
import { findPortHolder, isPortFree } from '@argosy/host/ports';
import { hasEnded, identify, isAlive, signalProcess, usageOf, type ProcessIdentity } from '@argosy/host/processes';
import { putSession } from '@argosy/host/session-place';
import { sweep } from '@argosy/host/sweep';
import { type Refusal, refusal } from '@argosy/kernel/errors';
import { Instant, pause, systemClock } from '@argosy/kernel/time';
import { lastLines } from './log-file.ts';
import { holds, untilAllHold } from './probe.ts';
import { reportOf, toProblem } from './problem.ts';
import { baseEnvironment, expand, type NodePaths } from './settings.ts';

/** What a daemon needs to know of its node. */
export interface DaemonSurroundings {
  readonly settings: AgentSettings;
  readonly paths: NodePaths;
  /** Whether directories and files of the present spec are in place. */
  readonly isSetUp: () => boolean;
  /** Whether nothing that has to end before this one still runs. */
  readonly mayStop: (daemon: Daemon) => boolean;
  /** Something worth reporting changed. */
  readonly changed: () => void;
}

interface Running {
  readonly process: ProcessIdentity;
  /** A hash of the command line and environment it was started with. */
  readonly kind: string;
  readonly startedAtMs: number;
  /** When this agent began to wait for it: a daemon taken over gets its whole time to answer once more. */
  readonly watchedFromMs: number;
  /** Where its own output begins in the log. */
  readonly logStart: number;
  /** Its spec said so when it was started, or another agent started it and that is not known: the present spec may say otherwise. */
  readonly mayStandBehind: boolean;
  /** Resolves when it has ended, with what is known of how: nothing, when it is not this agent's child. */
  readonly ended: Promise<{ readonly code: number | null; readonly signal: string | null }>;
}

/** A start that ends before this, or before it is ready, is a failed one. */
const QUICK_END_MS = 10_000;
/** After so many failed starts in a row there is a problem to report; trying goes on. */
const FAILURES_TO_REPORT = 3;
const FIRST_BACKOFF_MS = 500;
const LONGEST_BACKOFF_MS = 30_000;
const PROBE_AGAIN_MS = 5000;

export class Daemon {
  readonly #around: DaemonSurroundings;
  #spec: DaemonSpec;
  #running: Running | undefined;
  #state: DaemonReport['state'] = 'WAITING';
  #isReady = false;
  #restarts = 0;
  #failures = 0;
  #notBeforeMs = 0;
  #lastExit: DaemonReport['lastExit'];
  #problem: ProblemReport | undefined;
  #placed = Promise.resolve();
  #isClosed = false;
  #round = new AbortController();

  /** Takes over what runs under its record; does nothing more before `live`. */
  constructor(around: DaemonSurroundings, spec: DaemonSpec) {
    this.#around = around;
    this.#spec = spec;
    const found = takeOver(this.#record);
    if (found) {
      const watchedFromMs = performance.now();
      const ended = endOf(found.process);
      this.#running = { ...found, watchedFromMs, logStart: 0, mayStandBehind: true, ended };
      this.#state = 'STARTING';
    }
  }

  get name(): string {
    return this.#spec.name;
  }

  get stopOrder(): number {
    return this.#spec.stopOrder;
  }

  /** Has a process that is to end. */
  get isLeaving(): boolean {
    return this.#running !== undefined && this.#spec.wanted === 'stopped';
  }

  get isStopped(): boolean {
    return this.#running === undefined && this.#spec.wanted === 'stopped';
  }

  /** Wants this from now on; also wakes it to look again at what is around it. */
  update(spec: DaemonSpec): void {
    this.#spec = spec;
    this.#round.abort();
  }

  /** Lets go of the daemon without touching its process. */
  close(): void {
    this.#isClosed = true;
    this.#round.abort();
  }

  /** Runs until closed. */
  async live(): Promise<void> {
    while (!this.#isClosed) {
      this.#round = new AbortController();
      const { signal } = this.#round;
      try {
        await this.#next(signal);
      } catch (error) {
        this.#fail(toProblem(error, { node: this.#around.settings.nodeId, step: this.#spec.name }));
        await pause(1000, signal); // the system said no (no space, no processes left): it may say yes later
      }
    }
  }

  report(): DaemonReport {
    const running = this.#running;
    const usage = running && usageOf(running.process);
    return {
      name: this.#spec.name,
      component: this.#spec.component,
      state: this.#state,
      ready: this.#isReady,
      restarts: this.#restarts,
      ...(running && {
        pid: running.process.pid,
        startedAt: Instant.fromEpochMilliseconds(running.startedAtMs).toString(),
      }),
      ...(this.#lastExit && { lastExit: this.#lastExit }),
      ...(this.#problem && { problem: this.#problem }),
      ...usage,
    };
  }

  async #next(signal: AbortSignal): Promise<void> {
    const running = this.#running;
    const isWanted = this.#spec.wanted === 'running';
    if (running && !isAlive(running.process)) return await this.#noteEnd(running);
    if (running && isWanted && (running.kind === this.#kind() || !this.#around.isSetUp())) {
      return await this.#watch(running, signal);
    }
    if (running) return await this.#stop(running, signal); // not wanted, or with another command line
    if (isWanted) return await this.#start(signal);
    this.#become('STOPPED');
    return await aborted(signal);
  }

  async #start(signal: AbortSignal): Promise<void> {
    if (this.#problem === undefined) this.#become('WAITING');
    await pause(Math.max(0, this.#notBeforeMs - performance.now()), signal);
    if (!this.#around.isSetUp()) return await aborted(signal);
    if (!(await untilAllHold(this.#spec.waitsFor, signal))) return;
    const { address } = this.#around.settings;
    for (const port of this.#spec.ports) {
      if (await isPortFree(address, port)) continue;
      const holder = findPortHolder(address, port);
      const by = holder && { holder: `${holder.pid} (${holder.command})` };
      this.#fail(reportOf(refusal('port_taken', { port, address, ...by })));
      return await pause(1000, signal);
    }
    if (!signal.aborted) await this.#launch();
  }

  async #launch(): Promise<void> {
    const { settings, paths } = this.#around;
    // of the spec that is started: another may come while the process does
    const kind = this.#kind();
    const mayStandBehind = this.#spec.startsBehindOthers === true;
    const log = openAppending(this.#log);
    const logStart = fstatSync(log).size;
    let child: ChildProcess;
    try {
      child = launch({
        record: this.#record,
        kind,
        argv: this.#argv(),
        environment: this.#environment(),
        directory: paths.directory,
        user: settings.user,
        stdout: log,
        stderr: log,
        keepExit: false,
      });
    } finally {
      closeSync(log);
    }
    const ended = new Promise<{ code: number | null; signal: string | null }>((resolve) => {
      child.once('exit', (code, signal) => resolve({ code, signal }));
    });
    await new Promise<void>((resolve, reject) => {
      child.once('spawn', resolve);
      child.once('error', reject);
    });
    child.unref();
    const process = identify(child.pid ?? 0);
    const startedAtMs = systemClock.now().epochMilliseconds;
    // It may have ended already; then any identity of its pid will be seen as dead, and how it ended is in `ended`.
    this.#running = {
      process: process ?? { pid: child.pid ?? 0, startTime: 'ended' },
      kind,
      startedAtMs,
      watchedFromMs: performance.now(),
      logStart,
      mayStandBehind,
      ended,
    };
    if (mayStandBehind) this.#put('behind', this.#running.process);
    if (this.#problem === undefined) this.#become('STARTING');
  }

  /** One after the other: what was asked for last holds. */
  #put(place: 'behind' | 'beside', process: ProcessIdentity): void {
    this.#placed = this.#placed.then(() => putSession(process, place));
  }

  /** Until it has ended or something else is wanted: asks whether it is ready, and whether it still is. */
  async #watch(running: Running, signal: AbortSignal): Promise<void> {
    const round = AbortSignal.any([signal, abortedBy(running.ended)]);
    const leftMs = running.watchedFromMs + this.#spec.readyTimeoutMs - performance.now();
    const late = this.#isReady ? undefined : setTimeout(() => this.#noteLate(running), Math.max(0, leftMs));
    const isReady = await untilAllHold([this.#spec.ready], round);
    clearTimeout(late);
    if (!isReady) return;
    if (!this.#isReady && running.mayStandBehind) this.#put('beside', running.process);
    this.#isReady = true;
    this.#problem = undefined;
    this.#become('STARTED');
    while (!round.aborted) {
      await pause(PROBE_AGAIN_MS, round);
      if (round.aborted) return;
      if (systemClock.now().epochMilliseconds - running.startedAtMs > QUICK_END_MS) this.#failures = 0;
      const isStill = await holds(this.#spec.ready);
      if (isStill !== this.#isReady) this.#around.changed();
      this.#isReady = isStill;
    }
  }

  async #stop(running: Running, signal: AbortSignal): Promise<void> {
    this.#isReady = false;
    this.#become('STOPPING');
    while (!this.#around.mayStop(this)) {
      await pause(20, signal);
      if (signal.aborted) return;
    }
    // From here on it ends, whatever is wanted meanwhile: half a stop leaves a daemon that no longer serves.
    signalProcess(running.process, this.#spec.stopSignal);
    if (!(await hasEnded(running.process, this.#spec.stopTimeoutMs))) signalProcess(running.process, 'SIGKILL');
    await hasEnded(running.process, 10_000);
    await this.#sweep();
    this.#running = undefined;
    this.#problem = undefined;
    this.#failures = 0;
    this.#notBeforeMs = 0;
    this.#around.changed();
  }

  async #noteEnd(running: Running): Promise<void> {
    await this.#sweep();
    const exit = await running.ended;
    this.#running = undefined;
    this.#lastExit = { ...exit, at: systemClock.now().toString() };
    this.#restarts += 1;
    const isFailure = !this.#isReady || systemClock.now().epochMilliseconds - running.startedAtMs < QUICK_END_MS;
    this.#failures = isFailure ? this.#failures + 1 : 0;
    this.#isReady = false;
    this.#notBeforeMs =
      performance.now() + Math.min(LONGEST_BACKOFF_MS, FIRST_BACKOFF_MS * 2 ** Math.max(0, this.#failures - 1));
    if (this.#failures >= FAILURES_TO_REPORT) {
      const exitCode = exit.code ?? exit.signal ?? 'unknown';
      this.#fail(this.#explain(refusal('daemon_failed', { ...this.#names(), exitCode }), running));
    } else {
      this.#become('WAITING');
    }
  }

  #noteLate(running: Running): void {
    const seconds = Math.round(this.#spec.readyTimeoutMs / 1000);
    this.#fail(this.#explain(refusal('daemon_not_ready', { ...this.#names(), seconds }), running));
  }

  #explain(refused: Refusal, running: Running): ProblemReport {
    return {
      ...reportOf(refused),
      command: this.#argv().join(' ').slice(0, 2000),
      lastLines: lastLines(this.#log, 20, running.logStart),
    };
  }

  #fail(problem: ProblemReport): void {
    this.#problem = problem;
    this.#become('START_FAILED');
  }

  #become(state: DaemonReport['state']): void {
    if (state === this.#state && state !== 'START_FAILED') return;
    this.#state = state;
    this.#around.changed();
  }

  async #sweep(): Promise<void> {
    await sweep({ marker: `ARGOSY_DAEMON=${this.#marker}`, except: [] }, 10_000);
  }

  #names(): { readonly daemon: string; readonly node: string } {
    return { daemon: this.#spec.name, node: this.#around.settings.nodeId };
  }

  #argv(): readonly string[] {
    return this.#spec.argv.map((each) => expand(this.#around.settings, each));
  }

  #environment(): Record<string, string> {
    const { settings } = this.#around;
    const own = Object.entries(this.#spec.environment).map(([name, value]) => [name, expand(settings, value)] as const);
    return { ...baseEnvironment(settings), ...Object.fromEntries(own), ARGOSY_DAEMON: this.#marker };
  }

  #kind(): string {
    const { argv, environment } = this.#spec;
    return createHash('sha256')
      .update(JSON.stringify([argv, environment]))
      .digest('hex')
      .slice(0, 16);
  }

  get #marker(): string {
    return `${this.#around.settings.nodeId}/${this.#spec.name}`;
  }

  get #record(): string {
    return join(this.#around.paths.daemons, this.#spec.name);
  }

  get #log(): string {
    return join(this.#around.paths.log, `${this.#spec.name}.log`);
  }
}

/** The end of a process that is not our child: only looking tells. */
async function endOf(process: ProcessIdentity): Promise<{ code: null; signal: null }> {
  while (isAlive(process)) await pause(200);
  return { code: null, signal: null };
}

function abortedBy(promise: Promise<unknown>): AbortSignal {
  const controller = new AbortController();
  void promise.then(() => controller.abort());
  return controller.signal;
}

function aborted(signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) resolve();
    else signal.addEventListener('abort', () => resolve(), { once: true });
  });
}
