// The logs of nodes and of runs as somebody reads them: followed while they grow, over a restart of the server, from node to node,
// to the end of a run, and as a file. Their agents are real.
import { readFile } from 'node:fs/promises';
import type { Page, Route } from 'playwright-core';
import { chooseOption } from '@argosy/testkit/browser';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { startAgents, type TestAgents } from './agents.ts';
import { signIn, startTestConsole, type TestConsole, visit } from './kit.ts';

const stack = new AsyncDisposableStack();
let at: TestConsole;
let agents: TestAgents;
let cluster = '';

beforeAll(async () => {
  at = stack.use(await startTestConsole());
  const nodeGroups = [
    { role: 'master', machineType: 'local.small' },
    { role: 'core', machineType: 'local.small', count: 1 },
  ];
  const body = { name: 'logs', components: ['hdfs'], nodeGroups };
  cluster = (await at.ask('/v1/clusters', { method: 'POST', body })).body.id;
  await at.letRun(cluster);
  agents = stack.use(await startAgents(at, cluster));
});
afterAll(() => stack.disposeAsync());

const lines = (name: string, from: number, to: number): string =>
  Array.from({ length: to - from }, (_, index) => `${name} ${from + index}\n`).join('');
const text = (page: Page) => page.locator('.log-text').innerText();
const reads = '**/v1/clusters/*/nodes/*/logs/*?*';

test('a log that grows is followed, each line once, however long a node takes to answer', async () => {
  await agents.write('master-1', 'namenode', lines('line', 0, 3));
  const { page, context } = await visit(at, `/clusters/${cluster}/logs?node=master-1&log=namenode`);
  await expect.poll(() => text(page)).toBe(lines('line', 0, 3));
  // A busy machine: each answer takes longer than two looks.
  const slowly = async (route: Route) => {
    const answer = await route.fetch();
    await new Promise((resolve) => setTimeout(resolve, 4_000));
    await route.fulfill({ response: answer });
  };
  await page.route(reads, slowly);
  await agents.write('master-1', 'namenode', lines('line', 3, 6));
  await expect.poll(() => text(page), { timeout: 30_000 }).toContain('line 5');
  await agents.write('master-1', 'namenode', lines('line', 6, 9));
  await expect.poll(() => text(page), { timeout: 30_000 }).toContain('line 8');
  await page.unroute(reads);
  await agents.write('master-1', 'namenode', 'the last\n');
  await expect.poll(() => text(page), { timeout: 30_000 }).toContain('the last');
  expect(await text(page)).toBe(`${lines('line', 0, 9)}the last\n`);
  await context.close();
});

test('a log is followed over a restart of the server and over answers that fail, and meanwhile it is said', async () => {
  await agents.write('master-1', 'resourcemanager', lines('rm', 0, 3));
  const { page, context } = await visit(at, `/clusters/${cluster}/logs?node=master-1&log=resourcemanager`);
  await expect.poll(() => text(page)).toBe(lines('rm', 0, 3));
  await at.restart();
  await agents.write('master-1', 'resourcemanager', lines('rm', 3, 6));
  await expect.poll(() => text(page), { timeout: 40_000 }).toBe(lines('rm', 0, 6));

  await page.route(reads, (route) => route.fulfill({ status: 500, body: 'of something between them' }));
  await page.getByText('Trying again').waitFor();
  await agents.write('master-1', 'resourcemanager', lines('rm', 6, 9));
  await page.unroute(reads);
  await expect.poll(() => text(page), { timeout: 30_000 }).toBe(lines('rm', 0, 9));
  await page.getByText('Trying again').waitFor({ state: 'detached' });
  expect(await page.getByRole('switch').isChecked()).toBe(true);
  await context.close();
});

