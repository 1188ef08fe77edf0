// The ways into a real cluster as a person has them (CLU-7): in a real browser, signed in by a one-time link, so that terminal,
// native pages and files are reached by the browser's cookie alone.
import { readFile } from 'node:fs/promises';
import type { BrowserContext, Page } from 'playwright-core';
import { openBrowser } from '@argosy/testkit/browser';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { hdfsFileList } from '@argosy/contract/clusters/hdfs-operations';
import type { ClusterView } from '@argosy/contract/clusters/operations';
import { callerGet } from '@argosy/contract/identity/operations';
import { linkUse, userLinkCreate } from '@argosy/contract/identity/sign-in';
import { invariant } from '@argosy/kernel/errors';
import { aCluster, releaseCluster } from './jobs.ts';
import { startArgosy, type TestArgosy } from './kit.ts';

const stack = new AsyncDisposableStack();
let argosy: TestArgosy;
let cluster: ClusterView;
let context: BrowserContext;
let url = '';

beforeAll(async () => {
  argosy = stack.use(await startArgosy());
  cluster = await aCluster(argosy.client, 'ways');
  invariant(cluster.state === 'RUNNING', `the cluster runs: ${JSON.stringify(cluster.stateReason)}`);
  const browser = await openBrowser();
  stack.defer(() => browser.close());
  context = await browser.newContext({ locale: 'en-US', viewport: { width: 1280, height: 800 } });
  await signIn();
  const build = async () => await (await context.request.get(`${url}/console/build`)).json();
  await vi.waitFor(async () => invariant((await build()).state === 'ready', 'the console is built'), {
    timeout: 300_000,
    interval: 500,
  });
});
afterAll(() => stack.disposeAsync());

/** The context has the cookie of a session from here on, and nothing else that says who it is. */
async function signIn(): Promise<void> {
  const { userId } = await argosy.client.call(callerGet);
  invariant(userId !== undefined, 'the profile has the key of a user');
  const link = await argosy.client.call(userLinkCreate, { params: { userId }, body: {} });
  invariant(link.url !== undefined, 'a link that was just made has its address');
  const { origin, hash } = new URL(link.url);
  url = origin;
  await context.request.get(url); // whose answer begins the console's build
  const answer = await context.request.post(`${url}${linkUse.path}`, {
    headers: { 'idempotency-key': 'sign-in' },
    data: { token: hash.slice(1), password: 'a long way to Ithaca' },
  });
  expect(answer.status()).toBe(200);
}

async function open(path: string): Promise<Page> {
  const page = await context.newPage();
  await page.goto(new URL(path, url).href);
  return page;
}

test('CLU-7 a terminal in the browser works with the cluster, and says how it ended', async () => {
  const page = await open(`/clusters/${cluster.id}/nodes`);
  await page.getByRole('link', { name: 'Open a terminal' }).first().click();
  const screen = page.locator('.xterm-rows');
  await expect.poll(() => screen.innerText(), { timeout: 60_000 }).toContain('ways/master-1');
  await page.keyboard.type('hdfs dfs -ls /\n');
  await expect.poll(() => screen.innerText(), { timeout: 120_000 }).toMatch(/drwxrwxrwt.*supergroup.*\/tmp/);
  await page.setViewportSize({ width: 900, height: 700 });
  await page.keyboard.type('stty size\n');
  const columns = async () => Number(/^\d+ (\d+)\s*$/m.exec((await screen.innerText()).replaceAll('\u00a0', ' '))?.[1]);
  await expect.poll(columns, { timeout: 30_000 }).toBeLessThan(110);
  await page.keyboard.type('exit 3\n');
  await page.getByText('The shell has ended with exit code 3.').waitFor();
  await page.getByRole('button', { name: 'Open another' }).click();
  await expect.poll(() => screen.innerText(), { timeout: 60_000 }).toContain('ways/master-1');
  await page.close();

  const refused = await open(`/clusters/${cluster.id}/nodes/core-9/terminal`);
  await refused.getByText('There is no node core-9').waitFor();
  await refused.close();
});

