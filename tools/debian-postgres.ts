// A PostgreSQL 15 of Debian's for one run of the tests, in a folder of its own: proves that the same tests pass on a server
// that is not the embedded one.
import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { chown, mkdtemp, readFile, rm } from 'node:fs/promises';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { memoryFolder } from '@argosy/testkit';

const binaries = '/usr/lib/postgresql/15/bin';

export interface DebianPostgres {
  readonly url: string;
  stop(): Promise<void>;
}

/** Makes a data folder, starts the server on a free port of 127.0.0.1 and waits until it says that it is ready. */
export async function startDebianPostgres(): Promise<DebianPostgres> {
  const folder = await mkdtemp(join(memoryFolder(), 'argosy-debian-postgres-'));
  const owner = await unprivilegedUser();
  if (owner) await chown(folder, owner.uid, owner.gid);
  const data = join(folder, 'data');
  const initdb = spawnSync(
    join(binaries, 'initdb'),
    ['-D', data, '-U', 'argosy', '--auth=trust', '--no-sync', '-E', 'UTF8', '--locale=C.UTF-8'],
    { ...owner, encoding: 'utf8' },
  );
  if (initdb.status !== 0) throw new Error(`initdb of PostgreSQL 15 failed: ${initdb.stderr}`);
  const port = await freePort();
  const server = spawn(
    join(binaries, 'postgres'),
    ['-D', data, '-p', String(port), '-h', '127.0.0.1', '-k', folder, '-c', 'fsync=off', '-c', 'max_connections=200'],
    { ...owner, stdio: ['ignore', 'ignore', 'pipe'] },
  );
  let said = '';
  await new Promise<void>((resolve, reject) => {
    server.stderr.setEncoding('utf8').on('data', (text: string) => {
      said += text;
      if (said.includes('database system is ready to accept connections')) resolve();
    });
    server.on('exit', () => reject(new Error(`PostgreSQL 15 did not start: ${said}`)));
  });
  return {
    url: `postgres://argosy@127.0.0.1:${port}/postgres`,
    async stop() {
      const isRunning = server.exitCode === null && server.signalCode === null; // Ctrl-C reaches it as well
      const ended = isRunning ? once(server, 'exit') : undefined;
      server.kill('SIGINT'); // fast shutdown
      await ended;
      await rm(folder, { recursive: true, force: true });
    },
  };
}

/** PostgreSQL refuses root; Debian's package brings a user for it. */
async function unprivilegedUser(): Promise<{ uid: number; gid: number } | undefined> {
  if (process.getuid?.() !== 0) return undefined;
  const users = await readFile('/etc/passwd', 'utf8');
  const [, , uid, gid] =
    users
      .split('\n')
      .find((line) => line.startsWith('postgres:'))
      ?.split(':') ?? [];
  return { uid: Number(uid), gid: Number(gid) };
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  server.close();
  await once(server, 'close');
  return typeof address === 'object' && address ? address.port : 0;
}
