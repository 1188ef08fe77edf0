// What a browser fetches to show the signed-in home page for the first time: bytes on the wire with gzip, by kind.
//   sh tools/with-node.sh bench/console-weight.ts [--brotli]
// Asks the server of ARGOSY_HOME as its owner; the console must have been built (`argosy up`).
import { chromium } from 'playwright-core';
import { readFile } from 'node:fs/promises';
import { get } from 'node:http';
import { homeAt } from '../apps/server/src/platform/home.ts';
import { findRunningServer } from '../apps/server/src/server-file.ts';

const home = homeAt(process.env['ARGOSY_HOME'] ?? '/var/lib/argosy');
const server = await findRunningServer(home);
if (!server) throw new Error('no server runs for ARGOSY_HOME');
const { key } = JSON.parse(await readFile(home.profile, 'utf8')) as { key: string };

const browser = await chromium.launch({ executablePath: '/usr/bin/chromium', args: ['--no-sandbox'] });
const page = await browser.newPage({ extraHTTPHeaders: { authorization: `Bearer ${key}` } });
const urls = new Map<string, string>();
page.on('response', (response) => {
  const { pathname } = new URL(response.url());
  const isApi = pathname.startsWith('/v1/');
  if (!pathname.endsWith('/stream')) urls.set(response.url(), isApi ? 'API' : (pathname.split('.').at(-1) ?? ''));
});
await page.goto(server.url);
await page.locator('.figure-value').first().waitFor();
await page.waitForLoadState('networkidle', { timeout: 3_000 }).catch(() => {}); // the feed never ends
await browser.close();

// Browsers take brotli, which is less; what is promised is gzip.
const encoding = process.argv.includes('--brotli') ? 'br' : 'gzip';
const bytes = new Map<string, number>();
for (const [url, kind] of urls) {
  const headers = { 'accept-encoding': encoding, accept: 'text/html,*/*', authorization: `Bearer ${key}` };
  const sum = await new Promise<number>((resolve, reject) => {
    get(url, { headers }, (answer) => {
      let octets = 0;
      answer.on('data', (chunk: Buffer) => (octets += chunk.length));
      answer.on('end', () => resolve(octets));
    }).on('error', reject);
  });
  bytes.set(kind, (bytes.get(kind) ?? 0) + sum);
}
for (const [kind, sum] of bytes) console.log(`${kind.padEnd(12)} ${(sum / 1000).toFixed(1).padStart(8)} kB`);
const total = [...bytes.values()].reduce((sum, each) => sum + each, 0);
console.log(
  `${'total'.padEnd(12)} ${(total / 1000).toFixed(1).padStart(8)} kB in ${urls.size} answers; to reach: 300 kB`,
);
