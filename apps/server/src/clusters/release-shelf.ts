// The installed releases of this machine, looked up on disk once: an installed release never changes (REL-3).
import type { ReleaseParts } from './domain/node-spec.ts';
import { findInstalledRelease } from './releases/install-release-files.ts';
import { readNameDirectory } from './releases/name-directory.ts';

export interface ReleaseShelf {
  /** `undefined` while it is not installed. */
  readonly find: (version: string) => Promise<ReleaseParts | undefined>;
}

export function openReleaseShelf(homePath: string): ReleaseShelf {
  const found = new Map<string, ReleaseParts>();
  return {
    async find(version) {
      const known = found.get(version);
      if (known !== undefined) return known;
      const installed = await findInstalledRelease(homePath, version);
      if (installed === undefined) return undefined;
      const parts = { installed, nameDirectory: await readNameDirectory(installed.hadoop.nameDirectoryTemplate) };
      found.set(version, parts);
      return parts;
    },
  };
}
