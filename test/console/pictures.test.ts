// What the pictures of pages are worth, without a browser: there is one of every page in every look and none besides, no two pages of
// one look are taken for each other, and letters that another machine draws otherwise are no other page. And every address of the
// console is among the pages.
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { pages, type Things } from './pages.ts';
import { differenceOf, leastApart, pictureFolder, readPicture } from './picture.ts';

const looks = (['en', 'zh'] as const).flatMap((language) =>
  (['light', 'dark'] as const).map((theme) => `${language}-${theme}`),
);

test('there is a picture of every page in every look, and none of what is no page', () => {
  const needed = pages.flatMap(({ name }) => looks.map((look) => `${name}-${look}.png`));
  expect(readdirSync(pictureFolder).toSorted()).toEqual(needed.toSorted());
  expect(new Set(needed).size).toBe(needed.length);
});

for (const look of looks)
  test(`no two pages are taken for each other, ${look}`, async () => {
    const pictures = await Promise.all(
      pages.map(async ({ name }) => ({ name, picture: await readPicture(join(pictureFolder, `${name}-${look}.png`)) })),
    );
    const alike = pictures.flatMap((one, index) =>
      pictures.slice(index + 1).flatMap((other) => {
        const apart = differenceOf(one.picture, other.picture).most;
        return apart < leastApart ? [`${one.name} and ${other.name}: ${apart.toFixed(4)}`] : [];
      }),
    );
    expect(alike).toEqual([]);
  });

test('every address of the console is among the pages', async () => {
  // Its sources are checked with other types than these tests are.
  const { paths } = (await import(join(import.meta.dirname, '../../apps/console/src/app/paths.ts'))) as {
    readonly paths: Readonly<Record<string, string>>;
  };
  const anything = new Proxy({}, { get: (_, name) => `one-${String(name)}` }) as Things;
  const seen = pages.map(({ path }) => new URL(path(anything), 'http://console').pathname);
  const others = (address: string) => Object.values(paths).filter((each) => each !== address);
  const isAt = (address: string, path: string) =>
    path === address || (fits(address, path) && !others(address).includes(path));
  expect(Object.values(paths).filter((address) => !seen.some((path) => isAt(address, path)))).toEqual([]);
});

/** Whether `/users/one-user` is an address of `/users/$userId`. */
const fits = (address: string, path: string): boolean =>
  new RegExp(`^${address.replaceAll(/\$\w+/g, '[^/]+')}$`).test(path);
