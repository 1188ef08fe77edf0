// Pictures of pages, small: a point stands for ten by ten of the screen. Two machines draw letters differently, each a little
// beside where the other does; what stands in a part of a page does not change by that. So the part that differs most decides, not the
// page on average, of which most is empty on every page.
import { readdir, readFile, writeFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { decode, encode } from 'fast-png';
import type { Page } from 'playwright-core';
import { vi } from 'vitest';

/** Rows from the top; of each point red, green and blue, and further bytes if it has more channels. */
export interface Picture {
  readonly width: number;
  readonly height: number;
  readonly channels: number;
  readonly data: ArrayLike<number>;
}

export const pictureFolder = join(import.meta.dirname, 'pictures');
const onItsWay = { timeout: 15_000, interval: 100 };
const scale = 10;
/** Of a part, in points: some words wide and a few lines high. Parts overlap by half. */
const part = 8;
/** A page that is longer is looked at no further: what is below is more of the same. */
const tallest = 1600;

/** Every two pages of one look are further apart, which pictures.test.ts proves of those that are kept. */
export const leastApart = 0.03;
/** Between a page and its picture, at most: the letters of another machine are within it, another theme or a part that is gone is not. */
const mostDifference = 0.06;

interface Of {
  readonly name: string;
  readonly look: string;
  /** Also what is below the window. */
  readonly isWhole?: boolean;
}

/** Resolves when the page is the one that `name` is the picture of: near to its picture, and nearer to no other page's of the same
 *  look. What is still on its way is waited for. The picture is taken as the page is with ARGOSY_NEW_PICTURES=1, after somebody has
 *  looked at it. */
export async function untilAsItsPicture(page: Page, { name, look, isWhole = false }: Of): Promise<void> {
  const file = join(pictureFolder, `${name}-${look}.png`);
  if (process.env['ARGOSY_NEW_PICTURES'] !== '1') {
    await vi.waitFor(async () => requireAlike(await pictureOf(page, { isWhole }), file, look), onItsWay);
    return;
  }
  const { width, height, data } = await pictureOf(page, { isWhole });
  await writeFile(file, encode({ width, height, channels: 3, data }));
}

async function requireAlike(now: Picture, file: string, look: string): Promise<void> {
  const { most, at } = differenceOf(await readPicture(file), now);
  if (most < leastApart / 2) return; // no other can be nearer
  const told = `${basename(file)} is ${most.toFixed(4)} from what is there, most at ${at.x * scale}, ${at.y * scale}`;
  if (most >= mostDifference) throw new Error(told);
  for (const other of (await readdir(pictureFolder)).filter((each) => each.endsWith(`-${look}.png`))) {
    const further = differenceOf(await readPicture(join(pictureFolder, other)), now).most;
    if (further < most) throw new Error(`${told}, and ${other} is ${further.toFixed(4)} from it`);
  }
}

export const readPicture = async (file: string): Promise<Picture> => decode(await readFile(file));

/** Times and ids are others each time, and left out. */
async function pictureOf(page: Page, { isWhole }: { readonly isWhole: boolean }): Promise<Small> {
  const file = await page.screenshot({ animations: 'disabled', fullPage: isWhole, style: withoutChance });
  return shrunk(decode(file));
}

const withoutChance = 'time, code, .mono { color: transparent !important }';

interface Small extends Picture {
  readonly data: Uint8Array;
}

function shrunk(screen: Picture): Small {
  const [across, down] = [Math.floor(screen.width / scale), Math.floor(Math.min(screen.height, tallest) / scale)];
  const data = new Uint8Array(across * down * 3);
  for (let y = 0; y < down; y += 1)
    for (let x = 0; x < across; x += 1)
      data.set(meanIn(screen, { x: x * scale, y: y * scale, size: scale }), (y * across + x) * 3);
  return { width: across, height: down, channels: 3, data };
}

/** Of two pictures of one size: of the part that differs most, between nothing (0) and all (1), and where its corner is. Those of
 *  another size are wholly different. */
export function differenceOf(one: Picture, other: Picture): { readonly most: number; readonly at: Corner } {
  let [most, at] = [0, { x: 0, y: 0 }];
  if (one.width !== other.width || one.height !== other.height) return { most: 1, at };
  for (let y = 0; y + part <= one.height; y += part / 2)
    for (let x = 0; x + part <= one.width; x += part / 2) {
      const [before, now] = [meanIn(one, { x, y, size: part }), meanIn(other, { x, y, size: part })];
      const apart = before.reduce((sum, value, channel) => sum + Math.abs(value - (now[channel] ?? 0)), 0) / 3 / 255;
      if (apart > most) [most, at] = [apart, { x, y }];
    }
  return { most, at };
}

interface Corner {
  readonly x: number;
  readonly y: number;
}

interface Square extends Corner {
  readonly size: number;
}

/** The colour of a square on average. */
function meanIn({ width, channels, data }: Picture, { x, y, size }: Square): readonly number[] {
  const sum = [0, 0, 0];
  for (let row = y; row < y + size; row += 1)
    for (let column = x; column < x + size; column += 1)
      for (let channel = 0; channel < 3; channel += 1)
        sum[channel] = (sum[channel] ?? 0) + (data[(row * width + column) * channels + channel] ?? 0);
  return sum.map((each) => each / (size * size));
}
