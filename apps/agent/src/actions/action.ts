// What every kind of action is given while it is under way, and how it ends.
import type { ActionReport, AgentSettings } from '@argosy/contract/agent/protocol';

/** What an action under way is given. */
export interface ActionContext {
  readonly settings: AgentSettings;
  /** Where the agent keeps what it knows of the action; the record of its program is `program`. */
  readonly record: string;
  /** Where it runs: `work`, `stdout`, `stderr`. */
  readonly folder: string;
  /** Aborted when it is to end before its own end; `reason` is a KillReason. */
  readonly signal: AbortSignal;
  readonly progress: (part: Pick<ActionReport, 'bytesDone'>) => void;
}

export interface KillReason {
  readonly state: 'killed' | 'timed_out';
  readonly graceMs: number;
}

export type ActionEnd = Pick<ActionReport, 'state' | 'exitCode' | 'problem' | 'cpuSeconds' | 'bytesDone'>;
