// One node as its spec wants it: the folder set up, the daemons kept, the probes asked. The newest spec is remembered on disk,
// so that an agent that starts without its server still looks after its node.
import { readdirSync } from 'node:fs';
import type { AgentSettings, DaemonSpec, NodeReport, NodeSpec, ProblemReport } from '@argosy/contract/agent/protocol';
import { boundLog, readIfThere, writeByRename } from '@argosy/host/files';
import { pause } from '@argosy/kernel/time';
import { complain } from './complain.ts';
import { Daemon, type DaemonSurroundings } from './daemon.ts';
import { measureDisk } from './disk-use.ts';
import { holds, untilAllHold } from './probe.ts';
import { toProblem } from './problem.ts';
import { SetUpError, setUp } from './set-up.ts';
import type { NodePaths } from './settings.ts';

const HOUSEKEEPING_MS = 10_000;
const LARGEST_LOG_BYTES = 64 * 1024 * 1024;
const PROBE_AGAIN_MS = 5000;

export class Node {
  readonly #settings: AgentSettings;
  readonly #paths: NodePaths;
  readonly #changed: () => void;
  readonly #around: DaemonSurroundings;
  readonly #daemons = new Map<string, Daemon>();
  readonly #probes = new Map<string, boolean>();
  #spec: NodeSpec | undefined;
  #setUp: NodeReport['setup'] = 'waiting';
  #setUpGeneration = 0;
  #problem: ProblemReport | undefined;
  #diskBytes: number | undefined;
  #round = new AbortController();

  constructor(settings: AgentSettings, paths: NodePaths, changed: () => void) {
    this.#settings = settings;
    this.#paths = paths;
    this.#changed = changed;
    this.#around = {
      settings,
      paths,
      isSetUp: () => this.#setUp === 'done',
      mayStop: (daemon) =>
        ![...this.#daemons.values()].some((each) => each.isLeaving && each.stopOrder < daemon.stopOrder),
      changed,
    };
  }

  get generation(): number {
    return this.#spec?.generation ?? 0;
  }

