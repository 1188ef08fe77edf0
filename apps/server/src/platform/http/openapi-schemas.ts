// JSON Schemas for the OpenAPI document. What the contract exports under a name (`clusterView`) is one component
// (`ClusterView`), referred to wherever it occurs: the document stays readable, and generators give it one type.
import * as z from 'zod';
import * as clusters from '@argosy/contract/clusters/operations';
import * as identity from '@argosy/contract/identity/operations';
import * as organizations from '@argosy/contract/identity/organization';
import * as people from '@argosy/contract/identity/people';
import * as policies from '@argosy/contract/identity/policies';
import * as platform from '@argosy/contract/platform/operations';
import * as jobs from '@argosy/contract/workloads/job-spec';
import * as workloads from '@argosy/contract/workloads/operations';
import * as plans from '@argosy/contract/workloads/plan-spec';

export type Json = Readonly<Record<string, unknown>>;
type Direction = 'input' | 'output';

export interface SchemaCollector {
  /** The schema of a value that is sent (`input`: what has a default may be left out) or answered (`output`). */
  readonly schemaOf: (schema: z.ZodType, direction: Direction) => Json;
  /** The components that were referred to until now, by name. */
  readonly components: () => Json;
}

/** Collects the components of one document. */
export function collectSchemas(): SchemaCollector {
  const named = namedSchemas();
  const collected = new Map<string, Json>();

  // Through an array, so that a schema with a name is referred to also where it is the whole of a body or an answer.
  const convert = (schema: z.ZodType, direction: Direction) =>
    z.toJSONSchema(z.array(schema), {
      metadata: named,
      io: direction,
      unrepresentable: 'any',
      target: 'draft-2020-12',
      override: ({ zodSchema, jsonSchema }) => {
        // `metadata` above names the components alone; what fields are for stands where `describe` put it.
        const { description } = z.globalRegistry.get(zodSchema) ?? {};
        if (description !== undefined) jsonSchema.description = description;
        // A newer server may answer more than this document knows; what is sent stays as strict as it is.
        if (direction === 'output' && jsonSchema.additionalProperties === false) delete jsonSchema.additionalProperties;
        if (jsonSchema.format === 'date-time') delete jsonSchema.pattern; // three hundred characters that say the same
      },
    }) as { readonly items: Json; readonly $defs?: Readonly<Record<string, Json>> };

  /** A name has two components only where what is sent differs from what is answered, in itself or in what it is made of. */
  const nameOf = (name: string, direction: Direction): string => {
    const [schema] = schemasNamed(name);
    if (direction === 'output' || !schema) return name;
    const same = JSON.stringify(convert(schema, 'input')) === JSON.stringify(convert(schema, 'output'));
    return same ? name : `${name}Input`;
  };

  const renamed = (json: Json, direction: Direction): Json =>
    JSON.parse(JSON.stringify(json), (key, value: unknown) =>
      key === '$ref' && typeof value === 'string'
        ? value.replace(/^#\/\$defs\/(.+)$/, (_, name: string) => `#/components/schemas/${nameOf(name, direction)}`)
        : value,
    ) as Json;

  return {
    schemaOf(schema, direction) {
      const { items, $defs = {} } = convert(schema, direction);
      for (const [name, definition] of Object.entries($defs))
        collected.set(nameOf(name, direction), renamed(definition, direction));
      return renamed(items, direction);
    },
    components: () => Object.fromEntries([...collected].sort(([one], [other]) => (one < other ? -1 : 1))),
  };
}

/** Everything that the contract exports as an object of its own. */
const exported: readonly (readonly [string, z.ZodType])[] = [
  platform,
  identity,
  people,
  policies,
  organizations,
  clusters,
  jobs,
  workloads,
  plans,
]
  .flatMap((module) => Object.entries(module))
  .flatMap(([name, value]) =>
    value instanceof z.ZodType && !(value instanceof z.ZodString)
      ? [[name.charAt(0).toUpperCase() + name.slice(1), value] as const]
      : [],
  );

const schemasNamed = (name: string): readonly z.ZodType[] =>
  exported.filter(([each]) => each === name).map(([, schema]) => schema);

function namedSchemas() {
  const registry = z.registry<{ id: string }>();
  for (const [id, schema] of exported) if (!registry.has(schema)) registry.add(schema, { id });
  return registry;
}