test("CLU-7 the ResourceManager's own page opens in a tab of its own, and shows its nodes", async () => {
  const page = await open(`/clusters/${cluster.id}/access`);
  const [tab] = await Promise.all([
    context.waitForEvent('page'),
    page.getByRole('button', { name: 'Open YARN ResourceManager' }).click(),
  ]);
  await tab.locator('table#metricsoverview').waitFor();
  expect(new URL(tab.url()).origin).not.toBe(new URL(page.url()).origin);
  expect(await tab.evaluate('window.opener')).toBeNull();
  await Promise.all([tab.close(), page.close()]);
});

test('CLU-7 a file goes into HDFS, is looked into, renamed, replaced and deleted', async () => {
  const page = await open(`/clusters/${cluster.id}/files?path=/tmp`);
  await page.getByRole('button', { name: 'New folder' }).click();
  await page.getByLabel('Name').fill('报表 2026');
  await page.getByRole('button', { name: 'Make' }).click();
  await page.getByRole('link', { name: '报表 2026' }).click();
  await page.getByText('Nothing is in this folder').waitFor();

  const csv = { name: '订单.csv', mimeType: 'text/csv', buffer: Buffer.from('城市,件数\n杭州,12\n上海,7\n') };
  const picker = page.locator('input[type=file]');
  await picker.setInputFiles(csv);
  await page.getByRole('link', { name: '订单.csv' }).click();
  const table = page.locator('.ant-drawer table');
  await expect.poll(() => table.innerText()).toMatch(/城市[\s\S]*件数[\s\S]*杭州\s+12\s+上海\s+7/);
  await page.locator('.ant-drawer').getByRole('button', { name: 'Close' }).click();

  await picker.setInputFiles({ ...csv, buffer: Buffer.from('城市,件数\n苏州,30000\n') });
  await page.getByText('订单.csv is there already').waitFor();
  await page.getByRole('button', { name: 'Replace' }).click();
  const files = async () => {
    const query = { path: '/tmp/报表 2026' };
    const { items } = await argosy.client.call(hdfsFileList, { params: { clusterId: cluster.id }, query });
    return items.map(({ name, sizeBytes }) => ({ name, sizeBytes }));
  };
  await expect.poll(files, { timeout: 30_000 }).toEqual([{ name: '订单.csv', sizeBytes: 27 }]);

  const choose = async (name: string) => {
    await page.getByRole('button', { name: /^Actions for / }).click();
    await page.getByRole('menuitem', { name }).click();
  };
  await choose('Rename or move');
  await page.getByLabel('New path').fill('/tmp/报表 2026/orders.csv');
  await page.keyboard.press('Enter');
  await page.getByRole('link', { name: 'orders.csv' }).waitFor();
  const [download] = await Promise.all([page.waitForEvent('download'), choose('Download')]);
  expect(await readFile(await download.path(), 'utf8')).toBe('城市,件数\n苏州,30000\n');
  await choose('Delete');
  await page.getByRole('dialog').getByRole('button', { name: 'Delete' }).click();
  await page.getByText('Nothing is in this folder').waitFor();
  expect(await files()).toEqual([]);

  await page.goto(page.url().replace(/\?.*/, '?path=/nowhere'));
  await page.getByText('This folder could not be shown').waitFor();
  await page.close();
});

test('CLU-7 all logs of a node are offered, and searched on the node', async () => {
  const page = await open(`/clusters/${cluster.id}/logs?node=master-1&log=namenode`);
  await page.getByLabel('Search the whole log').first().fill('startup_msg');
  await page.keyboard.press('Enter');
  await page.getByText(/lines? in .* searched/).waitFor();
  expect(await page.locator('.log-found').innerText()).toContain('STARTUP_MSG');
  await page.close();
});

test('a cluster that is gone offers none of these, and says why', async () => {
  const page = await open(`/clusters/${cluster.id}/access`);
  await releaseCluster(argosy.client, cluster.id);
  await page.getByText('No node runs just now.').waitFor();
  expect(await page.getByRole('button', { name: 'Open YARN ResourceManager' }).getAttribute('aria-disabled')).toBe(
    'true',
  );
  await page.close();
});
