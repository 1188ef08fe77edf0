// The console in a real Chromium, on a server with 10,000 clusters and 100,000 runs, as somebody who is signed in and may read
// everything:
// - first load, cold, of the home page: octets on the wire with gzip, and the time until it is interactive. That is the latest of
//   first contentful paint, the moment at which its figures stand there, and the end of the last long task (50 ms and more) before
//   a second without one;
// - changes from page to page along the whole navigation: the longest task, and how far things moved that were there already.
//   The links are followed by a script, so that no movement is forgiven as the answer to a click;
// - list pages opened by their address, in a browser that has been here before: the time until rows stand there, how many
//   they are, and how many questions they cost;
// - a fact: from its commit until an open list shows it.
//
//   sh tools/with-node.sh bench/console.ts [--clusters 10000] [--runs 100000] [--turns 5]
import { setTimeout as delay } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import type { Browser, BrowserContext, Page } from 'playwright-core';
import { openWholeBrowser } from '@argosy/testkit/browser';
import { systemClock } from '@argosy/kernel/time';
import { publish } from '../apps/server/src/platform/events.ts';
import { openSealer } from '../apps/server/src/platform/sealing.ts';
import { askAt } from '../apps/server/test/http.ts';
import { signInMany } from '../apps/server/test/signed-in.ts';
import { type FilledServer, startFilledServer } from './filled-server.ts';
import { type Watch, watchPage } from './in-page.ts';
import { printComparison } from './report.ts';

const { values } = parseArgs({
  options: {
    clusters: { type: 'string', default: '10000' },
    runs: { type: 'string', default: '100000' },
    turns: { type: 'string', default: '5' },
  },
});
const turns = Array.from({ length: Number(values.turns) }, (_, turn) => turn);
const less = { betterIs: 'less' } as const;
declare const window: { watch: Watch };

{
  await using filled = await startFilledServer({ clusters: Number(values.clusters), runs: Number(values.runs) });
  await untilBuilt(filled);
  const cookie = await signIn(filled);
  const browser = await openWholeBrowser();
  const visit = () => openContext(browser, filled, cookie);
  await measureFirstLoad(visit);
  await measurePageChanges(visit);
  await measureLists(visit);
  await measureFacts(visit, filled);
  await browser.close();
}

async function untilBuilt({ url }: FilledServer): Promise<void> {
  for (let waited = 0; waited < 600; waited += 1) {
    const { body } = await askAt(url, '/console/build', {});
    if (body.state === 'ready') return;
    await delay(200);
  }
  throw new Error('the console was not built within two minutes');
}

async function signIn({ home, database, organizationId }: FilledServer): Promise<string> {
  const serverId = (await openSealer(home)).keyId;
  const [one] = await signInMany(database, { organizationId, serverId, count: 1 });
  if (!one) throw new Error('somebody has signed in');
  return one.cookie;
}

/** A browser that was never here. */
async function openContext(browser: Browser, { url }: FilledServer, cookie: string): Promise<BrowserContext> {
  const context = await browser.newContext({ baseURL: url, viewport: { width: 1280, height: 800 }, locale: 'en-US' });
  const [name = '', value = ''] = cookie.split('=');
  await context.addCookies([{ name, value, url }]);
  await context.addInitScript(watchPage);
  return context;
}

type Visit = () => Promise<BrowserContext>;

async function measureFirstLoad(visit: Visit): Promise<void> {
  const interactive: number[] = [];
  const kilobytes: number[] = [];
  for (const _turn of turns) {
    await using context = await visit();
    // Browsers take brotli, which is less; what is promised is gzip.
    await context.setExtraHTTPHeaders({ 'accept-encoding': 'gzip' });
    const page = await context.newPage();
    const wire = await watchWire(page);
    await page.goto('/', { waitUntil: 'commit' });
    const shownAtMs = await page.evaluate(() => window.watch.shown('.figure-value'));
    await page.waitForFunction(() => performance.now() - (window.watch.longTasks.at(-1)?.atMs ?? 0) > 2_000);
    const { paintedAtMs, longTasks } = await readWatch(page);
    const lastTask = longTasks.at(-1);
    interactive.push(Math.max(paintedAtMs, shownAtMs, lastTask ? lastTask.atMs + lastTask.ms : 0) / 1000);
    kilobytes.push(wire.octets() / 1000);
    if (_turn === 0) console.log(`\nfirst load, by kind: ${wire.kinds()}`);
  }
  printComparison({ name: 'first load of the signed-in home, gzip', unit: 'kB', ours: kilobytes, ...less, goal: 300 });
  printComparison({ name: 'first load, interactive', unit: 's', ours: interactive, ...less, goal: 1.5 });
}

