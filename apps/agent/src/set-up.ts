// Makes the node's folder hold what its spec says: directories and files. Done with the rights of the node's user, and
// again at each new generation: what is already there stays untouched.
import { chmodSync, lstatSync, mkdirSync, readFileSync } from 'node:fs';
import { dirname } from 'node:path';
import type { AgentSettings, NodeFile, NodeSpec } from '@argosy/contract/agent/protocol';
import { writeByRename } from '@argosy/host/files';
import { asUser } from '@argosy/host/user';
import { below, expand } from './settings.ts';

/** What was being made when it failed: named in `setup_failed`. */
export class SetUpError extends Error {
  readonly step: string;

  constructor(step: string, options: ErrorOptions) {
    super(`${step} could not be made`, options);
    this.name = 'SetUpError';
    this.step = step;
  }
}

/** Synchronous as a whole, so that it is quick and nothing else runs with the user's rights meanwhile. Throws SetUpError. */
export function setUp(settings: AgentSettings, spec: NodeSpec): void {
  const { directory } = settings;
  asUser(settings.user, () => {
    for (const each of spec.directories) step(each, () => mkdirSync(below(directory, each), { recursive: true }));
    for (const file of spec.files) step(file.path, () => putFile(settings, file));
  });
}

function putFile(settings: AgentSettings, file: NodeFile): void {
  const path = below(settings.directory, file.path);
  const present = lstatSync(path, { throwIfNoEntry: false });
  if (present && file.write === 'once') return;
  const content =
    file.encoding === 'base64' ? Buffer.from(file.content, 'base64') : Buffer.from(expand(settings, file.content));
  if (present?.isFile() && present.size === content.length && readFileSync(path).equals(content)) {
    if ((present.mode & 0o7777) !== file.mode) chmodSync(path, file.mode);
    return;
  }
  mkdirSync(dirname(path), { recursive: true });
  writeByRename(path, content, file.mode);
}

function step(name: string, make: () => void): void {
  try {
    make();
  } catch (error) {
    throw new SetUpError(name, { cause: error });
  }
}
