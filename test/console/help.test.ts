// Help as a person asks for it, in a real browser: from the page one is on to the part of the documents that fits it, and on from there.
import type { Locator } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { startTestConsole, type TestConsole, visit } from './kit.ts';

let at: TestConsole;
beforeAll(async () => {
  at = await startTestConsole();
});
afterAll(() => at[Symbol.asyncDispose]());

test('help opens the part of the documents that fits the page', async () => {
  const { page, context, complaints } = await visit(at, '/policies/simulate');
  await page.getByRole('banner').getByRole('button', { name: 'Help' }).click();
  await page.getByRole('dialog').getByRole('link', { name: 'People and permissions › Policies' }).click();
  await page.waitForURL(/\/help\/people#policies$/);
  const heading = page.getByRole('heading', { level: 2, name: 'Policies', exact: true });
  await heading.waitFor();
  await expect.poll(() => isInView(heading)).toBe(true);
  await expect.poll(() => page.getByRole('dialog').count()).toBe(0);
  await page.getByRole('article').locator('table td', { hasText: 'ArgosyReadOnlyAccess' }).waitFor();

  // From one document to another by its own link, and into a part of it that is far down.
  await page.getByRole('navigation', { name: 'Documentation' }).getByRole('link', { name: 'A tour of Argosy' }).click();
  await page.getByRole('article').getByRole('link', { name: 'docs/operating/running.md' }).click();
  await page.getByRole('heading', { level: 1, name: 'Running Argosy' }).waitFor();
  await page.getByRole('link', { name: 'Exit codes of the command line' }).click();
  await page.waitForURL(/\/help\/running#exit-codes-of-the-command-line$/);

  await page.reload();
  await expect.poll(() => isInView(page.getByRole('heading', { name: 'Exit codes of the command line' }))).toBe(true);
  expect(complaints).toEqual([]);
  await context.close();
});

test('documents are in the reader’s language, at the same addresses; one that is in English alone says so', async () => {
  const { page, context, complaints } = await visit(at, '/help/people#policies', { language: 'zh' });
  const heading = page.getByRole('heading', { level: 2, name: '权限策略', exact: true });
  await expect.poll(() => isInView(heading)).toBe(true);
  await page.goto('/help/glossary');
  await page.getByText('本文档为英文').waitFor();
  await page.getByRole('article').locator('td', { hasText: '执行计划' }).first().waitFor();
  expect(complaints).toEqual([]);
  await context.close();
});

test('only the documents are there, whatever the address asks for', async () => {
  const { page, context } = await visit(at, '/help/..%2F..%2Fpackage.json', { language: 'zh' });
  await page.getByRole('heading', { level: 1 }).waitFor();
  expect(await page.getByRole('article').count()).toBe(0);
  await context.close();
});

async function isInView(heading: Locator): Promise<boolean> {
  const { y, height } = (await heading.boundingBox()) ?? { y: -1, height: 0 };
  return y >= 0 && y + height <= (heading.page().viewportSize()?.height ?? 0);
}
