// What the exit code of a command says. One table, printed in docs/operating/running.md.
import { ApiError, ServerUnreachable } from '@argosy/client';

export const exitCodes = {
  ok: 0,
  /** The server refused, what was asked for failed, or a check, a test or a proof says no. */
  failed: 1,
  /** The command line or a file given with it is wrong; nothing was asked of the server. */
  usage: 2,
  /** No server answers. */
  unreachable: 3,
  /** No access key, a wrong one, or a permission missing. */
  denied: 4,
  interrupted: 130,
} as const;

/** Ends a command that has already said why. */
export class Ended extends Error {
  readonly exitCode: number;

  constructor(exitCode: number) {
    super(`ended with ${exitCode}`);
    this.name = 'Ended';
    this.exitCode = exitCode;
  }
}

/** The command line or a file is wrong: the message is for the person, as it is. */
export class UsageError extends Error {
  override readonly name = 'UsageError';
}

/** What was asked for did not come about: the message is for the person, as it is. */
export class Failure extends Error {
  override readonly name = 'Failure';
}

/** There is no key to speak to a server with. */
export class KeyMissing extends Failure {}

export function exitCodeOf(error: unknown): number {
  if (error instanceof Ended) return error.exitCode;
  if (error instanceof KeyMissing) return exitCodes.denied;
  if (error instanceof UsageError) return exitCodes.usage;
  if (error instanceof ServerUnreachable) return exitCodes.unreachable;
  if (error instanceof ApiError && (error.status === 401 || error.status === 403)) return exitCodes.denied;
  return exitCodes.failed;
}
