// Releases as somebody compares them in a browser.
import { chooseOption } from '@argosy/testkit/browser';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { startTestConsole, type TestConsole, visit } from './kit.ts';

let at: TestConsole;
beforeAll(async () => {
  at = await startTestConsole();
});
afterAll(() => at[Symbol.asyncDispose]());

interface Release {
  readonly version: string;
  readonly components: readonly { readonly name: string; readonly version: string }[];
}

test('REL-4 the table of releases and components is filtered by major version and by component, and the address keeps it', async () => {
  const { items } = (await at.ask('/v1/releases?limit=500')).body as { readonly items: readonly Release[] };
  const all = items.filter(({ components }) => components.length > 0);
  const major = all.at(-1)?.version.split('.')[0] ?? '';
  const ofMajor = all.filter(({ version }) => version.startsWith(`${major}.`));
  expect(ofMajor.length).toBeLessThan(all.length);

  const { page, context } = await visit(at, '/releases/matrix');
  const table = page.getByRole('region', { name: 'Components by release' });
  const columns = async () => (await table.getByRole('columnheader').allInnerTexts()).slice(1);
  const rows = () => table.getByRole('rowheader').allInnerTexts();
  const versionsOf = (list: readonly Release[]) => list.map(({ version }) => version);
  await expect.poll(columns).toEqual(versionsOf(all));
  await page.getByText(`${major}.x`, { exact: true }).click();
  await expect.poll(columns).toEqual(versionsOf(ofMajor));
  const names = new Set(ofMajor.flatMap(({ components }) => components.map(({ name }) => name)));
  expect(await rows()).toEqual([...names]);

  const choose = async (name: string) => {
    await page.getByLabel('Component', { exact: true }).fill(name);
    await chooseOption(page, new RegExp(`^${name}$`));
    await page.keyboard.press('Escape');
  };
  const [first = '', second = ''] = names;
  await choose(second);
  await expect.poll(rows).toEqual([second]);
  await choose(first);
  await expect.poll(rows).toEqual([first, second]); // in the order of the table, not of the choice
  const versionIn = (release: Release, name: string) =>
    release.components.find((each) => each.name === name)?.version ?? '–';
  const cells = async () =>
    (await table.getByRole('row').nth(1).getByRole('cell').allInnerTexts()).map((each) => each.split('\n')[0]);
  const expected = ofMajor.map((release) => versionIn(release, first));
  expect(await cells()).toEqual(expected);

  await page.reload();
  await expect.poll(rows).toEqual([first, second]);
  expect(await columns()).toEqual(versionsOf(ofMajor));
  await page.getByText('All', { exact: true }).click();
  await expect.poll(columns).toEqual(versionsOf(all));
  expect(await rows()).toEqual([first, second]);
  await context.close();
});

test('REL-1 what cannot be compared is said where the comparison would stand', async () => {
  const { page, context } = await visit(at, '/releases/compare?from=2.5.1&to=2.9.9');
  await page.getByText('There is no release 2.9.9').waitFor();
  await context.close();
});
