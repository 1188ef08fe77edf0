// What an operation of the API is: a value. The server binds it, the client and the CLI are typed and made by it, OpenAPI is
// printed from it, and the tests walk over all of them, so that no operation can be forgotten.
import * as z from 'zod';

export { isMutating } from './is-mutating.ts';

export type Method = 'GET' | 'POST' | 'PUT' | 'DELETE';

/** How an operation's bytes travel when they are not JSON: a file going in, a file or text coming out, an event stream, or a
 *  WebSocket: then `result` is what its text frames tell, and a plain GET answers what speaks against it; or a browser that is
 *  sent on to a page of ours. */
export type Wire = 'json' | 'octets' | 'events' | 'socket' | 'redirect';

export interface FieldPermission {
  readonly permission: string;
  readonly resource: string;
}

export interface Operation<
  Params extends z.ZodObject = z.ZodObject,
  Query extends z.ZodObject = z.ZodObject,
  Body extends z.ZodType = z.ZodType,
  Result extends z.ZodType = z.ZodType,
> {
  /** `<noun>_<verb>`; the CLI's command is made of it: `node_group_resize` → `argosy node-group resize`. */
  readonly id: string;
  /** One line for people: CLI help and OpenAPI. */
  readonly summary: string;
  /** `<module>:<VerbNoun>`, decided before what was sent is looked at. */
  readonly permission: string;
  /** What it is about, as policies name it behind the organization: `cluster/{clusterId}`, with keys of `params` in braces;
   *  `cluster/*` where it is about none or not about one alone. */
  readonly resource: string;
  /** Fields of the query or the body that may be given by those only who have a further permission, on a resource that may name
   *  the field (`cluster/{clusterId}`); of a field with a list, on each. */
  readonly fieldPermissions: Readonly<Record<string, FieldPermission>>;
  /** Of a list: what one has to be allowed on an item, whose fields stand in braces, to see it there. */
  readonly itemPermission: FieldPermission | undefined;
  /** Fields of its path, query or body that say which part of the thing it is about: a path in HDFS, a node. The audit trail has
   *  their values beside the thing's id. */
  readonly detail: readonly string[];
  /** Asked by people who have not signed in yet: it has neither a caller nor a decision, and answers for itself. */
  readonly isOpen: boolean;
  /** A person in a browser shows anew who they are before it, unless they just did. */
  readonly isSensitive: boolean;
  /** Of a person in a browser alone: an access key has neither a session nor a password. */
  readonly needsSession: boolean;
  readonly method: Method;
  /** `/v1/...` with `:name` for each key of `params`. */
  readonly path: string;
  readonly params: Params;
  readonly query: Query;
  readonly body: Body;
  readonly result: Result;
  /** What the request's and the answer's bytes are; JSON unless said otherwise. */
  readonly sends: Wire;
  readonly answers: Wire;
  /** Sent by POST because what is asked has a body; changes nothing. */
  readonly isQuestion: boolean;
  /** The codes a caller must expect beside those every operation has (`commonErrors`). */
  readonly errors: readonly string[];
}

const nothing = z.object({});

/** Declares an operation; what is left out is empty. */
export function operation<
  Params extends z.ZodObject = typeof nothing,
  Query extends z.ZodObject = typeof nothing,
  Body extends z.ZodType = z.ZodUndefined,
  Result extends z.ZodType = z.ZodUndefined,
>(declared: {
  id: string;
  summary: string;
  permission: string;
  resource: string;
  fieldPermissions?: Readonly<Record<string, FieldPermission>>;
  itemPermission?: FieldPermission;
  detail?: readonly string[];
  isOpen?: boolean;
  isSensitive?: boolean;
  needsSession?: boolean;
  method: Method;
  path: string;
  params?: Params;
  query?: Query;
  body?: Body;
  result?: Result;
  sends?: Wire;
  answers?: Wire;
  isQuestion?: boolean;
  errors?: readonly string[];
}): Operation<Params, Query, Body, Result> {
  return {
    sends: 'json',
    answers: 'json',
    isQuestion: false,
    itemPermission: undefined,
    detail: [],
    isOpen: false,
    isSensitive: false,
    needsSession: false,
    fieldPermissions: {},
    errors: [],
    params: nothing as unknown as Params, // the default of the type parameter; the compiler cannot see that they agree
    query: nothing as unknown as Query,
    body: z.undefined() as unknown as Body,
    result: z.undefined() as unknown as Result,
    ...declared,
  };
}

export type ParamsOf<O> = O extends Operation<infer P, z.ZodObject, z.ZodType, z.ZodType> ? z.infer<P> : never;
export type QueryOf<O> = O extends Operation<z.ZodObject, infer Q, z.ZodType, z.ZodType> ? z.input<Q> : never;
export type BodyOf<O> = O extends Operation<z.ZodObject, z.ZodObject, infer B, z.ZodType> ? z.input<B> : never;
export type ResultOf<O> = O extends Operation<z.ZodObject, z.ZodObject, z.ZodType, infer R> ? z.infer<R> : never;

/** A page of a list: `cursor` of the last answer asks for what follows it; absent, the list is at its end. */
export const pageQuery = {
  limit: z.coerce.number().int().min(1).max(500).default(50).describe('how many at most'),
  cursor: z.string().max(200).optional().describe('`cursor` of the page before'),
};

export const pageOf = <Item extends z.ZodType>(item: Item) =>
  z.object({
    items: z.array(item),
    cursor: z.string().optional().describe('asks for the next page; absent at the end'),
  });

/** Long-poll: the answer waits until the thing has come to rest, or this many seconds have gone. */
export const waitQuery = {
  wait: z.coerce
    .number()
    .min(0)
    .max(60)
    .default(0)
    .describe('seconds to wait for the thing to come to rest before answering'),
};

/** An instant on the wire: ISO 8601 in UTC. */
export const instant = z.iso.datetime();
