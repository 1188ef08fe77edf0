// What the agent and the process that holds one terminal say to each other. Types only.
import type { AgentSettings, TerminalSpec } from '@argosy/contract/agent/protocol';
import type { ProcessIdentity } from '@argosy/host/processes';

/** The first and only message to it: what it may open, and where. It never stands in a command line, for it holds secrets. */
export interface TerminalBegin {
  readonly settings: AgentSettings;
  readonly spec: TerminalSpec;
  /** The file that its shell begins with. */
  readonly profile: string;
}

/** What it says once: who leads the session in the terminal. */
export interface TerminalBegun {
  readonly shell: ProcessIdentity;
}
