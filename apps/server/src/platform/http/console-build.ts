// The console as files: built from the sources beside this server when somebody first asks for it, into the home (a checkout
// may be read-only), under a name that says what it was built from. The builder is a session of its own, behind all others:
// what the server does for clusters is not slowed by it. A build is moved to its name only when it is whole, so that two at
// once, or one that is killed, harm nothing.
import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdir, readdir, readFile, rename, rm, stat } from 'node:fs/promises';
import { setPriority } from 'node:os';
import { dirname, join, relative } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { identify } from '@argosy/host/processes';
import { putSession } from '@argosy/host/session-place';
import { messageOf } from '@argosy/kernel/errors';
import type { PlatformDeps } from '../deps.ts';
import { isReceiving, receivingBeside } from '../home.ts';

export type ConsoleState =
  | { readonly state: 'building'; readonly step: string; readonly done: number; readonly of?: number }
  | { readonly state: 'ready'; readonly folder: string; readonly names: ReadonlySet<string> }
  | { readonly state: 'failed'; readonly problem: string };

export interface ConsoleBuild {
  /** How far it is; the first who asks begins it, and so does one who asks a while after it failed. */
  look(): ConsoleState;
  stop(): void;
}

const builder = fileURLToPath(import.meta.resolve('@argosy/console/bundle/build.ts'));
const root = join(dirname(builder), '../../..');
/** All that a build is made from; the lock file names every library. */
const sources = [
  'apps/console',
  'packages/client/src',
  'packages/contract/src',
  'packages/kernel/src',
  'package-lock.json',
  // what it shows as help
  'docs/operating/work.md',
  'docs/operating/work.zh.md',
  'docs/operating/people.md',
  'docs/operating/people.zh.md',
  'docs/operating/running.md',
  'docs/operating/running.zh.md',
  'docs/operating/figures.md',
  'docs/glossary.md',
  'README.md',
  'README.zh.md',
];

const niceness = 10;
const mostMs = 300_000; // on a machine that does much else; a build takes seconds
const tryAgainMs = 30_000;
const abandonedMs = 3_600_000; // a folder that a killed build left

export function consoleBuild({
  folder,
  log,
  clock,
}: { readonly folder: string } & Pick<PlatformDeps, 'log' | 'clock'>): ConsoleBuild {
  const stopped = new AbortController();
  let current: ConsoleState | undefined;
  let failedAt = 0;
  const begin = async (): Promise<void> => {
    try {
      const whole = join(folder, await hashOfSources());
      if (!(await isThere(whole))) await build(whole);
      const names = (await readdir(whole, { recursive: true })).map((name) => name.replaceAll('\\', '/'));
      current = { state: 'ready', folder: whole, names: new Set(names) };
      await removeOthers(whole).catch((err: unknown) => log.warn({ err }, 'an older console is still there'));
    } catch (error) {
      if (stopped.signal.aborted) return;
      failedAt = performance.now();
      current = { state: 'failed', problem: messageOf(error) };
      log.error({ err: error }, 'the console could not be built');
    }
  };

  async function build(whole: string): Promise<void> {
    const began = performance.now();
    await mkdir(folder, { recursive: true });
    const part = receivingBeside(whole);
    try {
      await runBuilder(part, stopped.signal, (progress) => (current = { state: 'building', ...progress }));
      await rename(part, whole).catch(async (error: unknown) => {
        if (!(await isThere(whole))) throw error; // another was faster with the same
      });
      log.info({ seconds: Math.round((performance.now() - began) / 100) / 10 }, 'the console is built');
    } finally {
      await rm(part, { recursive: true, force: true });
    }
  }

  async function removeOthers(whole: string): Promise<void> {
    for (const name of await readdir(folder)) {
      const path = join(folder, name);
      if (path === whole) continue;
      const isPart = isReceiving(name.replace(/\.cache$/, ''));
      const ageMs = clock.now().epochMilliseconds - (await stat(path)).mtimeMs;
      if (!isPart || ageMs > abandonedMs) await rm(path, { recursive: true, force: true });
    }
  }

  return {
    look() {
      const isOver = current?.state === 'failed' && performance.now() - failedAt > tryAgainMs;
      if (current === undefined || isOver) {
        current = { state: 'building', step: 'modules', done: 0 };
        void begin();
      }
      return current;
    },
    stop: () => stopped.abort(),
  };
}

type Progress = Omit<Extract<ConsoleState, { state: 'building' }>, 'state'>;

async function runBuilder(into: string, stopped: AbortSignal, hear: (progress: Progress) => void): Promise<void> {
  const signal = AbortSignal.any([stopped, AbortSignal.timeout(mostMs)]);
  const child = spawn(process.execPath, [builder, into], {
    detached: true, // a session of its own, to be put behind the others
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { NODE_ENV: 'production' }, // nothing of the server's own, such as where its database is
    signal,
  });
  const ended = Promise.withResolvers<number>();
  child.once('error', ended.reject);
  child.once('close', (code) => ended.resolve(code ?? 1));
  if (child.pid !== undefined) setPriority(child.pid, niceness);
  const leader = identify(child.pid ?? 0);
  if (leader) void putSession(leader, 'behind');
  createInterface({ input: child.stdout }).on('line', (line) => hear(JSON.parse(line) as Progress)); // our own program
  let said = '';
  child.stderr.setEncoding('utf8').on('data', (text: string) => (said = (said + text).slice(-4000)));
  const code = await ended.promise;
  if (code !== 0) throw new Error(said.trim() || `the builder ended with exit code ${code}`);
}

/** Equal for equal sources, wherever they lie. */
async function hashOfSources(): Promise<string> {
  const hash = createHash('sha256');
  for (const source of sources)
    for (const file of await filesBelow(join(root, source))) {
      hash.update(`${relative(root, file)}\0`);
      hash.update(await readFile(file));
    }
  return hash.digest('hex').slice(0, 20);
}

async function filesBelow(path: string): Promise<readonly string[]> {
  if (!(await stat(path)).isDirectory()) return [path];
  const entries = await readdir(path, { recursive: true, withFileTypes: true });
  return entries
    .filter(
      (entry) => entry.isFile() && !/\.(test\.tsx?|md)$/.test(entry.name) && !entry.parentPath.includes('node_modules'),
    )
    .map((entry) => join(entry.parentPath, entry.name))
    .toSorted();
}

const isThere = (path: string): Promise<boolean> =>
  stat(path).then(
    () => true,
    () => false,
  );
