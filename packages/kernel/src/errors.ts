// The two ways in which code of Argosy says no. A refusal is something the caller can act on: it carries a code that never
// changes and the facts its sentence needs; the sentences stand in the contract, in both languages. A broken invariant is
// our own bug: it ends the request in 500 and is never caught to go on.

/** What a refusal's sentence may name: identifiers, counts, names. Never a secret: facts travel to the caller and the log. */
export type Facts = Readonly<Record<string, unknown>>;

/** A refusal on its way to the caller. Made by `refusal`, turned into problem+json in one place (platform/http). */
export class Refusal extends Error {
  readonly code: string;
  readonly facts: Facts;

  constructor(code: string, facts: Facts, options?: ErrorOptions) {
    super(`${code} ${JSON.stringify(facts)}`, options);
    this.name = 'Refusal';
    this.code = code;
    this.facts = facts;
  }
}

/** Says no with a code from the contract's tables: `throw refusal('cluster_not_found', { clusterId })`.
 *  `cause` keeps the private context for the log; it never reaches the caller. */
export function refusal(code: string, facts: Facts = {}, options?: ErrorOptions): Refusal {
  return new Refusal(code, facts, options);
}

/** Crashes when something that must hold does not; `what` says what must hold. */
export function invariant(holds: unknown, what: string): asserts holds {
  if (!holds) throw new Error(`invariant broken: ${what}`);
}

/** Ends a `switch` over a union: a new member does not compile until it is handled. */
export function unreachable(value: never): never {
  throw new Error(`unreachable: ${JSON.stringify(value)}`);
}

/** The sentence of whatever was thrown: for logs and for facts of a refusal that wraps another program's words. */
export function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
