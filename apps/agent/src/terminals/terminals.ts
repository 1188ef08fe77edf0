// Terminals of this node: each is held by a process of its own (main.ts beside this file) and ends together with the agent. One
// reason is that a flood of output must not hold up the agent's reports; the other, that whatever is started beside an open
// terminal inherits it (docs/decisions/0080).
import { fork, type ChildProcess } from 'node:child_process';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { AgentSettings, TerminalSpec } from '@argosy/contract/agent/protocol';
import { writeByRename } from '@argosy/host/files';
import type { ProcessIdentity } from '@argosy/host/processes';
import { sweep } from '@argosy/host/sweep';
import { complain } from '../complain.ts';
import { baseEnvironment } from '../settings.ts';
import type { TerminalBegin, TerminalBegun } from './messages.ts';
import { profileText } from './shell.ts';

const program = fileURLToPath(import.meta.resolve('@argosy/agent/terminal'));
const sweepWithinMs = 10_000;

export class Terminals {
  readonly #settings: AgentSettings;
  readonly #profile: string;
  readonly #compileCache: string | undefined;

  constructor(settings: AgentSettings, { compileCache }: { readonly compileCache: string | undefined }) {
    this.#settings = settings;
    this.#compileCache = compileCache;
    this.#profile = join(settings.directory, 'agent/terminal-profile.sh');
  }

  /** Ends what an agent before this one left: nobody sits at it any more. */
  start(): void {
    const { nodeId } = this.#settings;
    sweep({ marker: markOfAll(nodeId), except: [] }, sweepWithinMs).catch((error: unknown) =>
      complain('terminals of an earlier agent could not be ended', error),
    );
    try {
      writeByRename(this.#profile, profileText, 0o644);
    } catch (error) {
      complain('the profile of terminals could not be written', error); // without room: a prompt that tells less
    }
  }

  /** Opens one. How that went and what becomes of it the server hears from the terminal itself. */
  open(spec: TerminalSpec): void {
    const { nodeId } = this.#settings;
    const child = fork(program, {
      stdio: ['ignore', 'ignore', 'inherit', 'ipc'], // its complaints go into the agent's log
      execArgv: [],
      env: {
        ...baseEnvironment(this.#settings),
        ...(this.#compileCache && { NODE_COMPILE_CACHE: this.#compileCache }), // heeded by Node itself
        ARGOSY_TERMINAL: spec.id,
        ARGOSY_TERMINALS: nodeId,
      },
    });
    let shell: ProcessIdentity | undefined;
    child.on('message', (begun: TerminalBegun) => (shell = begun.shell));
    child.once('error', (error) => complain('a terminal could not be opened', error)); // the server waits for it in vain, and says so
    child.once('exit', () => void this.#sweepAfter(spec, () => shell));
    begin(child, { settings: this.#settings, spec, profile: this.#profile });
  }

  /** It has ended everything itself, unless it was killed. */
  async #sweepAfter({ id }: TerminalSpec, shell: () => ProcessIdentity | undefined): Promise<void> {
    try {
      await sweep({ marker: `ARGOSY_TERMINAL=${id}`, session: shell(), except: [] }, sweepWithinMs);
    } catch (error) {
      complain(`what terminal ${id} left could not be ended`, error);
    }
  }
}

function begin(child: ChildProcess, message: TerminalBegin): void {
  child.send(message, (error) => {
    if (error) complain('a terminal ended before it began', error);
  });
}

/** Carried by all that was ever started in a terminal of the node. */
const markOfAll = (nodeId: string): string => `ARGOSY_TERMINALS=${nodeId}`;
