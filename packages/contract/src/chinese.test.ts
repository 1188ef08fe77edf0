import { expect, test } from 'vitest';
import * as z from 'zod';
import { inLanguage, translated } from './chinese.ts';
import { allOperations } from './index.ts';
import type { Operation } from './operation.ts';
import { formWords } from './workloads/plan-spec.ts';
import { phaseDetails } from './workloads/vocabulary.ts';

/** What stands under `description` anywhere in a JSON Schema. */
function descriptionsIn(schema: unknown): string[] {
  if (typeof schema !== 'object' || schema === null) return [];
  const below = Object.values(schema).flatMap(descriptionsIn);
  return 'description' in schema && typeof schema.description === 'string' ? [schema.description, ...below] : below;
}

function schemasOf({ params, query, body }: Operation): object[] {
  return [params, query, body]
    .filter((each) => !(each instanceof z.ZodUndefined))
    .map((each) => z.toJSONSchema(each, { io: 'input', unrepresentable: 'any' }));
}

test('every summary and every description of what one may ask has a Chinese one, and none is left over', () => {
  const said = new Set([
    ...allOperations.map(({ summary }) => summary),
    ...allOperations.flatMap((operation) => schemasOf(operation).flatMap(descriptionsIn)),
    ...Object.values(phaseDetails),
    ...Object.values(formWords),
  ]);
  expect(translated.toSorted()).toEqual([...said].toSorted());
});

test('every argument and every field of a request is described', () => {
  const undescribed = allOperations.flatMap((operation) =>
    schemasOf(operation).flatMap((schema) =>
      Object.entries('properties' in schema ? (schema.properties as Record<string, object>) : {})
        .filter(([, field]) => !('description' in field))
        .map(([field]) => `${operation.id} ${field}`),
    ),
  );
  expect(undescribed).toEqual([]);
});

test('what has no translation comes back as it is', () => {
  expect(inLanguage('zh', 'hadoop-fetch')).toBe('hadoop-fetch');
  expect(inLanguage('zh', 'its id')).toBe('其 id');
  expect(inLanguage('en', 'its id')).toBe('its id');
});
