// Writes the files that are made from others: `npm run emit`. With `--check` it writes nothing, names those that differ and
// exits with 1. The migrations are carried out on a PostgreSQL of its own, or on the server that DATABASE_URL names.
import { randomBytes } from 'node:crypto';
import { chmod, mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import {
  connectionFromUrl,
  type DatabaseConnection,
  openClient,
} from '../apps/server/src/platform/postgres/connection.ts';
import { startEmbeddedPostgres } from '../apps/server/src/platform/postgres/embedded.ts';
import { migrate, readMigrations } from '../apps/server/src/platform/postgres/migrate.ts';
import { ensureSystemUsers } from '../apps/server/src/platform/system/users.ts';
import { emittedFiles, root } from './emit/emitted-files.ts';

const isCheck = process.argv.includes('--check');
const { DATABASE_URL } = process.env;
const emitted = await (DATABASE_URL ? onDatabaseOf(connectionFromUrl(DATABASE_URL)) : onServerOfItsOwn());

for (const [path, content] of emitted) {
  const present = await readFile(join(root, path), 'utf8').catch(() => undefined); // missing: it differs
  if (present === content) continue;
  if (isCheck) {
    console.error(`${path} is not what it is made from; run: npm run emit`);
    process.exitCode = 1;
    continue;
  }
  await mkdir(dirname(join(root, path)), { recursive: true });
  await writeFile(join(root, path), content);
  console.log(`wrote ${path}`);
}

async function onServerOfItsOwn(): Promise<ReadonlyMap<string, string>> {
  const home = await mkdtemp(join(tmpdir(), 'argosy-emit-'));
  try {
    await chmod(home, 0o755); // started by root, the server runs as a user that must get there
    const { database: runAs } = await ensureSystemUsers();
    const log = { info: () => {}, warn: (facts: object, sentence: string) => console.warn(sentence, facts) };
    const server = await startEmbeddedPostgres({ home, runAs, log });
    try {
      return await onDatabaseOf(server.connection);
    } finally {
      await server.stop('immediate');
    }
  } finally {
    await rm(home, { recursive: true, force: true });
  }
}

async function onDatabaseOf(connection: DatabaseConnection): Promise<ReadonlyMap<string, string>> {
  const database = `argosy_emit_${randomBytes(4).toString('hex')}`;
  await using server = await connected(connection);
  await server.client.query(`create database ${database} template template0`);
  try {
    await using migrated = await connected({ ...connection, database });
    await migrate(migrated.client, await readMigrations());
    return await emittedFiles(migrated.client);
  } finally {
    await server.client.query(`drop database ${database} with (force)`);
  }
}

async function connected(connection: DatabaseConnection) {
  const client = await openClient(connection);
  return { client, [Symbol.asyncDispose]: () => client.end() };
}
