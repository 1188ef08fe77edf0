// What a call of an operation takes, typed by the contract: a part the operation does not have cannot be given, a part that
// has required fields cannot be left out.
import type { BodyOf, Operation, ParamsOf, QueryOf } from '@argosy/contract/operation';

// Whether everything in it may be left out. What zod infers for no fields at all has every string for its keys.
type MayBeEmpty<T> = string extends keyof T ? true : Partial<T> extends T ? true : false;

type Part<Name extends string, Value> =
  MayBeEmpty<Value> extends true ? { readonly [K in Name]?: Value } : { readonly [K in Name]: Value };

type BodyPart<Body> = undefined extends Body ? { readonly body?: Body } : Part<'body', Body>;

export type Addressed<O extends Operation> = Part<'params', ParamsOf<O>> & Part<'query', QueryOf<O>>;

export type CallInput<O extends Operation> = Addressed<O> &
  BodyPart<BodyOf<O>> & {
    /** Made for the call when left out; every try of one call carries the same, so the effect happens once. */
    readonly idempotencyKey?: string;
    readonly signal?: AbortSignal | undefined;
  };

/** The input may be left out where nothing in it is required. */
export type CallArguments<O extends Operation> =
  MayBeEmpty<CallInput<O>> extends true ? [input?: CallInput<O>] : [input: CallInput<O>];

/** Path and query of a request; `params` fill the `:name`s, query fields that are undefined are left out. */
export function targetOf(
  operation: Pick<Operation, 'path'>,
  input: { readonly params?: unknown; readonly query?: unknown },
): string {
  const params = (input.params ?? {}) as Readonly<Record<string, unknown>>; // typed at the call by Addressed
  const query = (input.query ?? {}) as Readonly<Record<string, string | number | boolean | undefined>>; // scalars only
  const path = operation.path.replace(/:(\w+)/g, (_, name: string) => encodeURIComponent(String(params[name])));
  const search = new URLSearchParams();
  for (const [name, value] of Object.entries(query)) if (value !== undefined) search.set(name, String(value));
  return search.size > 0 ? `${path}?${search.toString()}` : path;
}
