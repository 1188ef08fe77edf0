// The installed releases of this machine, looked up on disk once: an installed build never changes. A new JDK or a new Argosy
// makes another build beside it, for new clusters alone: one that has been made stays on its own (REL-3).
import type { Cluster } from './domain/cluster.ts';
import type { ReleaseParts } from './domain/node-spec.ts';
import { findInstalledRelease, readInstalledRelease } from './releases/install-release-files.ts';
import type { InstalledRelease } from './releases/installed-release.ts';
import { readNameDirectory } from './releases/name-directory.ts';

export interface ReleaseShelf {
  /** What a new cluster is made of; `undefined` while it is not installed for the JDK that is here now. */
  readonly find: (version: string) => Promise<ReleaseParts | undefined>;
  /** What this cluster runs on; what it will, while it has no hosts yet. */
  readonly of: (cluster: Pick<Cluster, 'release' | 'releaseDirectory'>) => Promise<ReleaseParts | undefined>;
}

export function openReleaseShelf(homePath: string): ReleaseShelf {
  const found = new Map<string, ReleaseParts>();
  const lookUp = async (key: string, read: () => Promise<InstalledRelease | undefined>) => {
    const known = found.get(key);
    if (known !== undefined) return known;
    const installed = await read();
    if (installed === undefined) return undefined;
    const parts = { installed, nameDirectory: await readNameDirectory(installed.hadoop.nameDirectoryTemplate) };
    found.set(key, parts);
    return parts;
  };
  const find: ReleaseShelf['find'] = (version) => lookUp(version, () => findInstalledRelease(homePath, version));
  return {
    find,
    of: ({ release, releaseDirectory: directory }) =>
      directory === undefined ? find(release) : lookUp(directory, () => readInstalledRelease(directory)),
  };
}
