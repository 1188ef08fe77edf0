// A terminal as somebody has it while the console around it changes, on a node whose agent is real.
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { startAgents } from './agents.ts';
import { signIn, startTestConsole, type TestConsole, visit } from './kit.ts';

const stack = new AsyncDisposableStack();
let at: TestConsole;
let cluster = '';

beforeAll(async () => {
  at = stack.use(await startTestConsole());
  const nodeGroups = [{ role: 'master', machineType: 'local.small' }];
  const body = { name: 'shells', components: ['hdfs'], nodeGroups };
  cluster = (await at.ask('/v1/clusters', { method: 'POST', body })).body.id;
  await at.letRun(cluster);
  stack.use(await startAgents(at, cluster));
});
afterAll(() => stack.disposeAsync());

const text = (page: Page) => page.locator('.xterm-rows').innerText();

test('CLU-7 a shell and what runs in it outlive another language and another appearance, and leaving it is asked about', async () => {
  const { page, context } = await visit(at, '/sign-in', { key: '' });
  await signIn(at, context);
  await page.goto(`/clusters/${cluster}/nodes/master-1/terminal`);
  await expect.poll(() => text(page)).toContain('shells/master-1');
  await page.keyboard.type('it=lives; echo "it $it"\n');
  await expect.poll(() => text(page)).toContain('it lives');
  const choose = async (name: string) => {
    await page.getByRole('button', { name: /^(Account|账户)/ }).click();
    await page.getByRole('menuitemradio', { name }).click();
  };
  await choose('中文');
  await page.getByRole('heading', { name: 'master-1 的终端' }).waitFor();
  await page.getByRole('textbox', { name: 'master-1 的终端' }).focus();
  await choose('深色');
  await page.getByRole('textbox', { name: 'master-1 的终端' }).focus();
  await page.keyboard.type('echo "still $it"\n');
  await expect.poll(() => text(page)).toContain('still lives');
  await choose('English');

  const nodes = page.getByRole('navigation').getByRole('link', { name: 'Nodes' });
  const dialog = page.getByRole('dialog');
  await nodes.click();
  await dialog.getByText('what runs in it ends').waitFor();
  await dialog.getByRole('button', { name: 'Cancel' }).click();
  await page.getByRole('textbox', { name: 'Terminal on master-1' }).focus();
  await page.keyboard.type('echo "and $it on"\n');
  await expect.poll(() => text(page)).toContain('and lives on');
  await nodes.click();
  await dialog.getByRole('button', { name: 'Leave' }).click();
  await page.getByRole('link', { name: 'Open a terminal' }).click();
  await expect.poll(() => text(page)).toContain('shells/master-1');
  await page.getByRole('textbox', { name: 'Terminal on master-1' }).focus();
  await page.keyboard.type('exit 0\n');
  await page.getByText('The shell has ended with exit code 0.').waitFor();
  await nodes.click();
  await page.waitForURL(/\/nodes$/);
  await context.close();
});

test('who signs out, or hands the browser to another, leaves a terminal without being asked', async () => {
  const { page, context } = await visit(at, '/sign-in', { key: '' });
  const questions: string[] = [];
  page.on('dialog', (dialog) => {
    questions.push(dialog.type());
    void dialog.dismiss(); // as who stays
  });
  const openTerminal = async () => {
    await signIn(at, context);
    await page.goto(`/clusters/${cluster}/nodes/master-1/terminal`);
    await expect.poll(() => text(page)).toContain('shells/master-1');
    await page.getByRole('textbox', { name: 'Terminal on master-1' }).click(); // browsers ask for those who did something
    await page.keyboard.type('echo "it $((40 + 2))"\n');
    await expect.poll(() => text(page)).toContain('it 42');
  };
  await openTerminal();
  await page.getByRole('button', { name: /^Account/ }).click();
  await page.getByRole('menuitem', { name: 'Sign out' }).click();
  await expect.poll(() => page.locator('.xterm-rows').count()).toBe(0);
  await page.waitForURL(/\/sign-in/);
  expect(questions).toEqual([]);

  await openTerminal();
  const { body: li } = await at.ask('/v1/users', { method: 'POST', body: { name: 'li' } });
  await signIn(at, context, li.id);
  const other = await context.newPage();
  await other.goto('/');
  // To the home of the other, or to the sign-in where it has found out first that its session is over.
  await expect.poll(() => new URL(page.url()).pathname).toMatch(/^\/(?:sign-in)?$/);
  await expect.poll(() => page.locator('.xterm-rows').count()).toBe(0);
  expect(questions).toEqual([]);
  await context.close();
});
