// Five hundred browsers on one server: each its own person's, each with its feed of facts open as the console has it, while runs
// begin, go and end. How much of a core the server takes, how soon each browser has each fact, and how often the database is
// asked meanwhile. Twice: all people in one organization, so that everybody hears everything; and as many organizations of ten,
// in which every other browser shows a list that facts touch, and asks for it anew as the console does.
//
//   sh tools/with-node.sh bench/browsers.ts [--browsers 500] [--facts 10] [--seconds 30]
import { once } from 'node:events';
import { type ClientRequest, get, type IncomingMessage } from 'node:http';
import { performance } from 'node:perf_hooks';
import { setTimeout as delay } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import type { ClientBase } from 'pg';
import { newId } from '@argosy/kernel/ids';
import { systemClock } from '@argosy/kernel/time';
import { usageOf } from '@argosy/host/processes';
import { insertOrganization } from '../apps/server/src/identity/store/users.ts';
import { publish } from '../apps/server/src/platform/events.ts';
import { openSealer } from '../apps/server/src/platform/sealing.ts';
import { signInMany } from '../apps/server/test/signed-in.ts';
import { openDatabaseOf, startArgosy, type TestArgosy } from '../test/e2e/kit.ts';
import { percentile, printComparison } from './report.ts';

const { values } = parseArgs({
  options: {
    browsers: { type: 'string', default: '500' },
    // A run tells four: asked for, begun, ended, what it used. Ten a second are the runs of a company that runs 200,000 a day.
    facts: { type: 'string', default: '10' },
    seconds: { type: 'string', default: '30' },
  },
});
const count = { browsers: Number(values.browsers), facts: Number(values.facts), seconds: Number(values.seconds) };
const peopleOfOne = 10;
const gatherMs = 100; // as apps/console/src/app/live.ts
const mostOftenMs = 1000;

await measure({ name: 'one organization', organizations: 1, asksAnew: () => false });
await measure({
  name: `organizations of ${peopleOfOne}`,
  organizations: Math.ceil(count.browsers / peopleOfOne),
  asksAnew: (index) => index % 2 === 0,
});

interface Browser {
  readonly organizationId: string;
  readonly request: ClientRequest;
}

async function measure({
  name,
  organizations,
  asksAnew,
}: {
  readonly name: string;
  readonly organizations: number;
  readonly asksAnew: (index: number) => boolean;
}): Promise<void> {
  await using argosy = await startArgosy({ bare: true });
  const database = await openDatabaseOf(argosy);
  const serverId = (await openSealer(argosy.home)).keyId;
  const ids = Array.from({ length: organizations }, () => newId('organization', Date.now()));
  const sentAt = new Map<string, number>();
  const delays: number[] = [];
  const asks: number[] = [];
  const browsers: Browser[] = [];
  for (const organizationId of ids) {
    const at = systemClock.now();
    const organization = { id: organizationId, name: organizationId, alias: organizationId, isProvider: false, at };
    await insertOrganization(database, organization);
    const people = await signInMany(database, {
      organizationId,
      serverId,
      count: Math.ceil(count.browsers / organizations),
    });
    for (const { cookie } of people) {
      const list = asksAnew(browsers.length) ? askingAnew(argosy.client.url, cookie, asks) : undefined;
      const request = await follow(argosy.client.url, cookie, (subject) => {
        const sent = sentAt.get(subject);
        if (sent === undefined) return;
        delays.push(performance.now() - sent);
        list?.();
      });
      browsers.push({ organizationId, request });
    }
  }
  await delay(5_000); // what opening them has left to do
  const before = await takeStock(argosy, database);
  let sent = 0;
  let expected = 0;
  const end = performance.now() + count.seconds * 1000;
  for (let next = performance.now(); next < end; next += 1000 / count.facts) {
    const wait = next - performance.now();
    if (wait > 0) await delay(wait);
    const organizationId = ids[sent % ids.length] ?? '';
    const subject = newId('run', Date.now());
    const fact = {
      type: 'workloads.run_ended',
      organizationId,
      subject,
      facts: { name: 'nightly', state: 'SUCCEEDED' },
    };
    sentAt.set(subject, performance.now());
    await publish(database, systemClock, fact);
    sent += 1;
    expected += browsers.filter((each) => each.organizationId === organizationId).length;
  }
  for (let waits = 0; waits < 50 && delays.length < expected; waits += 1) await delay(100);
  const after = await takeStock(argosy, database);
  const seconds = (after.atMs - before.atMs) / 1000;
  for (const { request } of browsers) request.destroy();
  await database.end();

  const less = { betterIs: 'less' } as const;
  const who = `${browsers.length} browsers, ${name}`;
  console.log(`\n${who}: ${sent} facts in ${seconds.toFixed(0)} s, heard ${delays.length} times of ${expected}`);
  const print = (what: string, unit: string, value: number, goal?: number) =>
    printComparison({ name: `${who}: ${what}`, unit, ours: [value], ...less, ...(goal !== undefined && { goal }) });
  print('CPU of the server', '% of a core', ((after.server - before.server) / seconds) * 100, 100);
  print('CPU of its database', '% of a core', ((after.database - before.database) / seconds) * 100);
  print('statements that the database is asked', '/s', (after.transactions - before.transactions) / seconds);
  print('a fact is there: p50', 'ms', percentile(delays, 0.5));
  print('a fact is there: p99', 'ms', percentile(delays, 0.99), 1000);
  if (asks.length === 0) return;
  print('lists asked anew', '/s', asks.length / seconds);
  print('a list asked anew is there: p99', 'ms', percentile(asks, 0.99), 100);
}

