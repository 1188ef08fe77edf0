// Which processes of this machine are ours: told by the home's folders they work in, never by a name.
import { findBelonging, sweep, type Belonging } from '@argosy/host/sweep';
import { identify, parentPidOf, stopProcess, type ProcessIdentity } from '@argosy/host/processes';
import type { Home } from '@argosy/server/platform/home';
import { readPostmaster } from '@argosy/server/platform/postgres/postmaster-file';
import { join } from 'node:path';

/** Agents, daemons and jobs of the clusters on this machine. */
export const nodeProcesses = (home: Home): readonly ProcessIdentity[] => findBelonging(belonging(home.nodes));

/** The embedded PostgreSQL that runs on this home's data. */
export const databaseProcess = (home: Home): ProcessIdentity | undefined =>
  readPostmaster(join(home.postgres, 'data'))?.process;

/** Ends the embedded PostgreSQL: sessions are cut, a checkpoint is written. */
export async function stopDatabase(home: Home): Promise<'stopped' | 'killed' | 'gone'> {
  const postmaster = databaseProcess(home);
  return postmaster ? stopProcess(postmaster, { signal: 'SIGINT', timeoutMs: 60_000 }) : 'gone';
}

/** Ends what is left of nodes whose server cannot release them any more. Returns how many processes that were. */
export const sweepNodes = (home: Home): Promise<number> => sweep(belonging(home.nodes), 30_000);

// Only the nodes' folder, not the whole home: a script that sets ARGOSY_HOME for its commands has it in its environment too.
const belonging = (folder: string): Belonging => ({ folder, except: ownAncestors() });

function ownAncestors(): readonly number[] {
  const pids: number[] = [];
  for (let pid = process.ppid; pid > 1 && identify(pid); pid = parentPidOf(pid) ?? 0) pids.push(pid);
  return pids;
}
