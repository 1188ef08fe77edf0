// A process that owns an embedded database, for tests that kill it: `node database-owner.ts <home>` starts or adopts the server
// of that home, says so in one line of JSON, and stays until it is killed.
import { startEmbeddedPostgres } from '../src/platform/postgres/embedded.ts';
import { ensureSystemUser } from '../src/platform/system/users.ts';

const home = process.argv[2] ?? '';
const runAs = await ensureSystemUser('database');
const log = { info: () => {}, warn: () => {} };
const { pid, adopted } = await startEmbeddedPostgres({ home, runAs, log });
console.log(JSON.stringify({ pid, adopted }));
setInterval(() => {}, 60_000);
