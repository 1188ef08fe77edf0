// From the API request to RUNNING, the release installed and warm: a cluster of one node and one of a master and three core
// nodes, taking turns in one run with the same daemons started by hand in the two ways of by-hand.ts. Needs a machine that
// does nothing else.
//
//   sh tools/with-node.sh bench/cluster-start.ts [--turns 3]
import { parseArgs } from 'node:util';
import { clusterCreate, clusterGet, clusterRelease } from '@argosy/contract/clusters/operations';
import { startArgosy, type TestArgosy } from '../test/e2e/kit.ts';
import { type NodeGroups, startByHand } from './by-hand.ts';
import { printComparison, timed } from './report.ts';

const { values } = parseArgs({ options: { turns: { type: 'string', default: '3' } } });
const turns = Number(values.turns);

const sizes = [
  { name: 'one node', coreCount: 0, goal: 3.8 },
  { name: '1 + 3 nodes', coreCount: 3, goal: 7.3 },
] as const;

await using argosy = await startArgosy();
for (const { name, coreCount, goal } of sizes) {
  // Warm-up of all: page cache, compile cache.
  await startOurs(argosy, coreCount);
  await startByHand(argosy, groupsOf(coreCount), 'our options, all at once');
  await startByHand(argosy, groupsOf(coreCount), 'stock options, one after the other');
  const ours: number[] = [];
  const floor: number[] = [];
  const stock: number[] = [];
  const removal: number[] = [];
  for (let turn = 0; turn < turns; turn += 1) {
    const { startSeconds, releaseSeconds } = await startOurs(argosy, coreCount);
    ours.push(startSeconds);
    removal.push(releaseSeconds);
    floor.push(await startByHand(argosy, groupsOf(coreCount), 'our options, all at once'));
    stock.push(await startByHand(argosy, groupsOf(coreCount), 'stock options, one after the other'));
  }
  const started = { name: `request → RUNNING, ${name}`, unit: 's', ours, betterIs: 'less' } as const;
  printComparison({ ...started, peer: floor, peerName: 'our options, all at once', goal, ratioGoal: 1 / 1.3 });
  printComparison({ ...started, peer: stock, peerName: 'stock options, one after the other', ratioGoal: 2.5 });
  printComparison({ ...started, name: `release → nothing left, ${name}`, ours: removal, goal: 3 });
}

function groupsOf(coreCount: number): NodeGroups {
  if (coreCount === 0) return [{ role: 'master', machineType: 'local.medium' }];
  return [
    { role: 'master', machineType: 'local.small' },
    { role: 'core', machineType: 'local.small', count: coreCount },
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
