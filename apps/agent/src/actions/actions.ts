// What the server asked to be done once. Each action is remembered on disk before anything of it is done and until the server
// says that it recorded how it ended: an id that is known is never done again, whoever crashed in between.
import { mkdirSync, readdirSync, renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import type { ActionReport, ActionSpec, AgentSettings } from '@argosy/contract/agent/protocol';
import { readIfThere, writeByRename } from '@argosy/host/files';
import { emptyTree } from '@argosy/host/remove-tree';
import { asUser } from '@argosy/host/user';
import { systemClock } from '@argosy/kernel/time';
import { complain } from '../complain.ts';
import { diskFull, toProblem } from '../problem.ts';
import { below, type NodePaths } from '../settings.ts';
import type { ActionContext, ActionEnd, KillReason } from './action.ts';
import { runExec } from './exec.ts';
import { runTransfer } from './transfer.ts';

interface Known {
  report: ActionReport;
  readonly kill: AbortController;
}

export class Actions {
  readonly #settings: AgentSettings;
  readonly #paths: NodePaths;
  readonly #send: (report: ActionReport) => void;
  readonly #known = new Map<string, Known>();

  constructor(settings: AgentSettings, paths: NodePaths, send: (report: ActionReport) => void) {
    this.#settings = settings;
    this.#paths = paths;
    this.#send = send;
  }

  /** Goes on with those that had not ended when the agent before this one did. */
  start(): void {
    for (const id of readdirSync(this.#paths.actionRecords)) {
      const record = join(this.#paths.actionRecords, id);
      if (id.startsWith('.')) {
        rmSync(record, { recursive: true, force: true }); // half made: nothing of it was done, and the server asks again
        continue;
      }
      try {
        this.#goOn(id, record);
      } catch (error) {
        complain(`action ${id} cannot be read`, error); // a power cut may leave it empty; it is not done again
      }
    }
  }

  /** Does it, unless it is known; either way the server hears how it stands. */
  act(spec: ActionSpec): void {
    const known = this.#known.get(spec.id);
    if (known) return this.#send(known.report);
    const acceptedAt = systemClock.now().toString();
    try {
      this.#remember(spec.id, 'action.json', { ...spec, acceptedAt });
    } catch (error) {
      // Not remembered, so not done: the server may ask again when there is room.
      return this.#send({
        id: spec.id,
        state: 'failed',
        startedAt: acceptedAt,
        endedAt: acceptedAt,
        problem: this.#toProblem(error),
      });
    }
    this.#run(spec, acceptedAt);
  }

  /** Ends it: SIGTERM, after `graceMs` SIGKILL. One that never came here is remembered as killed, in case it comes yet. */
  kill(id: string, graceMs: number): void {
    const known = this.#known.get(id);
    if (known && known.report.state !== 'running') return this.#send(known.report);
    const at = systemClock.now().toString();
    if (!known) {
      const report = { id, state: 'killed', startedAt: at, endedAt: at } as const;
      this.#remember(id, 'report.json', report);
      this.#known.set(id, { report, kill: new AbortController() });
      return this.#send(report);
    }
    this.#writeQuietly(join(this.#paths.actionRecords, id, 'kill'), String(graceMs)); // so that an agent after this one kills too
    known.kill.abort({ state: 'killed', graceMs } satisfies KillReason);
  }

  /** Removes what is left of actions that have ended; those under way stay. */
  forget(ids: readonly string[]): void {
    for (const id of ids) {
      const known = this.#known.get(id);
      if (!known || known.report.state === 'running') continue;
      asUser(this.#settings.user, () => emptyTree(join(this.#folder(id), 'work')));
      rmSync(this.#folder(id), { recursive: true, force: true });
      rmSync(join(this.#paths.actionRecords, id), { recursive: true, force: true });
      this.#known.delete(id); // last: it stays known as long as something of it is there
    }
  }

  /** Tells all again, to a server that may have missed some. */
  reportAll(): void {
    for (const { report } of this.#known.values()) this.#send(report);
  }

  #goOn(id: string, record: string): void {
    const report = JSON.parse(readIfThere(join(record, 'report.json')) ?? 'null') as ActionReport | null;
    const spec = JSON.parse(readIfThere(join(record, 'action.json')) ?? 'null') as (ActionSpec & Started) | null;
    if (report) this.#known.set(id, { report, kill: new AbortController() });
    else if (spec) this.#run(spec, spec.acceptedAt);
  }

  #run(spec: ActionSpec, startedAt: string): void {
    const known: Known = { report: { id: spec.id, state: 'running', startedAt }, kill: new AbortController() };
    this.#known.set(spec.id, known);
    this.#send(known.report);
    const record = join(this.#paths.actionRecords, spec.id);
    const killGraceMs = readIfThere(join(record, 'kill'));
    if (killGraceMs !== undefined)
      known.kill.abort({ state: 'killed', graceMs: Number(killGraceMs) } satisfies KillReason);
    void this.#seeThrough(spec, known, {
      settings: this.#settings,
      record,
      folder: this.#folder(spec.id),
      signal: known.kill.signal,
      progress: (part) => this.#send((known.report = { ...known.report, ...part })),
    });
  }

  async #seeThrough(spec: ActionSpec, known: Known, context: ActionContext): Promise<void> {
    const end = await (spec.kind === 'exec' ? runExec(context, spec) : runTransfer(context, spec)).catch(
      (error: unknown): ActionEnd => ({ state: 'failed', problem: this.#toProblem(error) }),
    );
    known.report = { ...known.report, ...end, endedAt: systemClock.now().toString() };
    // A full disk keeps it from being remembered as ended; the next agent would find the same end by its exit file.
    this.#writeQuietly(join(context.record, 'report.json'), JSON.stringify(known.report));
    this.#send(known.report);
  }

  /** Makes the action's folders appear with their first file in them, in one step. */
  #remember(id: string, file: string, content: object): void {
    const record = below(this.#paths.actionRecords, id);
    const beside = join(this.#paths.actionRecords, `.${id}`);
    rmSync(beside, { recursive: true, force: true });
    try {
      mkdirSync(beside, { mode: 0o755 }); // its launch file is read by the program's shell, as another user
      writeByRename(join(beside, file), JSON.stringify(content), 0o600); // environments hold secrets
      mkdirSync(this.#folder(id), { recursive: true });
      renameSync(beside, record);
    } catch (error) {
      rmSync(beside, { recursive: true, force: true });
      throw error;
    }
  }

  #writeQuietly(path: string, text: string): void {
    try {
      writeByRename(path, text, 0o600);
    } catch (error) {
      if (!diskFull(error)) throw error;
    }
  }

  #folder(id: string): string {
    return below(this.#paths.actions, id);
  }

  #toProblem(error: unknown) {
    return toProblem(error, { node: this.#settings.nodeId, step: 'action' });
  }
}

interface Started {
  readonly acceptedAt: string;
}
