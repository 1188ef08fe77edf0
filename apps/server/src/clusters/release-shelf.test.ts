// Builds of a release side by side: which cluster runs on which.
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { invariant } from '@argosy/kernel/errors';
import { aJdk } from '../../test/a-jdk.ts';
import { aCaller, startTestClusters } from '../../test/clusters.ts';
import { clusterForRuns } from './cluster-for-runs.ts';
import { openReleaseShelf } from './release-shelf.ts';
import { findBuildDirectory } from './releases/install-release-files.ts';
import type { InstalledRelease } from './releases/installed-release.ts';
import { SYSTEM } from '../platform/caller.ts';

/** A build of 6.0.0 for the JDK that is here now, as far as it is read before anything of it is started. */
async function aBuild(home: string): Promise<string> {
  const directory = await findBuildDirectory(home, '6.0.0');
  invariant(directory !== undefined, 'there is a JDK');
  const nameDirectoryTemplate = join(directory, 'hadoop/name-directory');
  await mkdir(join(nameDirectoryTemplate, 'current'), { recursive: true });
  const spark = { home: join(directory, 'spark'), jars: '', pythonLibraries: [], pythonExamples: '', programsJar: '' };
  const manifest: InstalledRelease = {
    version: '6.0.0',
    directory,
    java: { home: process.env['JAVA_HOME'] ?? '', build: 'any' },
    hadoop: { jars: [], nameDirectoryTemplate, examplesJar: '' },
    spark,
  };
  await writeFile(join(directory, 'manifest.json'), JSON.stringify(manifest));
  return directory;
}

test('REL-3 a cluster stays on the build it was made with, and only new ones take the build of a new JDK', async () => {
  await using jdk = await aJdk('17.0.15+6');
  const home = await mkdtemp(join(tmpdir(), 'argosy-test-shelf-'));
  await using _ = { [Symbol.asyncDispose]: () => rm(home, { recursive: true }) };
  const before = await aBuild(home);
  let shelf = openReleaseShelf(home);
  const releases = {
    find: (version: string) => shelf.find(version),
    of: (...cluster: Parameters<typeof shelf.of>) => shelf.of(...cluster),
  };
  await using clusters = await startTestClusters({ releases });
  const runsOn = async ({ id }: { readonly id: string }) => {
    const found = await clusters.deps.read(SYSTEM, (tx) =>
      clusterForRuns(clusters.deps, tx, aCaller.organizationId, id),
    );
    return found?.installed?.directory;
  };
  const standing = await clusters.create({ name: 'standing' });
  await clusters.settle();
  await clusters.report(standing);
  await clusters.settle();
  expect(await runsOn(standing)).toBe(before);

  await jdk.becomes('17.0.16+8');
  shelf = openReleaseShelf(home); // the server was started again
  expect(await shelf.find('6.0.0')).toBeUndefined();
  await clusters.restart();
  await clusters.settle();
  expect(await clusters.cluster(standing.id)).toMatchObject({ state: 'RUNNING' });
  expect(await runsOn(standing)).toBe(before); // its jobs go on, with nothing installed for the new JDK

  const after = await aBuild(home);
  const next = await clusters.create({ name: 'next' });
  await clusters.settle();
  expect(after).not.toBe(before);
  expect(await runsOn(next)).toBe(after);
  expect(await runsOn(standing)).toBe(before);
});