  /** Goes on with the spec it had before, if any. */
  start(): void {
    const known = readIfThere(this.#paths.state);
    try {
      if (known !== undefined) this.#adopt(JSON.parse(known) as NodeSpec);
    } catch (error) {
      complain('the remembered spec cannot be read', error); // a power cut may leave it empty: the server knows it too
    }
    void this.#keepHouse();
  }

  /** Wants this from now on. A spec of an older generation arrives when two servers overlap for a moment: it is refused. */
  want(spec: NodeSpec): 'wanted' | 'older' | 'known' {
    if (spec.generation < this.generation) return 'older';
    // The same generation says the same; but one that failed to be remembered or set up is tried again.
    if (spec.generation === this.generation && this.#setUp === 'done') return 'known';
    this.#adopt(spec);
    return 'wanted';
  }

  report(): NodeReport {
    return {
      generation: this.#setUpGeneration,
      setup: this.#setUp,
      daemons: [...this.#daemons.values()].map((each) => each.report()),
      probes: Object.fromEntries(this.#probes),
      ...(this.#problem && { problem: this.#problem }),
      ...(this.#diskBytes !== undefined && { diskBytes: this.#diskBytes }),
    };
  }

  #adopt(spec: NodeSpec): void {
    this.#spec = spec;
    this.#round.abort();
    this.#round = new AbortController();
    this.#setUp = 'waiting';
    for (const daemon of this.#wantedDaemons(spec)) this.#keep(daemon);
    void this.#settle(spec, this.#round.signal);
    for (const { name, probe } of spec.probes) void this.#ask(name, probe, this.#round.signal);
    for (const name of this.#probes.keys()) {
      if (!spec.probes.some((each) => each.name === name)) this.#probes.delete(name);
    }
    this.#changed();
  }

  /** Those of the spec, and those that run here without standing in it any more: to be stopped. */
  #wantedDaemons(spec: NodeSpec): readonly DaemonSpec[] {
    const names = new Set(spec.daemons.map((each) => each.name));
    const recorded = readdirSync(this.#paths.daemons)
      .filter((file) => file.endsWith('.pid'))
      .map((file) => file.slice(0, -4));
    const others = [...new Set([...recorded, ...this.#daemons.keys()])].filter((name) => !names.has(name));
    return [...spec.daemons, ...others.map(unwanted)];
  }

  #keep(spec: DaemonSpec): void {
    const known = this.#daemons.get(spec.name);
    if (known) return known.update(spec);
    const daemon = new Daemon(this.#around, spec);
    this.#daemons.set(spec.name, daemon);
    void daemon.live();
  }

  /** Remembers the spec and sets the folder up, again and again until it works: a full disk may get room. */
  async #settle(spec: NodeSpec, signal: AbortSignal): Promise<void> {
    while (!signal.aborted) {
      this.#problem = this.#trySetUp(spec);
      this.#setUp = this.#problem ? 'failed' : 'done';
      if (!this.#problem) this.#setUpGeneration = spec.generation;
      this.#changed();
      if (!this.#problem) {
        for (const daemon of this.#wantedDaemons(spec)) this.#daemons.get(daemon.name)?.update(daemon); // they waited for this
        return;
      }
      await pause(1000, signal);
    }
  }

  #trySetUp(spec: NodeSpec): ProblemReport | undefined {
    const { nodeId } = this.#settings;
    try {
      setUp(this.#settings, spec);
      writeByRename(this.#paths.state, JSON.stringify(spec), 0o600); // last: what is remembered has been seen to work
      return undefined;
    } catch (error) {
      const step = error instanceof SetUpError ? error.step : 'agent/state.json';
      const cause = error instanceof SetUpError ? error.cause : error;
      return toProblem(cause, { node: nodeId, step });
    }
  }

  async #ask(name: string, probe: NodeSpec['probes'][number]['probe'], signal: AbortSignal): Promise<void> {
    if (!this.#probes.has(name)) this.#probes.set(name, false);
    while (await untilAllHold([probe], signal)) {
      this.#note(name, true);
      do await pause(PROBE_AGAIN_MS, signal);
      while (!signal.aborted && (await holds(probe)));
      if (!signal.aborted) this.#note(name, false);
    }
  }

  #note(name: string, answer: boolean): void {
    if (this.#probes.get(name) === answer) return;
    this.#probes.set(name, answer);
    this.#changed();
  }

  async #keepHouse(): Promise<never> {
    for (;;) {
      await pause(HOUSEKEEPING_MS);
      for (const name of ['agent', ...this.#daemons.keys()]) this.#boundLog(`${name}.log`);
      this.#forgetStopped();
      void measureDisk(this.#settings.directory).then((bytes) => (this.#diskBytes = bytes ?? this.#diskBytes));
    }
  }

  /** One that cannot be kept in bounds stops neither the others nor the agent. */
  #boundLog(name: string): void {
    try {
      boundLog(`${this.#paths.log}/${name}`, LARGEST_LOG_BYTES);
    } catch (error) {
      complain(`${name} could not be cut`, error);
    }
  }

  #forgetStopped(): void {
    for (const [name, daemon] of this.#daemons) {
      if (!daemon.isStopped || this.#spec?.daemons.some((each) => each.name === name)) continue;
      daemon.close();
      this.#daemons.delete(name);
    }
  }
}

/** A daemon that runs here and is no more in the spec. */
function unwanted(name: string): DaemonSpec {
  return {
    name,
    component: '',
    wanted: 'stopped',
    argv: [],
    environment: {},
    ports: [],
    waitsFor: [],
    ready: { kind: 'tcp', host: '127.0.0.1', port: 0 },
    readyTimeoutMs: 0,
    stopSignal: 'SIGTERM',
    stopTimeoutMs: 5000,
    stopOrder: 0,
  };
}
