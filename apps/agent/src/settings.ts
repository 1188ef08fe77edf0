// What the agent is told by the provider that made its host, and where everything lies below the node's folder.
//
// Who owns what decides what a job can do to the agent, which may be root while jobs are not. `agent/`, `actions/` and
// `log/` belong to the agent; everything else to the node's user. The agent touches that only with the user's rights.
import { mkdirSync, readFileSync } from 'node:fs';
import { isAbsolute, join, normalize } from 'node:path';
import { userInfo } from 'node:os';
import type { AgentSettings } from '@argosy/contract/agent/protocol';
import { programPath } from '@argosy/host/program-path';
import { refusal } from '@argosy/kernel/errors';

export interface NodePaths {
  readonly directory: string;
  readonly state: string;
  /** Records of daemons (packages/host launch.ts). */
  readonly daemons: string;
  /** What the agent knows of each action; never forgotten before the server says so. */
  readonly actionRecords: string;
  /** Where actions run: `<id>/work`, with `<id>/stdout` and `<id>/stderr`. */
  readonly actions: string;
  readonly log: string;
}

export function readSettings(file: string): AgentSettings {
  return JSON.parse(readFileSync(file, 'utf8')) as AgentSettings; // written by our own provider
}

export function makePaths({ directory }: AgentSettings): NodePaths {
  const paths = {
    directory,
    state: join(directory, 'agent/state.json'),
    daemons: join(directory, 'agent/daemons'),
    actionRecords: join(directory, 'agent/actions'),
    actions: join(directory, 'actions'),
    log: join(directory, 'log'),
  };
  for (const folder of [paths.daemons, paths.actionRecords, paths.actions, paths.log])
    mkdirSync(folder, { recursive: true });
  return paths;
}

/** `relative` below `folder`; refuses what leads out of it. Says nothing of links: what opens it must not follow those out. */
export function below(folder: string, relative: string): string {
  const path = normalize(relative);
  if (isAbsolute(path) || path === '..' || path.startsWith('../') || path.includes('\0')) {
    throw refusal('request_invalid', { problems: `"${relative}" leads out of its folder` });
  }
  return join(folder, path);
}

/** `{node}` stands for the node's folder. */
export function expand(settings: AgentSettings, text: string): string {
  return text.replaceAll('{node}', settings.directory);
}

/** What every process of the node gets, before what its own spec says. Nothing of the agent's own environment: that may hold
 *  an operator's secrets. `ARGOSY_NODE` marks all that the node ever starts, whatever becomes of its parents. */
export function baseEnvironment(settings: AgentSettings): Record<string, string> {
  const name = settings.user?.name ?? userInfo().username;
  return {
    PATH: programPath,
    LANG: 'C.UTF-8',
    HOME: settings.directory,
    USER: name,
    LOGNAME: name,
    ARGOSY_NODE: settings.nodeId,
  };
}
