import { expect, test } from 'vitest';
import { allOperations } from '@argosy/contract';
import { openApiDocument } from './openapi.ts';

interface Document {
  readonly paths: Readonly<Record<string, Readonly<Record<string, { operationId: string; 'x-permission': string }>>>>;
  readonly components: { readonly schemas: Readonly<Record<string, unknown>> };
}

const text = JSON.stringify(openApiDocument());
const document = JSON.parse(text) as Document;

test('the document has every operation of the contract with its permission, and no other', () => {
  const described = Object.values(document.paths).flatMap((methods) =>
    Object.values(methods).map((each) => `${each.operationId} ${each['x-permission']}`),
  );
  expect(described.toSorted()).toEqual(allOperations.map(({ id, permission }) => `${id} ${permission}`).toSorted());
});

test('what the document refers to is in it', () => {
  const referred = [...text.matchAll(/"\$ref":"([^"]*)"/g)].map(([, reference = '']) => reference);
  expect(referred.length).toBeGreaterThan(100);
  const dangling = referred.filter(
    (each) => !each.startsWith('#/components/schemas/') || !(each.slice(21) in document.components.schemas),
  );
  expect(dangling).toEqual([]);
});

test('the document is the same each time', () => {
  expect(JSON.stringify(openApiDocument())).toBe(text);
});

test('what a parameter, a field of a request and one of an answer are for is said', () => {
  const said = (method: string, path: string) => JSON.stringify(document.paths[path]?.[method]);
  expect(said('get', '/v1/clusters')).toContain('"description":"only those in this state"');
  expect(said('post', '/v1/jobs/{jobId}/run')).toContain('"description":"id or name of the cluster"');
  expect(JSON.stringify(document.components.schemas['ClusterView'])).toContain('when it first was RUNNING');
});
