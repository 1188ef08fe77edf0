// Turns what was sent into what an operation takes: all problems of path, query, headers and body are told at once, each with
// its field. Fields of the body are named as they stand in it (`nodeGroups.0.count`); the others by where they are (`query.limit`).
import { createHash } from 'node:crypto';
import type { FastifyRequest } from 'fastify';
import * as z from 'zod';
import { isMutating, type Operation } from '@argosy/contract/operation';
import type { Caller } from '../caller.ts';
import { type FieldProblem, RequestInvalid } from './problem.ts';

export interface ReadRequest {
  readonly params: Readonly<Record<string, unknown>>;
  readonly query: Readonly<Record<string, unknown>>;
  readonly body: unknown;
  readonly idempotency: Caller['idempotency'];
}

/** Whether sending it twice could do it twice, and the first answer can be given again. A PUT names what it puts: the second
 *  finds it there, and needs no key. What opens or shows something to one browser is not told to a second. */
export function takesIdempotencyKey(operation: Operation): boolean {
  return isMutating(operation) && operation.method !== 'PUT' && !operation.isOpen && !operation.needsSession;
}

type Language = Caller['language'];

const inChinese = z.locales.zhCN().localeError;

/** Refuses: request_invalid. */
export function readRequest(operation: Operation, request: FastifyRequest, language: Language): ReadRequest {
  const problems: FieldProblem[] = [];
  const parse = <T extends z.ZodType>(schema: T, value: unknown, place: string): z.output<T> => {
    if (hasNul(value)) problems.push({ path: place, code: 'invalid_character', detail: 'U+0000 is not allowed' });
    const parsed = schema.safeParse(value, language === 'zh' ? { error: inChinese } : {});
    if (parsed.success) return parsed.data;
    problems.push(...parsed.error.issues.flatMap((issue) => fieldsOf(issue, place)));
    return undefined as z.output<T>; // never reaches the operation: the problem just noted is thrown below
  };
  const params = parse(operation.params, request.params ?? {}, 'path');
  // A misspelt filter must not answer with everything: what the operation does not know is a problem.
  const queried = operation.query.def.catchall ? operation.query : operation.query.strict(); // loose where others add to it
  const query = parse(queried, { ...(request.query as object) }, 'query');
  const body = operation.sends === 'json' ? parse(operation.body, bodyOf(operation, request), '') : undefined;
  const key = takesIdempotencyKey(operation) ? request.headers['idempotency-key'] : undefined;
  const idempotencyKey = parse(keySchema, key, 'header.idempotency-key');
  if (problems.length > 0) throw new RequestInvalid(problems);
  return {
    params,
    query,
    body,
    idempotency:
      idempotencyKey === undefined
        ? undefined
        : { key: idempotencyKey, requestHash: hashOf([operation.method, operation.id, params, query, body]) },
  };
}

const keySchema = z
  .string()
  .regex(/^[\x21-\x7e]{1,200}$/, 'between 1 and 200 printable characters without spaces')
  .optional();

/** What the schema finds wrong with a value, in the reader's language. */
export function fieldProblems(schema: z.ZodType, value: unknown, language: Language): readonly FieldProblem[] {
  const { error } = schema.safeParse(value, language === 'zh' ? { error: inChinese } : {});
  return (error?.issues ?? []).flatMap((issue) => fieldsOf(issue, ''));
}

/** Whether a path or query has a text that PostgreSQL cannot hold; bodies were looked through when they were parsed. */
function hasNul(value: unknown): boolean {
  return (
    typeof value === 'object' && value !== null && Object.values(value).some((each) => String(each).includes('\0'))
  );
}

/** An operation whose fields all have defaults may be sent nothing, and one without a body an empty object. */
function bodyOf(operation: Operation, { body }: FastifyRequest): unknown {
  if (!(operation.body instanceof z.ZodUndefined)) return body ?? (body === null ? null : {});
  const isEmpty = typeof body === 'object' && body !== null && Object.keys(body).length === 0;
  return isEmpty ? undefined : (body ?? undefined);
}

/** Each unknown key is a field of its own, at its own path. */
function fieldsOf(issue: z.core.$ZodIssue, place: string): readonly FieldProblem[] {
  const at = (...keys: readonly PropertyKey[]) => [...(place ? [place] : []), ...keys.map(String)].join('.');
  if (issue.code === 'unrecognized_keys')
    return issue.keys.map((key) => ({ path: at(...issue.path, key), code: issue.code, detail: issue.message }));
  return [{ path: at(...issue.path), code: issue.code, detail: issue.message }];
}

/** Equal for requests that ask the same: as parsed, so that spelling a default out or leaving it makes no difference, and
 *  with keys in order. */
function hashOf(asked: unknown): string {
  return createHash('sha256').update(JSON.stringify(asked, inKeyOrder)).digest('hex');
}

function inKeyOrder(_: string, value: unknown): unknown {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return value;
  return Object.fromEntries(Object.entries(value).sort(([one], [other]) => (one < other ? -1 : 1)));
}
