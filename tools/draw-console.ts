// Draws the picture of the console that README shows: a server on a home of its own, a real cluster of three nodes, a plan that
// runs on it, and the page of that run in a real Chromium while its jobs are under way. All of it ends with the script.
//   sh tools/with-node.sh tools/draw-console.ts
import { readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import type { Browser, Page } from 'playwright-core';
import { openWholeBrowser } from '@argosy/testkit/browser';
import { clusterCreate } from '@argosy/contract/clusters/operations';
import type { BodyOf } from '@argosy/contract/operation';
import { planCreate, planRun, planRunGet } from '@argosy/contract/workloads/operations';
import { invariant } from '@argosy/kernel/errors';
import { clusterAtRest, releaseCluster } from '../test/e2e/jobs.ts';
import { root, startArgosy } from '../test/e2e/kit.ts';

const picture = join(root, 'docs/console.png');
const mostBytes = 150_000;
const patienceMs = 300_000; // of a machine that has other things to do

const jobs: BodyOf<typeof planCreate>['spec']['jobs'] = [
  {
    name: 'import-orders',
    kind: 'shell',
    tasks: { count: 2, on: 'workers' },
    command: 'seq 1 200000 | hdfs dfs -put -f - /orders-$ARGOSY_TASK.txt',
  },
  {
    name: 'count-words',
    kind: 'mapreduce',
    needs: ['import-orders'],
    jar: 'release:mapreduce-examples',
    arguments: ['wordcount', '/orders-*', '/counts'],
  },
  {
    name: 'estimate-demand',
    kind: 'spark-jar',
    needs: ['import-orders'],
    jar: 'release:spark-examples',
    mainClass: 'argosy.SparkPi',
    arguments: ['16', '2000000'],
    driver: { memoryMb: 512 },
    executors: { count: 2, memoryMb: 512 },
  },
  { name: 'publish', kind: 'shell', needs: ['count-words', 'estimate-demand'], command: 'hdfs dfs -ls /counts' },
];

await using argosy = await startArgosy();
const { client, home } = argosy;
const browser = await openWholeBrowser();
const page = await openConsole(browser); // it is built meanwhile
const asked = await client.call(clusterCreate, {
  body: {
    name: 'warehouse',
    nodeGroups: [
      { role: 'master', machineType: 'local.medium', count: 1 },
      { role: 'core', machineType: 'local.medium', count: 2 },
    ],
  },
});
const cluster = await clusterAtRest(client, asked);
invariant(cluster.state === 'RUNNING', 'the cluster of the picture runs');
await page.locator('.figure-value').first().waitFor({ timeout: patienceMs });
const plan = await client.call(planCreate, {
  body: { spec: { name: 'nightly-orders', cluster: { name: cluster.name }, jobs } },
});
const { id: planRunId } = await client.call(planRun, { params: { planId: plan.id }, body: {} });
await page.goto(`${client.url}/plan-runs/${planRunId}`);
await untilUnderWay();
await page.locator('.dag-job[data-state=RUNNING]').first().waitFor();
await page.waitForLoadState('networkidle', { timeout: 3_000 }).catch(() => {}); // the feed never ends
await page.screenshot({ path: picture, animations: 'disabled' });
await browser.close();
const { size } = await stat(picture);
invariant(size <= mostBytes, `the picture has ${size} octets, and ${mostBytes} at most are for the repository`);
console.log(`${picture}: ${size} octets`);
await releaseCluster(client, cluster.id);

/** As its owner, in light and English. */
async function openConsole(by: Browser): Promise<Page> {
  const { key } = JSON.parse(await readFile(home.profile, 'utf8')) as { key: string };
  const context = await by.newContext({
    locale: 'en-US',
    colorScheme: 'light',
    viewport: { width: 1280, height: 800 },
    reducedMotion: 'reduce',
    extraHTTPHeaders: { authorization: `Bearer ${key}` },
  });
  const opened = await context.newPage();
  await opened.goto(client.url);
  return opened;
}

/** Until one of the two jobs side by side has ended and the other still runs. */
async function untilUnderWay(): Promise<void> {
  const deadline = performance.now() + patienceMs;
  while (performance.now() < deadline) {
    const { state, jobs: seen } = await client.call(planRunGet, { params: { planRunId }, query: {} });
    const states = seen.map((job) => job.state);
    if (states.filter((each) => each === 'SUCCEEDED').length === 2 && states.includes('RUNNING')) return;
    invariant(state !== 'FAILED' && state !== 'SUCCEEDED', 'one of the two jobs runs longer than the other');
    await delay(200);
  }
  throw new Error('the jobs of the picture did not begin');
}
