// What the agents of a small cluster are told. It stands printed in node-spec.golden/: a change of a command line, of what
// starts when, or of a default is read in review.
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { invariant } from '@argosy/kernel/errors';
import { aCluster, itsNodes } from '../../../test/a-cluster.ts';
import { TEMPLATE } from '../../../test/name-directory.ts';
import type { InstalledRelease } from '../releases/installed-release.ts';
import { nodeSpecFor } from './node-spec.ts';

const installed: InstalledRelease = {
  version: '6.0.0',
  directory: '/release',
  java: { home: '/jdk', build: '17' },
  hadoop: {
    jars: ['/release/hadoop/a.jar', '/release/hadoop/b.jar'],
    sharedArchive: '/release/hadoop.jsa',
    nameDirectoryTemplate: '/release/name',
    examplesJar: '/release/examples.jar',
  },
  spark: {
    home: '/release/spark',
    jars: '/release/argosy-first.jar:/release/spark/jars/*',
    pythonLibraries: ['/release/python/pyspark.zip', '/release/python/py4j.zip'],
    sharedArchive: '/release/spark.jsa',
    pythonExamples: '/release/spark/examples',
    programsJar: '/release/argosy-spark.jar',
  },
};

function printed(name: string): string {
  const cluster = aCluster();
  const nodes = itsNodes(cluster);
  const node = nodes.find((each) => each.name === name);
  invariant(node, 'the cluster has such a node');
  const spec = nodeSpecFor(cluster, nodes, node, { installed, nameDirectory: TEMPLATE });
  const parts = [
    `directories ${spec.directories.join(' ')}`,
    ...spec.daemons.map((daemon) => `daemon ${JSON.stringify(daemon, undefined, 2)}`),
    ...spec.probes.map((probe) => `probe ${JSON.stringify(probe)}`),
    ...spec.files.map(({ content, ...file }) => {
      const line = `file ${JSON.stringify({ ...file, mode: file.mode.toString(8).padStart(4, '0') })}`;
      return file.encoding === 'base64' ? line : `${line}\n${content}`;
    }),
  ];
  return `${parts.map((each) => each.trimEnd()).join('\n\n')}\n`;
}

test.each(['master-1', 'core-1'])(
  'CLU-1 what %s is told: daemons, probes, programs and configuration',
  async (name) => {
    await expect(printed(name)).toMatchFileSnapshot(join(import.meta.dirname, 'node-spec.golden', `${name}.txt`));
  },
);
