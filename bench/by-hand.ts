// A cluster's daemons started by hand, as a peer of ours: our own command lines all at once with nothing around them (the
// floor), or the JVM's own options, one after the other, each once the one before serves. That is how a careful person types
// them, and how the peer of the goals was measured; Hadoop's own scripts wait for nothing, start the workers at once by ssh,
// and sleep in between.
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmod, chown, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { Probe } from '@argosy/contract/agent/protocol';
import type { clusterCreate } from '@argosy/contract/clusters/operations';
import type { BodyOf } from '@argosy/contract/operation';
import { holds } from '../apps/agent/src/probe.ts';
import { aCluster, itsNodes } from '../apps/server/test/a-cluster.ts';
import { nodeSpecFor } from '../apps/server/src/clusters/domain/node-spec.ts';
import { openReleaseShelf } from '../apps/server/src/clusters/release-shelf.ts';
import { HADOOP_OPENS } from '../apps/server/src/clusters/releases/java-command.ts';
import { ensureSystemUsers } from '../apps/server/src/platform/system/users.ts';
import type { TestHome } from '../test/e2e/kit.ts';
import { timed } from './report.ts';

/** What a request for a cluster says of its nodes. */
export type NodeGroups = BodyOf<typeof clusterCreate>['nodeGroups'];

/** Seconds until HDFS and YARN serve: the daemons of such a cluster, on its configuration. They are ended then. */
export async function startByHand(
  { home }: Pick<TestHome, 'home'>,
  nodeGroups: NodeGroups,
  how: 'our options, all at once' | 'stock options, one after the other',
): Promise<number> {
  const parts = await openReleaseShelf(home.path).find('6.0.0');
  if (parts === undefined) throw new Error('the release is installed');
  const { node: user } = await ensureSystemUsers();
  const folder = await mkdtemp('/var/tmp/argosy-bench-by-hand-');
  await chmod(folder, 0o755);
  const cluster = aCluster({ request: { nodeGroups } });
  const nodes = itsNodes(cluster);
  const children: ChildProcess[] = [];
  try {
    const specs = nodes.map((node) => ({
      directory: join(folder, node.name),
      spec: nodeSpecFor(cluster, nodes, node, parts),
    }));
    for (const { directory, spec } of specs) {
      for (const each of ['log', ...spec.directories]) await mkdir(join(directory, each), { recursive: true });
      for (const { path, content, encoding, mode } of spec.files) {
        await mkdir(dirname(join(directory, path)), { recursive: true });
        const bytes = encoding === 'base64' ? Buffer.from(content, 'base64') : content.replaceAll('{node}', directory);
        await writeFile(join(directory, path), bytes, { mode });
      }
    }
    if (user) await giveTo(folder, user);
    const daemons = ['namenode', 'datanode', 'resourcemanager', 'nodemanager'].flatMap((name) =>
      specs.flatMap(({ directory, spec }) =>
        spec.daemons.filter((each) => each.name === name).map((daemon) => ({ directory, daemon })),
      ),
    );
    const start = ({ directory, daemon }: (typeof daemons)[number]) => {
      const atHome = (text: string) => text.replaceAll('{node}', directory);
      const stock = [
        join(parts.installed.java.home, 'bin/java'),
        ...HADOOP_OPENS,
        `-Djava.io.tmpdir=${directory}/tmp`,
        '-cp',
        `${parts.installed.hadoop.jars.join(':')}:${directory}/conf`,
        daemon.argv.at(-1) ?? '',
      ];
      const [program = '', ...rest] = how === 'our options, all at once' ? daemon.argv.map(atHome) : stock;
      children.push(
        spawn(program, rest, {
          cwd: directory,
          env: Object.fromEntries(Object.entries(daemon.environment).map(([key, value]) => [key, atHome(value)])),
          stdio: 'ignore',
          ...(user && { uid: user.uid, gid: user.gid }),
        }),
      );
    };
    const probes = specs.flatMap(({ spec }) => spec.probes.map(({ probe }) => probe));
    return await timed(async () => {
      for (const each of daemons) {
        start(each);
        if (how === 'stock options, one after the other') await until(each.daemon.ready);
      }
      await Promise.all([...daemons.map(({ daemon }) => daemon.ready), ...probes].map(until));
    });
  } finally {
    for (const child of children) {
      child.kill('SIGKILL');
      if (child.exitCode === null && child.signalCode === null) await once(child, 'exit');
    }
    await rm(folder, { recursive: true, force: true });
  }
}

async function until(probe: Probe): Promise<void> {
  const deadline = performance.now() + 120_000;
  while (!(await holds(probe))) {
    if (performance.now() > deadline) throw new Error(`${JSON.stringify(probe)} does not hold after two minutes`);
    await new Promise((resolve) => setTimeout(resolve, 50)); // as often as our own agent asks
  }
}

async function giveTo(folder: string, { uid, gid }: { uid: number; gid: number }): Promise<void> {
  const chownAll = spawn('chown', ['-R', `${uid}:${gid}`, folder]);
  await once(chownAll, 'exit');
  await chown(folder, uid, gid);
}
