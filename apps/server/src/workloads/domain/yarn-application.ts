// An application as YARN tells of it, reduced to what a run needs to know. Pure.
import type { Instant } from '@argosy/kernel/time';
import type { Usage } from './run.ts';

export interface YarnApplication {
  readonly id: string;
  readonly tags: readonly string[];
  /** Its master runs. */
  readonly isRunning: boolean;
  readonly isOver: boolean;
  /** `undefined` until it is over. */
  readonly outcome: 'succeeded' | 'failed' | 'killed' | undefined;
  readonly startedAt: Instant;
  /** 0 to 1. */
  readonly progress: number;
  readonly trackingUrl: string | undefined;
  readonly exitCode: number | undefined;
  /** The end of what YARN says about how it ended. */
  readonly lastLines: readonly string[];
  readonly usage: Usage;
}

/** The exit code in YARN's words: `... exited with  exitCode: 13`. They quote the program's own, which may say anything: a
 *  longer number is none. */
export function exitCodeIn(diagnostics: string): number | undefined {
  const found = /exitCode:\s*(-?\d{1,9})\b/i.exec(diagnostics) ?? /exit code (-?\d{1,9})\b/i.exec(diagnostics);
  return found?.[1] === undefined ? undefined : Number(found[1]);
}
