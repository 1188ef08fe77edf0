// Pictures of pages, small and blurred: two machines draw letters differently, and a page that lost its layout, its theme or a
// part of it is still told apart. Compared in the browser itself, which can read PNG.
import { existsSync } from 'node:fs';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { Page } from 'playwright-core';
import { theBrowser } from './kit.ts';

const folder = join(import.meta.dirname, 'pictures');
const width = 96;
const height = 60;

/** How far the page is from its picture: the mean difference of a point, 0 to 1. The first time it is taken as it is; so it is with
 *  ARGOSY_NEW_PICTURES=1, after somebody has looked at the page. */
export async function differenceFromPicture(page: Page, name: string): Promise<number> {
  const file = join(folder, `${name}.png`);
  const full = await page.screenshot({ animations: 'disabled' });
  const bench = await (workbench ??= theBrowser().then((browser) => browser.newPage()));
  const now = await bench.evaluate(shrink, { png: full.toString('base64'), width, height });
  if (!existsSync(file) || process.env['ARGOSY_NEW_PICTURES'] === '1') {
    await mkdir(dirname(file), { recursive: true });
    await writeFile(file, Buffer.from(now.split(',')[1] ?? '', 'base64'));
    return 0;
  }
  const before = (await readFile(file)).toString('base64');
  return await bench.evaluate(difference, { before, now: now.split(',')[1] ?? '', width, height });
}

/** An empty page in which pictures are taken apart; it ends with the browser. */
let workbench: Promise<Page> | undefined;

// What follows runs in the browser: it is sent there as text and sees nothing of this file.
interface Canvas {
  width: number;
  height: number;
  toDataURL(type: string): string;
  getContext(kind: '2d'): {
    imageSmoothingQuality: string;
    drawImage(image: unknown, x: number, y: number, width: number, height: number): void;
    getImageData(x: number, y: number, width: number, height: number): { readonly data: Uint8ClampedArray };
  };
}
declare const document: { createElement(name: 'canvas'): Canvas };
declare function createImageBitmap(image: Blob): Promise<unknown>;

async function shrink(given: { png: string; width: number; height: number }): Promise<string> {
  const image = await createImageBitmap(await (await fetch(`data:image/png;base64,${given.png}`)).blob());
  const canvas = Object.assign(document.createElement('canvas'), { width: given.width, height: given.height });
  const context = canvas.getContext('2d');
  context.imageSmoothingQuality = 'high';
  context.drawImage(image, 0, 0, given.width, given.height);
  return canvas.toDataURL('image/png');
}

async function difference(given: { before: string; now: string; width: number; height: number }): Promise<number> {
  const read = async (png: string) => {
    const image = await createImageBitmap(await (await fetch(`data:image/png;base64,${png}`)).blob());
    const canvas = Object.assign(document.createElement('canvas'), { width: given.width, height: given.height });
    const context = canvas.getContext('2d');
    context.drawImage(image, 0, 0, given.width, given.height);
    return context.getImageData(0, 0, given.width, given.height).data;
  };
  const [one, other] = [await read(given.before), await read(given.now)];
  let sum = 0;
  for (let index = 0; index < one.length; index += 1) sum += Math.abs((one[index] ?? 0) - (other[index] ?? 0));
  return sum / one.length / 255;
}