test('one goes from node to node and from log to log: each shows its own lines alone, and is followed', async () => {
  await agents.write('master-1', 'zkfc', lines('of the master', 0, 2));
  await agents.write('master-1', 'journalnode', lines('of the journal', 0, 2));
  await agents.write('core-1', 'datanode', lines('of the core', 0, 2));
  const { page, context } = await visit(at, `/clusters/${cluster}/logs?node=master-1&log=zkfc`);
  await expect.poll(() => text(page)).toBe(lines('of the master', 0, 2));
  const choose = async (what: string, name: string) => {
    await page.getByLabel(what, { exact: true }).click();
    await chooseOption(page, name);
  };

  // What was asked of one log and is answered when another is shown is nothing of that one.
  const asked = Promise.withResolvers<void>();
  const isChosen = Promise.withResolvers<void>();
  await page.route('**/logs/zkfc?*', async (route) => {
    const answer = await route.fetch();
    asked.resolve();
    await isChosen.promise;
    await route.fulfill({ response: answer }).catch(() => {}); // nobody waits for it any more
  });
  await agents.write('master-1', 'zkfc', lines('of the master', 2, 4));
  await asked.promise;
  await choose('Log', 'journalnode');
  await expect.poll(() => text(page)).toBe(lines('of the journal', 0, 2));
  isChosen.resolve();
  await agents.write('master-1', 'journalnode', lines('of the journal', 2, 4));
  await expect.poll(() => text(page)).toContain('of the journal 3');
  expect(await text(page)).toBe(lines('of the journal', 0, 4));

  await choose('Node', 'core-1');
  await expect.poll(() => text(page)).toBe(lines('of the core', 0, 2));
  await agents.write('core-1', 'datanode', lines('of the core', 2, 4));
  await expect.poll(() => text(page)).toBe(lines('of the core', 0, 4));
  expect(await page.getByRole('switch').isChecked()).toBe(true);
  expect(await page.locator('.ant-notification-notice').count()).toBe(0);
  await context.close();
});

test('a log that was cut because it had grown too large is shown from its new beginning, and it is said', async () => {
  await agents.write('core-1', 'nodemanager', lines('before', 0, 50));
  const { page, context } = await visit(at, `/clusters/${cluster}/logs?node=core-1&log=nodemanager`);
  await expect.poll(() => text(page)).toContain('before 49');
  await agents.cut('core-1', 'nodemanager');
  await agents.write('core-1', 'nodemanager', lines('after', 0, 2));
  await expect.poll(() => text(page)).toBe(lines('after', 0, 2));
  await page.getByText('begun anew').waitFor();
  await context.close();
});

test('JOB-3 the log of a run comes when its program begins, is followed while that prints, and to its last line', async () => {
  const job = { kind: 'shell', name: 'count', command: 'true', resources: { memoryMb: 64 } };
  const { body: made } = await at.ask('/v1/jobs', { method: 'POST', body: job });
  const { body: run } = await at.ask(`/v1/jobs/${made.id}/run`, { method: 'POST', body: { clusterId: cluster } });
  const { page, context } = await visit(at, `/runs/${run.id}/logs`);
  await page.getByText('They stand here once it writes something').waitFor();
  await agents.begin(run.id, 'core-1', lines('row', 0, 3));
  await expect.poll(() => text(page).catch(() => '')).toBe(lines('row', 0, 3));
  expect(await page.getByLabel('Log', { exact: true }).isVisible()).toBe(true);
  await agents.print(run.id, 'core-1', lines('row', 3, 6));
  await expect.poll(() => text(page)).toBe(lines('row', 0, 6));

  await at.restart();
  await agents.print(run.id, 'core-1', lines('row', 6, 9));
  await expect.poll(() => text(page), { timeout: 40_000 }).toBe(lines('row', 0, 9));

  // What it prints last and that it has ended come as one.
  await Promise.all([agents.print(run.id, 'core-1', 'the sum\n'), agents.end(run.id)]);
  await expect.poll(() => text(page), { timeout: 30_000 }).toBe(`${lines('row', 0, 9)}the sum\n`);
  expect(await page.locator('.ant-notification-notice').count()).toBe(0);
  await context.close();
});

test('a log is downloaded whole, not only what of it is shown', async () => {
  const whole = lines('云舟 writes a line of some length', 0, 5_000);
  await agents.write('core-1', 'long', whole);
  const { page, context } = await visit(at, '/sign-in', { key: '' });
  await signIn(at, context); // what a browser saves it asks for with its cookie alone
  await page.goto(`/clusters/${cluster}/logs?node=core-1&log=long`);
  await expect.poll(() => text(page)).toContain('length 4999');
  expect((await text(page)).length).toBeLessThan(whole.length);
  const [download] = await Promise.all([
    page.waitForEvent('download'),
    page.getByRole('link', { name: 'Download' }).click(),
  ]);
  expect(download.suggestedFilename()).toBe('logs-core-1-long.log');
  expect(await readFile(await download.path(), 'utf8')).toBe(whole);

  // Older lines stand before what was shown, without a gap and without half a character.
  await page.getByRole('button', { name: /^Show older lines/ }).click();
  await expect.poll(() => text(page)).toBe(whole);
  await context.close();
});
