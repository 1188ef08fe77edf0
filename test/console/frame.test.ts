// What stands around every page: notifications, what is under way, and the region in which new things are made.
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { systemClock } from '@argosy/kernel/time';
import { publish } from '../../apps/server/src/platform/events.ts';
import { startTestConsole, type TestConsole, visit } from './kit.ts';

let at: TestConsole;
let organizationId = '';
beforeAll(async () => {
  at = await startTestConsole();
  ({ organizationId } = (await at.ask('/v1/caller')).body);
});
afterAll(() => at[Symbol.asyncDispose]());

const make = async (name: string): Promise<string> => {
  const body = { name, components: ['hdfs'], nodeGroups: [{ role: 'master', machineType: 'local.small' }] };
  return (await at.ask('/v1/clusters', { method: 'POST', body })).body.id;
};

const tell = (type: `clusters.${string}`, clusterId: string, facts: Readonly<Record<string, string>>) =>
  publish(at.database.pool, systemClock, { type, organizationId, subject: clusterId, facts: { clusterId, ...facts } });

const headerButton = (page: Page, name: string | RegExp) => page.locator('.header').getByRole('button', { name });

test('what needs somebody is counted at once, is read as seen when they say so, and stays so after a reload', async () => {
  const cluster = await make('watched');
  const { page, context } = await visit(at, '/clusters');
  await headerButton(page, 'Notifications').waitFor();
  await tell('clusters.node_lost', cluster, { name: 'watched', node: 'core-1' });
  await headerButton(page, '1 new notification').click();
  const lost = page.locator('.event-line', { hasText: 'watched: node core-1 is lost' });
  await lost.waitFor();
  expect(await lost.getAttribute('data-new')).toBe('true');
  const seen = page.getByRole('button', { name: 'Mark all as seen' });
  await seen.click();
  await expect.poll(() => lost.getAttribute('data-new')).toBeNull();
  expect(await seen.isDisabled()).toBe(true);

  await page.reload();
  await headerButton(page, 'Notifications').click();
  await lost.waitFor();
  expect(await lost.getAttribute('data-new')).toBeNull();

  // What comes after it is new again, and leads to what it is about. A fact that needs nobody is none.
  await tell('clusters.node_running', cluster, { name: 'watched', node: 'core-1' });
  await tell('clusters.daemon_failed', cluster, { name: 'watched', node: 'core-1', daemon: 'datanode' });
  await headerButton(page, '1 new notification').waitFor();
  await page.locator('.event-line[data-new]').getByRole('link').click();
  await page.waitForURL(`**/clusters/${cluster}`);
  await page.locator('.event-line').first().waitFor({ state: 'detached' });

  // However much else happens, what was not seen stays.
  for (let count = 0; count < 60; count += 1)
    await tell('clusters.node_running', cluster, { name: 'watched', node: 'core-1' });
  await page.reload();
  await headerButton(page, '1 new notification').waitFor();
  await context.close();
});

test('what is under way stands in its drawer with its steps, which change by themselves until it is done', async () => {
  const { page, context } = await visit(at, '/jobs');
  const cluster = await make('steps');
  await headerButton(page, /operations? under way$/).click();
  const operation = page.locator('.operation', { hasText: 'Cluster steps is being made' });
  const states = () =>
    operation.locator('.steps > li').evaluateAll((all) => all.map(({ dataset }) => dataset['state']));
  const { progress: first } = (await at.ask(`/v1/clusters/${cluster}`)).body;
  const [accepted, ...later]: readonly string[] = first.map((step: { readonly state: string }) => step.state);
  expect([accepted, new Set(later)]).toEqual(['done', new Set(['waiting'])]);
  await expect.poll(states).toEqual([accepted, ...later]);

  const progress = (second: object, third: object) =>
    at.database.pool.query(
      `update clusters.cluster set progress = (
         select jsonb_agg(case place when 2 then step || $2 when 3 then step || $3 else step end order by place)
           from jsonb_array_elements(progress) with ordinality as each (step, place)) where id = $1`,
      [cluster, JSON.stringify(second), JSON.stringify(third)],
    );
  const times = { startedAt: '2026-11-20T08:00:00Z', endedAt: '2026-11-20T08:00:09Z' };
  await progress({ state: 'done', ...times }, { state: 'running', startedAt: '2026-11-20T08:00:09Z' });
  await tell('clusters.cluster_progressed', cluster, { step: 'provision', state: 'done' });
  await expect.poll(states).toEqual(['done', 'done', 'running', ...later.slice(2)]);
  expect(await operation.locator('.steps > li').nth(1).locator('.steps-time').innerText()).toBe('9 sec');

  await at.letRun(cluster);
  await operation.waitFor({ state: 'detached' });
  await context.close();
});

test('CLU-8 the region that is chosen in the header is where new things are made, also after a reload', async () => {
  const { page, context } = await visit(at, '/sign-in');
  // There is one region of the server's own; the site has a second.
  await page.route('**/v1/regions?*', async (route) => {
    const answer = await route.fetch();
    const list = await answer.json();
    const second = { ...list.items[0], name: 'east', title: { en: 'East hall', zh: '东区机房' } };
    await route.fulfill({ response: answer, json: { ...list, items: [...list.items, second] } });
  });
  await page.goto('/clusters/create');
  const yaml = page.locator('.cm-content');
  await expect.poll(() => yaml.innerText()).toContain('name:');
  expect(await yaml.innerText()).not.toContain('region:'); // the server's first
  await page.goto('/clusters');
  await headerButton(page, 'Region: This machine').click();
  await page.getByRole('menuitemradio', { name: 'East hall' }).click();
  await headerButton(page, 'Region: East hall').waitFor();
  await page.reload();
  await headerButton(page, 'Region: East hall').waitFor();
  await page.goto('/clusters/create');
  await expect.poll(() => yaml.innerText()).toContain('region: east');
  await headerButton(page, 'Region: East hall').click();
  await page.getByRole('menuitem', { name: 'Regions and zones' }).click();
  await page.waitForURL('**/regions');
  await context.close();
});

test('on a phone the navigation says in which organization and region one is, and leads to others', async () => {
  const { page, context } = await visit(at, '/jobs', { width: 390 });
  await headerButton(page, 'Open the navigation').click();
  const drawer = page.getByRole('dialog', { name: 'Navigation' });
  await drawer.getByRole('button', { name: 'Region: This machine' }).click();
  await drawer.getByRole('menuitem', { name: 'Regions and zones' }).waitFor();
  await page.keyboard.press('Escape');
  await drawer.getByRole('button', { name: 'Organization: default' }).click();
  await drawer.getByRole('menuitem', { name: 'Another organization …' }).click();
  await page.waitForURL('**/sign-in');
  await context.close();
});

test('the language that was chosen in the menu stays when a profile is saved that says another', async () => {
  const { page, context } = await visit(at, '/account');
  await page.getByRole('button', { name: /^Account/ }).click();
  await page.getByRole('menuitemradio', { name: '中文' }).click();
  await page.getByLabel('显示名称').fill('李娜');
  await page.keyboard.press('Enter');
  await page.getByText('已保存').waitFor();
  await page.getByRole('banner').getByText('李娜').waitFor();
  expect(await page.locator('html').getAttribute('lang')).toBe('zh-CN');
  await page.getByRole('button', { name: /账户/ }).click();
  await page.getByRole('menuitemradio', { name: 'English' }).click();
  await page.getByText('This browser shows the language that was chosen in the menu').waitFor(); // the profile says another
  await context.close();
});
