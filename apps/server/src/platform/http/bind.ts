// How a use case is bound to an operation of the contract. A module's http/routes.ts is a list of bindings; the server
// (server.ts) does all that is the same for every one of them: who asks, whether they may, what they sent.
import type { FastifyReply, FastifyRequest } from 'fastify';
import type * as z from 'zod';
import type { Operation, ParamsOf, ResultOf } from '@argosy/contract/operation';
import type { Caller } from '../caller.ts';
import type { KnownCaller } from './gate.ts';

/** What a handler is given: read, checked and converted by the operation's schemas. */
export type QueryOut<O> = O extends Operation<z.ZodObject, infer Q> ? z.output<Q> : never;
export type BodyOut<O> = O extends Operation<z.ZodObject, z.ZodObject, infer B> ? z.output<B> : never;

/** Of an operation that is open: says who it turned out to be, or at least of which organization, and about whom it is; the audit
 *  trail names them from then on. */
export type Recognise = (who: Pick<Caller, 'organizationId'> & Partial<KnownCaller>, subject?: string) => Caller;

export interface BoundRequest<O> {
  readonly caller: Caller;
  readonly recognise: Recognise;
  readonly params: ParamsOf<O>;
  readonly query: QueryOut<O>;
  readonly body: BodyOut<O>;
  /** For what is not JSON: the octets of an operation that sends them are the stream `raw.raw`, not read yet. */
  readonly raw: FastifyRequest;
  /** For what is not JSON: an operation that answers octets sends a stream through it and returns `undefined`. */
  readonly reply: FastifyReply;
  /** Aborts when the caller has hung up or the server stops: what waits then answers with what there is. */
  readonly signal: AbortSignal;
}

/** An operation and what carries it out; the types were checked by `bind` and are gone. */
export interface Binding {
  readonly operation: Operation;
  readonly handle: (request: BoundRequest<Operation>) => Promise<unknown>;
  readonly present: ((caller: Caller, subject: string) => Promise<unknown>) | undefined;
}

export interface BindOptions<O> {
  /** Answers a request whose Idempotency-Key was used before: the present view of the thing that it made or changed. */
  readonly present?: (caller: Caller, subject: string) => Promise<ResultOf<O>>;
}

/** Binds `operation` to `handler`. */
export function bind<O extends Operation>(
  operation: O,
  handler: (request: BoundRequest<O>) => Promise<ResultOf<O>>,
  { present }: BindOptions<O> = {},
): Binding {
  // The server parses with this operation's own schemas before it calls, which is what the narrower type says.
  return { operation, handle: handler, present };
}
