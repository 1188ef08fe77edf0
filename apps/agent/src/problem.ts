// Turns what went wrong into what the server is told: a code of the contract's tables and the facts of its sentence.
import type { ProblemReport } from '@argosy/contract/agent/protocol';
import { messageOf, Refusal, refusal } from '@argosy/kernel/errors';

/** A full disk and a refusal keep their own code; anything else is that setting this node up failed at `step`, with the
 *  system's words. */
export function toProblem(error: unknown, at: { readonly node: string; readonly step: string }): ProblemReport {
  const known = error instanceof Refusal ? error : diskFull(error);
  if (known) return { code: known.code, facts: { ...at, ...known.facts } };
  return reportOf(refusal('setup_failed', { ...at, problem: messageOf(error) }));
}

export function reportOf({ code, facts }: Refusal): ProblemReport {
  return { code, facts };
}

/** The refusal for a full disk or a used-up quota; `undefined` for any other error. */
export function diskFull(error: unknown): Refusal | undefined {
  const { code, path } = error as NodeJS.ErrnoException;
  return code === 'ENOSPC' || code === 'EDQUOT'
    ? refusal('disk_full', { path: path ?? 'the node’s folder' }, { cause: error })
    : undefined;
}
