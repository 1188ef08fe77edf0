// What somebody writes in the console: whatever they type is told and never lost, and what the server finds stands at its place.
import { afterAll, beforeAll, expect, test } from 'vitest';
import { startTestConsole, type TestConsole, visit } from './kit.ts';

let at: TestConsole;
beforeAll(async () => {
  at = await startTestConsole();
});
afterAll(() => at[Symbol.asyncDispose]());

test('JOB-2 a star in the YAML of a plan is told at its line while it is typed, and what was written stays', async () => {
  const { page, context, complaints } = await visit(at, '/plans/create');
  const yaml = page.locator('.cm-content');
  await yaml.waitFor();
  await yaml.fill('name: weekly\nschedule:\n  ');
  await page.keyboard.press('Control+End');
  await page.keyboard.type('cron: */5 * * * *');
  const problem = page.locator('.code-problems li');
  await problem.getByText('"*/5" stands for what is marked "&/5", and nothing is.').waitFor();
  await problem.getByRole('button', { name: 'line 3' }).waitFor();
  expect(await page.getByLabel('Name', { exact: true }).inputValue()).toBe('weekly');
  expect(await yaml.innerText()).toContain('cron: */5 * * * *');
  expect(complaints).toEqual([]);
  await context.close();
});

test('CLU-1 the form adds a group where the YAML has begun a list and nothing more', async () => {
  const { page, context } = await visit(at, '/clusters/create');
  const yaml = page.locator('.cm-content');
  await yaml.waitFor();
  await yaml.fill('name: begun\nnodeGroups:\n');
  await page.getByRole('button', { name: 'Add a group' }).click();
  await expect.poll(() => yaml.innerText()).toContain('role: core');
  await context.close();
});