/** Counts what comes over the wire, headers included. The feed never ends and is not counted. */
async function watchWire(page: Page) {
  const session = await page.context().newCDPSession(page);
  await session.send('Network.enable');
  const kindOf = new Map<string, string>();
  const octets = new Map<string, number>();
  const encodings = new Map<string, number>();
  let questions = 0;
  session.on('Network.requestWillBeSent', ({ requestId, request }) => {
    const { pathname } = new URL(request.url);
    if (pathname.startsWith('/v1/') && !pathname.endsWith('/stream')) questions += 1;
    kindOf.set(requestId, pathname.startsWith('/v1/') ? 'API' : (/\.(\w+)$/.exec(pathname)?.[1] ?? 'page'));
  });
  session.on('Network.responseReceived', ({ response }) => {
    const encoding = response.headers['content-encoding'] ?? '';
    encodings.set(encoding, (encodings.get(encoding) ?? 0) + 1);
  });
  session.on('Network.loadingFinished', ({ requestId, encodedDataLength }) => {
    const kind = kindOf.get(requestId) ?? 'other';
    octets.set(kind, (octets.get(kind) ?? 0) + encodedDataLength);
  });
  return {
    octets: () => [...octets.values()].reduce((sum, each) => sum + each, 0),
    kinds: () =>
      [
        ...[...octets].map(([kind, sum]) => `${kind} ${(sum / 1000).toFixed(1)} kB`),
        ...[...encodings].map(([encoding, count]) => `${count} answers ${encoding || 'as they are'}`),
      ].join(', '),
    /** How many questions of the API were asked. */
    questions: () => questions,
    end: () => session.detach(),
  };
}

function readWatch(page: Page): Promise<Pick<Watch, 'longTasks' | 'shifts' | 'paintedAtMs'>> {
  return page.evaluate(() => {
    const { longTasks, shifts, paintedAtMs } = window.watch;
    return { longTasks, shifts, paintedAtMs };
  });
}

async function measurePageChanges(visit: Visit): Promise<void> {
  await using context = await visit();
  const page = await context.newPage();
  await page.goto('/');
  await page.locator('.figure-value').first().waitFor();
  await page.evaluate(() => window.watch.quiet(500));
  const links = await page.locator('nav.navigation a').all();
  const longest: number[] = [];
  const moved: number[] = [];
  // Twice: what a page needs is fetched the first time.
  for (const round of [1, 2])
    for (const link of links) {
      await page.evaluate(() => Object.assign(window.watch, { longTasks: [], shifts: [] }));
      await link.evaluate((element: { click(): void }) => element.click());
      await page.evaluate(() => window.watch.quiet(500));
      const { longTasks, shifts } = await readWatch(page);
      const task = Math.max(0, ...longTasks.map(({ ms }) => ms));
      const shift = shifts.reduce((sum, { value }) => sum + value, 0);
      longest.push(task);
      moved.push(shift);
      const which = shifts.map(({ value, of }) => `${value.toFixed(3)} ${of}`).join('; ');
      console.log(
        `${round === 1 ? 'first' : 'again'} ${new URL(page.url()).pathname.padEnd(14)} longest task ${task.toFixed(0).padStart(4)} ms, ` +
          `moved ${shift.toFixed(3)} ${which}`,
      );
    }
  const name = `${links.length} pages of the navigation, each twice`;
  printComparison({ name: `${name}: longest task`, unit: 'ms', ours: [Math.max(...longest)], ...less, goal: 200 });
  printComparison({ name: `${name}: most moved`, unit: '', ours: [Math.max(...moved)], ...less, goal: 0 });
}

async function measureLists(visit: Visit): Promise<void> {
  await using context = await visit();
  const page = await context.newPage();
  await page.goto('/');
  await page.locator('.figure-value').first().waitFor(); // the browser has the console by now
  for (const [name, path] of [
    ['clusters that are there', '/clusters'],
    ['all clusters', '/clusters?all=true'],
    ['clusters that failed to start', '/clusters?all=true&state=START_FAILED'],
    ['runs', '/runs'],
    ['runs that failed', '/runs?state=FAILED'],
    ['runs by a common name', '/runs?text=load'],
    ['jobs', '/jobs'],
    ['plans', '/plans'],
  ] as const) {
    const took: number[] = [];
    let rows = 0;
    let questions = 0;
    for (const _turn of turns) {
      const wire = await watchWire(page);
      await page.goto(path, { waitUntil: 'commit' });
      took.push((await page.evaluate(() => window.watch.shown('.table-row'))) / 1000);
      await page.evaluate(() => window.watch.quiet(500));
      rows = await page.locator('.table-row').count();
      questions = wire.questions();
      await wire.end(); // each that watches slows the pages that follow
    }
    const what = `page of ${name}, ${rows} rows by ${questions} questions`;
    printComparison({ name: what, unit: 's', ours: took, ...less, goal: 1 });
  }
}

/** The newest run ends: its row in the open list says so. */
async function measureFacts(visit: Visit, { database, organizationId }: FilledServer): Promise<void> {
  await using context = await visit();
  const page = await context.newPage();
  await page.goto('/runs');
  await page.locator('.table-row').first().waitFor();
  await page.evaluate(() => window.watch.quiet(500));
  const took: number[] = [];
  for (const turn of turns) {
    await delay(1_500); // lists that are touched all the time are asked for once a second: that is not what is measured
    const name = `told-${turn}`;
    const shown = page.evaluate(async (text) => {
      await window.watch.shown('.table-row', text);
      return Date.now();
    }, name);
    const { rows } = await database.query<{ id: string }>(
      'update workloads.run set name = $1 where id = (select max(id) from workloads.run) returning id',
      [name],
    );
    await publish(database, systemClock, {
      type: 'workloads.run_ended',
      organizationId,
      subject: rows[0]?.id ?? '',
      facts: { name, state: 'SUCCEEDED' },
    });
    const committedAt = Date.now();
    took.push(((await shown) - committedAt) / 1000);
  }
  printComparison({
    name: 'a fact, committed → shown in the open list of runs',
    unit: 's',
    ours: took,
    ...less,
    goal: 1,
  });
}
