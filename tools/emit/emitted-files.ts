// Everything in the repository that is made from something else in it, by path: `tools/emit.ts` writes it, test/drift.test.ts
// holds what is committed against it.
import { join } from 'node:path';
import type { ClientBase } from 'pg';
import { clusterFileSchema, jobFileSchema, planFileSchema } from '../../apps/cli/src/schemas.ts';
import { openApiDocument } from '../../apps/server/src/platform/http/openapi.ts';
import { describeSchema } from '../../apps/server/src/platform/postgres/schema.ts';
import { conformanceDocument } from './conformance.ts';

/** The repository's folder. */
export const root = join(import.meta.dirname, '../..');

/** Path below the root → content. `client` is connected to a database with all migrations. */
export async function emittedFiles(client: ClientBase): Promise<ReadonlyMap<string, string>> {
  return new Map([
    ['openapi.json', json(openApiDocument())],
    ['apps/server/schema.sql', `${schemaHeader}${await describeSchema(client)}`],
    ['docs/schemas/cluster.json', json(clusterFileSchema())],
    ['docs/schemas/job.json', json(jobFileSchema())],
    ['docs/schemas/plan.json', json(planFileSchema())],
    ['docs/conformance.md', conformanceDocument(root)],
  ]);
}

const schemaHeader =
  '-- Emitted from the migrations by `npm run emit`; compared with them by a test. Never edited.\n\n';

const json = (value: object): string => `${JSON.stringify(value, undefined, 2)}\n`;
