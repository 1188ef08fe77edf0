// The contract as an OpenAPI 3.1 document: made of the operations alone, so that it cannot say anything else than what the
// server does. Deterministic: the file in the repository is compared with it (test/drift.test.ts).
import * as z from 'zod';
import { commonErrors, errorTable } from '@argosy/contract/errors';
import { allOperations } from '@argosy/contract';
import type { Operation } from '@argosy/contract/operation';
import { takesIdempotencyKey } from './read-request.ts';
import { collectSchemas, type Json, type SchemaCollector } from './openapi-schemas.ts';

/** The document, as plain JSON. */
export function openApiDocument(operations: readonly Operation[] = allOperations): Json {
  const schemas = collectSchemas();
  const paths: Record<string, Record<string, Json>> = {};
  for (const each of operations) {
    const path = each.path.replaceAll(/:([A-Za-z0-9]+)/g, '{$1}');
    (paths[path] ??= {})[each.method.toLowerCase()] = operationObject(each, schemas);
  }
  return {
    openapi: '3.1.0',
    info: {
      title: 'Argosy',
      version: '1',
      description: 'A self-hosted managed big-data service: clusters, jobs and plans on machines of your own.',
      license: { name: 'Apache-2.0', identifier: 'Apache-2.0' },
    },
    servers: [{ url: '/' }],
    security: [{ accessKey: [] }],
    tags: [...new Set(operations.map(moduleOf))].map((name) => ({ name })),
    paths,
    components: {
      securitySchemes: {
        accessKey: { type: 'http', scheme: 'bearer', description: 'An access key: argosy_<id>_<secret>' },
      },
      schemas: { Problem: schemas.schemaOf(problem, 'output'), ...schemas.components() },
    },
  };
}

function operationObject(operation: Operation, schemas: SchemaCollector): Json {
  return {
    operationId: operation.id,
    summary: operation.summary,
    description: operation.isOpen
      ? 'Asked by people who have not signed in yet.'
      : `Needs the permission \`${operation.permission}\`${operation.needsSession ? ' and the session of a browser' : ''}.`,
    ...(operation.isOpen && { security: [] }),
    tags: [moduleOf(operation)],
    'x-permission': operation.permission,
    parameters: [
      ...parameters(operation.params, 'path', schemas),
      ...parameters(operation.query, 'query', schemas),
      ...(takesIdempotencyKey(operation) ? [idempotencyKey] : []),
      ...(operation.answers === 'events' ? [lastEventId] : []),
    ],
    ...requestBody(operation, schemas),
    responses: { ...success(operation, schemas), ...problems(operation) },
  };
}

const moduleOf = ({ permission }: Operation): string => permission.split(':')[0] ?? permission;

const idempotencyKey: Json = {
  name: 'Idempotency-Key',
  in: 'header',
  description: 'Names this request: sent again with the same key, it is answered with what the first one made',
  schema: { type: 'string', minLength: 1, maxLength: 200 },
};

const lastEventId: Json = {
  name: 'Last-Event-ID',
  in: 'header',
  description: 'Id of the last event already seen; the stream goes on after it',
  schema: { type: 'string' },
};

function parameters(schema: z.ZodObject, place: 'path' | 'query', { schemaOf }: SchemaCollector): readonly Json[] {
  const { properties = {}, required = [] } = schemaOf(schema, 'input') as {
    properties?: Record<string, Json>;
    required?: readonly string[];
  };
  return Object.entries(properties).map(([name, { description, ...property }]) => ({
    name,
    in: place,
    ...(description !== undefined && { description }),
    ...((place === 'path' || required.includes(name)) && { required: true }),
    schema: property,
  }));
}

function requestBody(operation: Operation, { schemaOf }: SchemaCollector): Json {
  if (operation.sends === 'octets')
    return { requestBody: { required: true, content: { 'application/octet-stream': {} } } };
  if (operation.body instanceof z.ZodUndefined) return {};
  const schema = schemaOf(operation.body, 'input');
  const isRequired = !operation.body.safeParse({}).success;
  return { requestBody: { required: isRequired, content: { 'application/json': { schema } } } };
}

function success(operation: Operation, { schemaOf }: SchemaCollector): Json {
  const headers = { 'x-request-id': { description: 'also in the log of the server', schema: { type: 'string' } } };
  if (operation.answers === 'octets')
    return { 200: { description: 'the octets', headers, content: { 'application/octet-stream': {} } } };
  if (operation.answers === 'socket')
    return { 101: { description: 'a WebSocket', headers, ...textFrames(operation, schemaOf) } };
  if (operation.answers === 'redirect') return { 303: { description: 'to a page of the console', headers } };
  if (operation.result instanceof z.ZodUndefined) return { 204: { description: 'done', headers } };
  const type = operation.answers === 'events' ? 'text/event-stream' : 'application/json';
  const schema = schemaOf(operation.result, 'output');
  return { 200: { description: operation.summary, headers, content: { [type]: { schema } } } };
}

/** OpenAPI has no word for what frames are: an extension of ours says what the text ones tell. */
function textFrames({ result }: Operation, schemaOf: SchemaCollector['schemaOf']): Json {
  return { 'x-text-frames': schemaOf(result, 'output'), 'x-binary-frames': 'octets, both ways' };
}

/** What is not said to those who need not be anybody. */
const ofCallers: ReadonlySet<string> = new Set(['credentials_missing', 'credentials_invalid', 'permission_denied']);

/** One response for each status, with the codes that it may carry. */
function problems(operation: Operation): Json {
  const codes = [
    ...new Set([...commonErrors, ...(operation.needsSession ? ['session_needed'] : []), ...operation.errors]),
  ].filter(
    (code) =>
      (code !== 'idempotency_key_reused' || takesIdempotencyKey(operation)) &&
      !(operation.isOpen && ofCallers.has(code)),
  );
  const byStatus = Map.groupBy(codes, (code) => errorTable[code]?.status ?? 500);
  return Object.fromEntries(
    [...byStatus].map(([status, names]) => [
      status,
      {
        description: names.join(', '),
        'x-codes': names,
        content: {
          'application/problem+json': {
            schema: { $ref: '#/components/schemas/Problem' },
          },
        },
      },
    ]),
  );
}

const problem = z.object({
  type: z.string(),
  title: z.string(),
  status: z.int(),
  detail: z.string().describe("what happened and what to do, in the caller's language"),
  instance: z.string().describe('the request id, also in the log of the server'),
  code: z.string().describe('never changes'),
  facts: z.record(z.string(), z.unknown()).describe('what the sentence names'),
  retryable: z.boolean().describe('whether the same request may succeed later'),
  fields: z
    .array(z.object({ path: z.string(), code: z.string(), detail: z.string() }))
    .optional()
    .describe('of a request that has not the right form: everything that is wrong with it'),
});
