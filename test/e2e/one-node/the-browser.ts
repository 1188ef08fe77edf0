// The browser in which the owner looks at the cluster, from the first story on that needs one.
import type { BrowserContext, Page } from 'playwright-core';
import { openBrowser } from '@argosy/testkit/browser';
import { expect, vi } from 'vitest';
import { callerGet } from '@argosy/contract/identity/operations';
import { linkUse, userLinkCreate } from '@argosy/contract/identity/sign-in';
import { invariant } from '@argosy/kernel/errors';
import { at, stack } from './the-cluster.ts';

let context: Promise<BrowserContext> | undefined;

export async function openPage(path: string): Promise<Page> {
  context ??= comeIn();
  const page = await (await context).newPage();
  await page.goto(path);
  return page;
}

/** It has the cookie of a session from here on, and nothing else that says who it is. */
async function comeIn(): Promise<BrowserContext> {
  const { client } = at();
  const { userId } = await client.call(callerGet);
  invariant(userId !== undefined, 'the profile has the key of a user');
  const { url } = await client.call(userLinkCreate, { params: { userId }, body: {} });
  invariant(url !== undefined, 'a link that was just made has its address');
  const { origin, hash } = new URL(url);
  const browser = await openBrowser();
  stack.defer(() => browser.close());
  const made = await browser.newContext({
    baseURL: origin,
    locale: 'en-US',
    viewport: { width: 1280, height: 800 },
  });
  await made.request.get('/'); // whose answer begins the console's build
  const answer = await made.request.post(linkUse.path, {
    headers: { 'idempotency-key': 'sign-in' },
    data: { token: hash.slice(1), password: 'a long way to Ithaca' },
  });
  expect(answer.status()).toBe(200);
  const build = async () => await (await made.request.get('/console/build')).json();
  await vi.waitFor(async () => invariant((await build()).state === 'ready', 'the console is built'), {
    timeout: 300_000,
    interval: 500,
  });
  return made;
}
