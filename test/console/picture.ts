// Pictures of pages, small: a point stands for ten by ten of the screen. Two machines draw letters differently, each a little
// beside where the other does; what stands in a part of a page does not change by that. So the part that differs most decides, not the
// page on average, of which most is empty on every page.
import { existsSync } from 'node:fs';
import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { Page } from 'playwright-core';
import { type Picture, readPng, writePng } from './png.ts';

export const pictureFolder = join(import.meta.dirname, 'pictures');
const scale = 10;
/** Of a part, in points: some words wide and a few lines high. Parts overlap by half. */
const part = 8;
/** A page that is longer is looked at no further: what is below is more of the same. */
const tallest = 1600;

/** Every two pages of one look are further apart, which pictures.test.ts proves of those that are kept. */
export const leastApart = 0.03;
/** Between a page and its picture, at most: the letters of another machine are within it, another theme or a part that is gone is not. */
const mostDifference = 0.06;

/** What is on the screen instead of the page that `name` is the picture of, `undefined` if it is that page: nearer to no other page's
 *  picture of the same look, and near to its own. The first time the picture is taken as it is; so it is with
 *  ARGOSY_NEW_PICTURES=1, after somebody has looked at the page. */
export async function differsFromPicture(
  page: Page,
  { name, look, isWhole = false }: { readonly name: string; readonly look: string; readonly isWhole?: boolean },
): Promise<string | undefined> {
  const file = join(pictureFolder, `${name}-${look}.png`);
  const now = await pictureOf(page, { isWhole });
  if (!existsSync(file) || process.env['ARGOSY_NEW_PICTURES'] === '1') {
    await mkdir(dirname(file), { recursive: true });
    await writeFile(file, writePng(now));
    return undefined;
  }
  const difference = differenceOf(readPng(await readFile(file)), now);
  if (difference >= mostDifference) return `${look}: ${difference} from its picture`;
  if (difference < leastApart / 2) return undefined; // no other can be nearer
  for (const other of (await readdir(pictureFolder)).filter((each) => each.endsWith(`-${look}.png`))) {
    const further = differenceOf(readPng(await readFile(join(pictureFolder, other))), now);
    if (further < difference) return `${look}: ${difference} from its picture, ${further} from ${other}`;
  }
  return undefined;
}

/** What is in the window, or with `isWhole` also what is below it. Times and ids are others each time, and left out. */
async function pictureOf(page: Page, { isWhole }: { readonly isWhole: boolean }): Promise<Picture> {
  const file = await page.screenshot({ animations: 'disabled', fullPage: isWhole, style: withoutChance });
  return shrunk(readPng(file));
}

const withoutChance = 'time, code, .mono { color: transparent !important }';

function shrunk({ width, height, points }: Picture): Picture {
  const [across, down] = [Math.floor(width / scale), Math.floor(Math.min(height, tallest) / scale)];
  const small = new Uint8Array(across * down * 3);
  for (let y = 0; y < down; y += 1)
    for (let x = 0; x < across; x += 1)
      small.set(meanIn({ width, points }, { x: x * scale, y: y * scale, size: scale }), (y * across + x) * 3);
  return { width: across, height: down, points: small };
}

/** Of two pictures of one size; those of another are wholly different. */
export function differenceOf(one: Picture, other: Picture): number {
  if (one.width !== other.width || one.height !== other.height) return 1;
  let most = 0;
  for (let y = 0; y + part <= one.height; y += part / 2)
    for (let x = 0; x + part <= one.width; x += part / 2) {
      const [before, now] = [meanIn(one, { x, y, size: part }), meanIn(other, { x, y, size: part })];
      const apart = before.reduce((sum, value, channel) => sum + Math.abs(value - (now[channel] ?? 0)), 0);
      most = Math.max(most, apart / 3 / 255);
    }
  return most;
}

interface Square {
  readonly x: number;
  readonly y: number;
  readonly size: number;
}

/** The colour of a square on average. */
function meanIn({ width, points }: Pick<Picture, 'width' | 'points'>, { x, y, size }: Square): readonly number[] {
  const sum = [0, 0, 0];
  for (let row = y; row < y + size; row += 1)
    for (let at = (row * width + x) * 3; at < (row * width + x + size) * 3; at += 3)
      for (let channel = 0; channel < 3; channel += 1) sum[channel] = (sum[channel] ?? 0) + (points[at + channel] ?? 0);
  return sum.map((each) => each / (size * size));
}
