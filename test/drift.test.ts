// What is emitted stands in the repository as it would be emitted now, so that a change of the API or the schema is seen where
// changes are reviewed. `npm run emit` writes it.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { freshDatabase } from '../apps/server/test/database.ts';
import { openClient } from '../apps/server/src/platform/postgres/connection.ts';
import { emittedFiles, root } from '../tools/emit/emitted-files.ts';

test('openapi.json, schema.sql, the JSON Schemas and the list of rules are what they are made from', async () => {
  await using database = await freshDatabase();
  const client = await openClient(database.connection);
  const emitted = await emittedFiles(client);
  await client.end();
  expect(emitted.size).toBeGreaterThanOrEqual(5);
  for (const [path, content] of emitted)
    expect(readFileSync(join(root, path), 'utf8'), `${path}; npm run emit writes it`).toBe(content);
});
