// The two ways in which code of Argosy says no. A refusal is something the caller can act on: it carries a code that never
// changes and the facts its sentence needs; the sentences stand in the contract, in both languages. A broken invariant is
// our own bug: it ends the request in 500 and is never caught to go on.

/** What a refusal's sentence may name: identifiers, counts, names. Never a secret: facts travel to the caller and the log. */
export type Facts = Readonly<Record<string, unknown>>;

/** The facts that each code's sentence needs. The contract's tables fill it (contract/errors.ts), so that the kernel knows
 *  no code and yet no refusal compiles that lacks a fact or spells it otherwise. */
export interface RefusalFacts {}

export type RefusalCode = keyof RefusalFacts;

/** All that a sentence needs which may turn out to be any of these codes'. */
type FactsOf<Code extends RefusalCode> = (Code extends RefusalCode ? (is: RefusalFacts[Code]) => void : never) extends (
  is: infer Needed,
) => void
  ? Needed
  : never;

type FactsArgument<Code extends RefusalCode> =
  Readonly<Record<string, never>> extends FactsOf<Code>
    ? [facts?: FactsOf<Code>, options?: ErrorOptions]
    : [facts: FactsOf<Code>, options?: ErrorOptions];

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
export function refusal<Code extends RefusalCode>(code: Code, ...rest: FactsArgument<Code>): Refusal {
  const [facts = {}, options] = rest;
  return new Refusal(code, facts as Facts, options); // what a table declares is a plain object
}

/** A refusal kept as a value, where nobody is there to be told: in a row, to be said when it is read. */
export function because<Code extends RefusalCode>(
  code: Code,
  facts: FactsOf<Code>,
): { readonly problem: Code; readonly facts: FactsOf<Code> } {
  return { problem: code, facts };
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
