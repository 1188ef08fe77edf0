// `argosy up`: the control plane in the background, found where it runs and started where it does not. Ready is what the
// server says itself: it writes run/server.json once it listens, and answers.
import { callerGet } from '@argosy/contract/identity/operations';
import { userLinkCreate } from '@argosy/contract/identity/sign-in';
import { serverGet } from '@argosy/contract/platform/operations';
import type { ResultOf } from '@argosy/contract/operation';
import { pause } from '@argosy/kernel/time';
import { makeHome } from '@argosy/server/platform/home';
import { exitCodes, findRunningServer, type ServerRecord } from '@argosy/server/server-file';
import { spawn, type ChildProcess } from 'node:child_process';
import { watch } from 'node:fs';
import { open, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Failure } from '../exit-codes.ts';
import { connect, type Context } from '../profile.ts';
import { startFailure } from './start-failure.ts';

const serverProgram = join(import.meta.dirname, '../../../server/src/main.ts');

export const serverLog = ({ home }: Pick<Context, 'home'>): string => join(home.log, 'server.log');

/** The first start makes a database (about a second) and a loaded machine takes its time; a server that is silent for so
 *  long is not coming. */
const answersWithinMs = 90_000;

export interface Up {
  readonly server: ResultOf<typeof serverGet>;
  readonly started: boolean;
}

/** Makes sure that a control plane serves this home. Throws Failure with the end of its log when it does not come up. `onStart` hears when one has to be started. */
export async function bringUp(context: Context, onStart: () => void = () => {}): Promise<Up> {
  const { home } = context;
  await makeHome(home);
  const running = await findRunningServer(home);
  if (running) return { server: await ask(context), started: false };
  onStart();
  const log = await open(serverLog(context), 'a', 0o640);
  const from = (await log.stat()).size;
  const child = spawn(process.execPath, [serverProgram], {
    detached: true, // a session of its own: Ctrl-C and the end of this terminal are not its business
    cwd: home.path,
    env: serverEnvironment(context),
    stdio: ['ignore', log.fd, log.fd],
  });
  await log.close();
  const winner = await untilServing(context, child);
  if (typeof winner === 'object') {
    child.unref();
    return { server: await ask(context), started: winner.pid === child.pid };
  }
  child.unref();
  const content = await readFile(serverLog(context));
  const written = content.subarray(content.length < from ? 0 : from).toString(); // it begins anew what has grown large
  throw new Failure(
    startFailure(context, { log: serverLog(context), written, outcome: winner, seconds: answersWithinMs / 1000 }),
  );
}

/** The link that signs the owner in for the first time; `undefined` once they have a password. A new one each time: the one before
 *  may have been on a screen that many have seen. */
export async function firstSignInLink(context: Context): Promise<string | undefined> {
  const client = await connect({ ...context, environment: asOwner(context) });
  const { userId, hasPassword } = await client.call(callerGet);
  if (hasPassword) return undefined;
  const body = { purpose: 'first_sign_in' } as const;
  return (await client.call(userLinkCreate, { params: { userId }, body })).url;
}

/** Becomes the control plane: the service manager that started us sees one process, its exit code and its signals. */
export function becomeServer(context: Context): never {
  process.execve?.(process.execPath, [process.execPath, serverProgram], serverEnvironment(context));
  throw new Failure('this platform cannot replace a process; run node apps/server/src/main.ts');
}

function serverEnvironment({ environment, home }: Context): Record<string, string> {
  const given = Object.entries(environment).filter(
    ([name]) => name !== 'NODE_COMPILE_CACHE' && name !== 'ARGOSY_COMMAND',
  );
  return Object.fromEntries([...given.map(([name, value]) => [name, value ?? '']), ['ARGOSY_HOME', home.path]]);
}

async function ask(context: Context): Promise<Up['server']> {
  const environment = withoutUrl(context);
  const client = await connect({ ...context, environment }, { patienceMs: answersWithinMs });
  return client.call(serverGet);
}

// The server of this home is meant, whichever other one the person usually speaks to.
const withoutUrl = ({ environment }: Context): Context['environment'] => ({ ...environment, ARGOSY_URL: undefined });
const asOwner = (context: Context): Context['environment'] => ({ ...withoutUrl(context), ARGOSY_KEY: undefined });

/** Waits for whoever comes to serve the home: our child, or one that another `up` started at the same moment. Answers the
 *  exit code of our child when it ended and nobody serves. */
async function untilServing(context: Context, child: ChildProcess): Promise<ServerRecord | number | 'silent'> {
  const { home } = context;
  const done = new AbortController();
  const found = Promise.withResolvers<ServerRecord | number | 'silent'>();
  const look = async () => {
    const server = await findRunningServer(home);
    if (server) found.resolve(server);
  };
  const watcher = watch(home.run, () => void look());
  child.once('error', () => found.resolve(1));
  child.once('exit', (code, signal) => {
    if (code === exitCodes.alreadyRunning) return; // another start was faster, and will say where it listens
    found.resolve(code ?? (signal ? 128 : 1));
  });
  void pause(answersWithinMs, done.signal).then(() => found.resolve('silent'));
  await look(); // it may have come between our look and the watching
  try {
    return await found.promise;
  } finally {
    done.abort();
    watcher.close();
  }
}
