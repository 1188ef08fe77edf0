// The ways into a cluster as a person has them (CLU-7): in a real browser, signed in by a one-time link, so that terminal, native pages
// and files are reached by the browser's cookie alone.
import { readFile } from 'node:fs/promises';
import { expect, test } from 'vitest';
import { hdfsFileList } from '@argosy/contract/clusters/hdfs-operations';
import { openPage } from './the-browser.ts';
import { at, name } from './the-cluster.ts';

test('CLU-7 a terminal in the browser works with the cluster, and says how it ended', async () => {
  const page = await openPage(`/clusters/${at().clusterId}/nodes`);
  await page.getByRole('link', { name: 'Open a terminal' }).first().click();
  const screen = page.locator('.xterm-rows');
  await expect.poll(() => screen.innerText(), { timeout: 60_000 }).toContain(`${name}/master-1`);
  await page.keyboard.type('hdfs dfs -ls /\n');
  await expect.poll(() => screen.innerText(), { timeout: 120_000 }).toMatch(/drwxrwxrwt.*supergroup.*\/tmp/);
  await page.setViewportSize({ width: 900, height: 700 });
  await page.keyboard.type('stty size\n');
  const columns = async () => Number(/^\d+ (\d+)\s*$/m.exec((await screen.innerText()).replaceAll('\u00a0', ' '))?.[1]);
  await expect.poll(columns, { timeout: 30_000 }).toBeLessThan(110);
  await page.keyboard.type('exit 3\n');
  await page.getByText('The shell has ended with exit code 3.').waitFor();
  await page.getByRole('button', { name: 'Open another' }).click();
  await expect.poll(() => screen.innerText(), { timeout: 60_000 }).toContain(`${name}/master-1`);
  await page.close();

  const refused = await openPage(`/clusters/${at().clusterId}/nodes/core-9/terminal`);
  await refused.getByText('There is no node core-9').waitFor();
  await refused.close();
});

test("CLU-7 the ResourceManager's own page opens in a tab of its own, and shows its nodes", async () => {
  const page = await openPage(`/clusters/${at().clusterId}/access`);
  const [tab] = await Promise.all([
    page.context().waitForEvent('page'),
    page.getByRole('button', { name: 'Open YARN ResourceManager' }).click(),
  ]);
  await tab.locator('table#metricsoverview').waitFor();
  expect(new URL(tab.url()).origin).not.toBe(new URL(page.url()).origin);
  expect(await tab.evaluate('window.opener')).toBeNull();
  await Promise.all([tab.close(), page.close()]);
});

test('CLU-7 a file goes into HDFS, is looked into, renamed, replaced and deleted', async () => {
  const page = await openPage(`/clusters/${at().clusterId}/files?path=/tmp`);
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
    const { items } = await at().client.call(hdfsFileList, { params: { clusterId: at().clusterId }, query });
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
  const page = await openPage(`/clusters/${at().clusterId}/logs?node=master-1&log=namenode`);
  await page.getByLabel('Search the whole log').first().fill('startup_msg');
  await page.keyboard.press('Enter');
  await page.getByText(/lines? in .* searched/).waitFor();
  expect(await page.locator('.log-found').innerText()).toContain('STARTUP_MSG');
  await page.close();
});