/** Opens the feed as the console does; `hear` is told the subject of each fact. */
async function follow(url: string, cookie: string, hear: (subject: string) => void): Promise<ClientRequest> {
  const request = get(new URL('/v1/events/stream', url), { headers: { cookie }, agent: false });
  request.on('error', () => {}); // its end is ours
  const [answer] = (await once(request, 'response')) as [IncomingMessage];
  if (answer.statusCode !== 200) throw new Error(`the feed answered with ${answer.statusCode}`);
  let rest = '';
  answer.setEncoding('utf8').on('error', () => {});
  answer.on('data', (text: string) => {
    const lines = `${rest}${text}`.split('\n');
    rest = lines.pop() ?? '';
    for (const line of lines)
      if (line.startsWith('data: ')) hear((JSON.parse(line.slice(6)) as { readonly subject: string }).subject);
  });
  return request;
}

/** Asks for the list of runs after a fact: soon after the first, and then not more often than once a second. */
function askingAnew(url: string, cookie: string, took: number[]): () => void {
  let timer: NodeJS.Timeout | undefined;
  let lastAt = -Infinity;
  const ask = async () => {
    timer = undefined;
    lastAt = performance.now();
    const answer = await fetch(new URL('/v1/runs?limit=50', url), { headers: { cookie } });
    if (!answer.ok) throw new Error(`the list answered with ${answer.status}`);
    await answer.text();
    took.push(performance.now() - lastAt);
  };
  return () => {
    timer ??= setTimeout(() => void ask(), Math.max(gatherMs, lastAt + mostOftenMs - performance.now()));
  };
}

/** What has been used until now: CPU seconds of the server and of its PostgreSQL, and the transactions of the database, which are
 *  as many as statements, but for those of changes. */
async function takeStock(argosy: TestArgosy, database: ClientBase) {
  const { rows } = await database.query<{ count: string }>(
    'select xact_commit as count from pg_stat_database where datname = current_database()',
  );
  const server = argosy.server();
  const others = argosy.processes().filter(({ pid }) => pid !== server.pid);
  return {
    atMs: performance.now(),
    server: usageOf(server)?.cpuSeconds ?? 0,
    database: others.reduce((sum, each) => sum + (usageOf(each)?.cpuSeconds ?? 0), 0),
    transactions: Number(rows[0]?.count),
  };
}
