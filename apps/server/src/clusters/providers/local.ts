// Hosts on this very machine: each node a folder and a loopback address of its own, its agent a process that outlives the
// server. Nothing needs privileges; started by root, all that runs on a node runs as the unprivileged node user.
import { chmodSync, chownSync, closeSync, mkdirSync, statSync } from 'node:fs';
import { rmdir } from 'node:fs/promises';
import { totalmem } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Logger } from 'pino';
import type { AgentSettings } from '@argosy/contract/agent/protocol';
import { openAppending, readIfThere, writeByRename } from '@argosy/host/files';
import { launch, readRecord, takeOver } from '@argosy/host/launch';
import { hasEnded, type ProcessIdentity, signalProcess } from '@argosy/host/processes';
import { removeTree } from '@argosy/host/remove-tree';
import { sweep } from '@argosy/host/sweep';
import type { HostUser } from '@argosy/host/user';
import { messageOf, refusal } from '@argosy/kernel/errors';
import { systemClock } from '@argosy/kernel/time';
import type { Home } from '../../platform/home.ts';
import type { HostName, HostProvider, HostWish } from './provider.ts';

export interface LocalProviderOptions {
  readonly home: Home;
  readonly log: Logger;
  /** Whom daemons and jobs run as; given when this process is root. */
  readonly user: HostUser | undefined;
}

const agentProgram = fileURLToPath(import.meta.resolve('@argosy/agent/main'));
/** How soon a dead agent is noticed; a look costs the reading of one line of /proc. */
const LOOK_EACH_MS = 1000;
/** An agent younger than this is not taken for one that hangs, however slow the machine. */
const CONNECT_WITHIN_MS = 15_000;

export function createLocalProvider({ home, log, user }: LocalProviderOptions): HostProvider {
  const kept = new Map<string, HostWish>();
  const directoryOf = ({ clusterId, nodeId }: HostName) => join(home.nodes, clusterId, nodeId);

  const startAgent = (wish: HostWish): void => {
    const directory = directoryOf(wish);
    const record = join(directory, 'agent/agent');
    if (takeOver(record)) return;
    const output = openAppending(join(directory, 'log/agent.log'));
    try {
      const child = launch({
        record,
        kind: 'agent',
        argv: [process.execPath, agentProgram, join(directory, 'agent/settings.json')],
        environment: { ...withoutSecrets(process.env), NODE_COMPILE_CACHE: join(home.run, 'compile-cache') },
        directory,
        stdout: output,
        stderr: output,
        keepExit: false,
      });
      child.once('error', (error) =>
        log.warn({ nodeId: wish.nodeId, problem: messageOf(error) }, 'agent did not start'),
      );
      child.unref();
    } finally {
      closeSync(output);
    }
  };

  const make = async (wish: HostWish): Promise<void> => {
    try {
      makeFolder(home, directoryOf(wish), wish, user);
      startAgent(wish);
      kept.set(wish.nodeId, wish);
    } catch (error) {
      failedFor(wish)(error);
    }
  };

  const halt = async (host: HostName): Promise<void> => {
    kept.delete(host.nodeId); // first: nobody starts the agent again
    const directory = directoryOf(host);
    if (statSync(join(directory, 'agent'), { throwIfNoEntry: false })) {
      const agent = takeOver(join(directory, 'agent/agent'));
      if (agent) await kill(agent.process); // before all else: it would start its daemons again
    }
    const uids = user && process.getuid?.() === 0 ? { uids: [0, user.uid] } : {};
    await sweep({ marker: `ARGOSY_NODE=${host.nodeId}`, folder: directory, ...uids, except: [] }, 10_000);
  };

  const look = setInterval(() => {
    for (const wish of kept.values()) {
      if (readRecord(join(directoryOf(wish), 'agent/agent'))) continue;
      try {
        startAgent(wish);
      } catch (error) {
        log.warn({ nodeId: wish.nodeId, problem: messageOf(error) }, 'agent could not be started again');
      }
    }
  }, LOOK_EACH_MS);
  look.unref();

  return {
    name: 'local',
    memoryMb: () => Math.floor(Math.min(totalmem(), process.constrainedMemory() || Infinity) / 2 ** 20), // a container's limit
    make,
    replaceAgent: async (wish) => {
      const agent = readRecord(join(directoryOf(wish), 'agent/agent'));
      const isYoung = agent && systemClock.now().epochMilliseconds - agent.startedAtMs < CONNECT_WITHIN_MS;
      if (agent && !isYoung) await kill(agent.process);
      await make(wish);
    },
    remove: async (host) => {
      const directory = directoryOf(host);
      await halt(host)
        .then(() => removeTree(directory))
        .catch(failedFor(host));
      // The last node takes the cluster's folder along; with others still there, or gone already, this does nothing.
      await rmdir(dirname(directory)).catch(() => {});
    },
    directoryOf,
    close: () => clearInterval(look),
  };
}

/** SIGKILL ends also a process that was stopped. */
async function kill(agent: ProcessIdentity): Promise<void> {
  signalProcess(agent, 'SIGKILL');
  await hasEnded(agent, 10_000);
}

function failedFor({ nodeId }: HostName): (error: unknown) => never {
  return (error) => {
    throw refusal('host_failed', { node: nodeId, problem: messageOf(error) }, { cause: error });
  };
}

/** The agent's own folders and its settings. Root keeps the node's folder and gives the node's user a place in it (the sticky
 *  bit: a job makes what it likes there and cannot put anything in the place of `agent/`); what the agent alone writes the user
 *  may pass through and read, whatever the mask of this process. */
function makeFolder(home: Home, directory: string, wish: HostWish, user: HostUser | undefined): void {
  const own = ['agent', 'log', 'actions'].map((name) => join(directory, name));
  for (const folder of own) mkdirSync(folder, { recursive: true });
  mkdirSync(home.environments, { recursive: true });
  if (user && process.getuid?.() === 0) {
    chownSync(directory, 0, user.gid);
    chmodSync(directory, 0o1775);
    for (const folder of [dirname(directory), ...own]) chmodSync(folder, 0o755);
  }
  const settings: AgentSettings = {
    nodeId: wish.nodeId,
    token: wish.token,
    serverFile: home.serverFile,
    directory,
    address: wish.address,
    environments: home.environments,
    ...(user && { user }),
  };
  const text = JSON.stringify(settings);
  const file = join(directory, 'agent/settings.json');
  if (readIfThere(file) !== text) writeByRename(file, text, 0o600);
}

/** What is the server's alone: a node's jobs are its organization's. */
const secrets: ReadonlySet<string> = new Set(['ARGOSY_PROXY_SECRET', 'ARGOSY_KEY', 'DATABASE_URL']);

function withoutSecrets(environment: NodeJS.ProcessEnv): Record<string, string> {
  return Object.fromEntries(
    Object.entries(environment).flatMap(([name, value]) =>
      value === undefined || secrets.has(name) ? [] : [[name, value]],
    ),
  );
}
