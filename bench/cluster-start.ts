// From the API request to RUNNING, the release installed and warm: a cluster of one node and one of a master and three core
// nodes, taking turns in one run with the same daemons started by hand in two ways. The floor: our own command lines, all at
// once, with nothing around them. Stock: the JVM's own options, one after the other as Hadoop's scripts do (without their ssh
// and their sleeps, which flatters them). Needs a machine that does nothing else.
//
//   sh tools/with-node.sh bench/cluster-start.ts [--turns 3]
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmod, chown, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { parseArgs } from 'node:util';
import { clusterCreate, clusterGet, clusterRelease } from '@argosy/contract/clusters/operations';
import type { Probe } from '@argosy/contract/agent/protocol';
import { holds } from '../apps/agent/src/probe.ts';
import { aCluster, itsNodes } from '../apps/server/test/a-cluster.ts';
import { nodeSpecFor } from '../apps/server/src/clusters/domain/node-spec.ts';
import { openReleaseShelf } from '../apps/server/src/clusters/release-shelf.ts';
import { HADOOP_OPENS } from '../apps/server/src/clusters/releases/java-command.ts';
import { ensureSystemUsers } from '../apps/server/src/platform/system/users.ts';
import { startArgosy, type TestArgosy } from '../test/e2e/kit.ts';
import { printComparison, timed } from './report.ts';

const { values } = parseArgs({ options: { turns: { type: 'string', default: '3' } } });
const turns = Number(values.turns);

const sizes = [
  { name: 'one node', coreCount: 0, goal: 3.8 },
  { name: '1 + 3 nodes', coreCount: 3, goal: 7.3 },
] as const;

await using argosy = await startArgosy();
for (const { name, coreCount, goal } of sizes) {
  await startOurs(argosy, coreCount); // warm-up: page cache, compile cache
  const ours: number[] = [];
  const floor: number[] = [];
  const stock: number[] = [];
  const removal: number[] = [];
  for (let turn = 0; turn < turns; turn += 1) {
    const { startSeconds, releaseSeconds } = await startOurs(argosy, coreCount);
    ours.push(startSeconds);
    removal.push(releaseSeconds);
    floor.push(await startByHand(argosy, coreCount, 'our options, all at once'));
    stock.push(await startByHand(argosy, coreCount, 'stock options, one after the other'));
  }
  const started = { name: `request → RUNNING, ${name}`, unit: 's', ours, betterIs: 'less' } as const;
  printComparison({ ...started, peer: floor, peerName: 'our options, all at once', goal, ratioGoal: 1 / 1.3 });
  printComparison({ ...started, peer: stock, peerName: 'stock options, one after the other', ratioGoal: 2.5 });
  printComparison({ ...started, name: `release → nothing left, ${name}`, ours: removal, goal: 3 });
}

function groupsOf(coreCount: number) {
  if (coreCount === 0) return [{ role: 'master' as const, machineType: 'local.medium' }];
  return [
    { role: 'master' as const, machineType: 'local.small' },
    { role: 'core' as const, machineType: 'local.small', count: coreCount },
  ];
}

async function startOurs({ client }: TestArgosy, coreCount: number) {
  let clusterId = '';
  const rest = async (state: string) => {
    const view = await client.call(clusterGet, { params: { clusterId }, query: { wait: 60 } });
    if (view.state !== state) throw new Error(`the cluster is ${view.state}: ${JSON.stringify(view.stateReason)}`);
  };
  const startSeconds = await timed(async () => {
    ({ id: clusterId } = await client.call(clusterCreate, {
      body: { name: 'bench', nodeGroups: groupsOf(coreCount) },
    }));
    await rest('RUNNING');
  });
  const releaseSeconds = await timed(async () => {
    await client.call(clusterRelease, { params: { clusterId } });
    await rest('TERMINATED');
  });
  return { startSeconds, releaseSeconds };
}

/** The same daemons on the same configuration, until HDFS and YARN serve. */
async function startByHand(
  { home }: TestArgosy,
  coreCount: number,
  how: 'our options, all at once' | 'stock options, one after the other',
): Promise<number> {
  const parts = await openReleaseShelf(home.path).find('6.0.0');
  if (parts === undefined) throw new Error('the release is installed');
  const { node: user } = await ensureSystemUsers();
  const folder = await mkdtemp('/var/tmp/argosy-bench-by-hand-');
  await chmod(folder, 0o755);
  const cluster = aCluster({ request: { nodeGroups: groupsOf(coreCount) } });
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
