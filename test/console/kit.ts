// A real server with the real console, and a real Chromium, for tests of pages. Clusters are asked for over the API; that one
// runs is written as its agents' reports would have it, so that pages can be seen without waiting for daemons. Pages of clusters
// that really run are in test/e2e.
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { Writable } from 'node:stream';
import type { Browser, BrowserContext, Page } from 'playwright-core';
import { openBrowser } from '@argosy/testkit/browser';
import { expect, vi } from 'vitest';
import { linkUse } from '@argosy/contract/identity/sign-in';
import { systemClock } from '@argosy/kernel/time';
import { freshDatabase, type TestDatabase } from '../../apps/server/test/database.ts';
import { askAt, temporaryHome, type TestAnswer, type TestRequest } from '../../apps/server/test/http.ts';
import { type ComposedServer, composeServer, urlOf } from '../../apps/server/src/compose.ts';
import type { Home } from '../../apps/server/src/platform/home.ts';
import { publish } from '../../apps/server/src/platform/events.ts';
import {
  insertOutputs,
  insertTransfers,
  markOutputBroughtOut,
} from '../../apps/server/src/workloads/store/plan-transfers.ts';
import { openLog } from '../../apps/server/src/platform/log.ts';
import { asCaller } from '../../apps/server/src/platform/system/users.ts';
import { shareConsole } from '../console-builds.ts';

const buildsWithinMs = 120_000;
export const waiting = { timeout: 15_000, interval: 100 };

export interface TestConsole {
  readonly url: string;
  readonly key: string;
  readonly database: TestDatabase;
  ask(path: string, request?: TestRequest): Promise<TestAnswer>;
  /** Writes what the agents of a cluster would have reported, and publishes the fact. */
  letRun(clusterId: string): Promise<void>;
  /** Writes how the run of a plan run's job ended, as its agent would have reported it, and publishes the fact. */
  letEnd(planRunId: string, job: string, end: RunEnd): Promise<void>;
  /** Puts a file among the outputs of a plan run, as its copy would have brought it out. */
  bringOut(planRunId: string, path: string, content: string): Promise<void>;
  /** Stops the server and starts it again at the same place. */
  restart(): Promise<void>;
  [Symbol.asyncDispose](): Promise<void>;
}

export interface RunEnd {
  readonly state: 'SUCCEEDED' | 'FAILED';
  readonly exitCode: number;
}

export async function startTestConsole(): Promise<TestConsole> {
  const database = await freshDatabase();
  const home = await temporaryHome();
  await shareConsole(home);
  let server = await serve(database, home, 0);
  const url = urlOf(server.app);
  await untilBuilt(url);
  const { key } = JSON.parse(await readFile(home.profile, 'utf8')) as { key: string };
  return {
    url,
    key,
    database,
    ask: (path, request) => askAt(url, path, { key, ...request }),
    letRun: (clusterId) => letRun(database, clusterId),
    letEnd: (planRunId, job, end) => letEnd(database, planRunId, job, end),
    bringOut: (planRunId, path, content) => bringOut(database, home, { planRunId, path, content }),
    async restart() {
      await server.stop();
      server = await serve(database, home, Number(new URL(url).port));
    },
    async [Symbol.asyncDispose]() {
      await server.stop();
      await database[Symbol.asyncDispose]();
      await home[Symbol.asyncDispose]();
    },
  };
}

async function serve(database: TestDatabase, home: Home, port: number): Promise<ComposedServer> {
  const server = await composeServer({
    home,
    connection: database.connection,
    database: { kind: 'external', version: '18' },
    clock: systemClock,
    log: openLog({ level: 'fatal', destination: new Writable({ write: (_line, _encoding, done) => done() }) }),
    users: asCaller,
    address: '127.0.0.1',
    hosts: [],
    sharesMachine: true,
    keepDays: 90,
    checksAnswers: true,
    workKinds: ['plan_run', 'schedule'], // clusters and their runs are written below
  });
  await server.app.listen({ host: '127.0.0.1', port });
  await server.begin();
  return server;
}

async function untilBuilt(url: string): Promise<void> {
  await vi.waitFor(
    async () => expect((await askAt(url, '/console/build', {})).body).toMatchObject({ state: 'ready' }),
    { timeout: buildsWithinMs, interval: 250 },
  );
}

async function letRun({ pool }: TestDatabase, clusterId: string): Promise<void> {
  const { rows } = await pool.query<{ organization_id: string; name: string }>(
    `update clusters.cluster
        set state = 'RUNNING', ready_at = created_at + interval '21 seconds',
            progress = (select jsonb_agg(step || '{"state": "done", "startedAt": "2026-11-20T08:00:00Z", "endedAt": "2026-11-20T08:00:09Z"}')
                          from jsonb_array_elements(progress) as step)
      where id = $1 returning organization_id, name`,
    [clusterId],
  );
  const daemons = ['namenode', 'resourcemanager', 'datanode', 'nodemanager'].map((name, index) => ({
    name,
    component: index % 2 === 0 ? 'hdfs' : 'yarn',
    state: 'STARTED',
    ready: true,
    restarts: 0,
    rssBytes: 2 ** 28,
  }));
  const report = { generation: 1, setup: 'done', daemons, probes: {}, diskBytes: 2 ** 24 };
  await pool.query(
    `update clusters.node set state = 'RUNNING', ready_at = created_at, seen_at = created_at, seen = $2 where cluster_id = $1`,
    [clusterId, JSON.stringify({ report, actions: {} })],
  );
  const [cluster] = rows;
  await publish(pool, systemClock, {
    type: 'clusters.cluster_running',
    organizationId: cluster?.organization_id ?? '',
    subject: clusterId,
    facts: { clusterId, name: cluster?.name },
  });
}

async function letEnd({ pool }: TestDatabase, planRunId: string, job: string, end: RunEnd): Promise<void> {
  const theirs = 'from workloads.run where plan_run_id = $1 and name = $2';
  const started = async () => (await pool.query(`select id ${theirs}`, [planRunId, job])).rowCount;
  await vi.waitFor(async () => expect(await started()).toBe(1), waiting);
  const reason = { problem: 'run_failed', facts: { exitCode: end.exitCode }, lastLines: ['No such table: orders'] };
  const { rows } = await pool.query<{ id: string; organization_id: string }>(
    `update workloads.run set state = $3, started_at = submitted_at, ended_at = submitted_at + interval '8 seconds', reason = $4
      where plan_run_id = $1 and name = $2 returning id, organization_id`,
    [planRunId, job, end.state, end.state === 'FAILED' ? JSON.stringify(reason) : null],
  );
  const [run] = rows;
  await pool.query(
    `insert into workloads.attempt (run_id, number, state, exit_code, vcore_seconds, memory_mb_seconds, began_at, started_at, ended_at)
     select id, 1, lower(state), $2, 8, 4096, submitted_at, submitted_at, ended_at from workloads.run where id = $1
         on conflict (run_id, number) do update set state = excluded.state, exit_code = excluded.exit_code`,
    [run?.id, end.exitCode],
  );
  await publish(pool, systemClock, {
    type: 'workloads.run_ended',
    organizationId: run?.organization_id ?? '',
    subject: run?.id ?? '',
    facts: { name: job, planRunId, state: end.state },
  });
}

async function bringOut(
  { pool }: TestDatabase,
  home: Home,
  { planRunId, path, content }: { readonly planRunId: string; readonly path: string; readonly content: string },
): Promise<void> {
  const file = join(home.outputs, planRunId, path);
  await mkdir(dirname(file), { recursive: true });
  await writeFile(file, content);
  const transferId = `${planRunId}-out-test`;
  await insertTransfers(pool, planRunId, [{ id: transferId, direction: 'out', position: 0 }]);
  const sizeBytes = Buffer.byteLength(content);
  await insertOutputs(pool, planRunId, [{ path, transferId, hdfsPath: `/${path}`, sizeBytes }]);
  await markOutputBroughtOut(pool, planRunId, { path, sha256: 'a'.repeat(64) });
}

export interface Look {
  readonly language: 'en' | 'zh';
  readonly theme: 'light' | 'dark';
  /** Of the window, in CSS pixels; a desk's, if left out. */
  readonly width?: number;
}

let browser: Promise<Browser> | undefined;
const there = () => browser?.catch(() => undefined);

/** One Chromium for all files of a worker, with which it ends; another where that one has died. */
export async function theBrowser(): Promise<Browser> {
  browser ??= openBrowser();
  if (!(await there())?.isConnected()) browser = openBrowser();
  return browser;
}

/** What a file has left open there would go on asking a server that is gone. */
export async function closeWindows(): Promise<void> {
  for (const context of (await there())?.contexts() ?? []) await context.close();
}

export interface Visitor {
  readonly page: Page;
  readonly context: BrowserContext;
  /** What the browser complained of: errors of scripts, broken rules of the policy, files that were not there. */
  readonly complaints: readonly string[];
  /** Resolves when nothing is asked of the server any more, but for the stream, which never ends. */
  settled(): Promise<void>;
}

/** Somebody who looks at the console, signed in by the owner's key unless `key` is empty. */
export async function visit(
  { url, key: owner }: TestConsole,
  path: string,
  { language = 'en', theme = 'light', width = 1280, key = owner }: Partial<Look> & { key?: string } = {},
): Promise<Visitor> {
  const context = await (
    await theBrowser()
  ).newContext({
    baseURL: url,
    viewport: { width, height: 800 },
    locale: language === 'zh' ? 'zh-CN' : 'en-US',
    colorScheme: theme,
    reducedMotion: 'reduce',
    ...(key !== '' && { extraHTTPHeaders: { authorization: `Bearer ${key}` } }),
  });
  const page = await context.newPage();
  const complaints: string[] = [];
  page.on('pageerror', (error) => complaints.push(error.message));
  page.on('console', (message) => {
    if (message.type() === 'error') complaints.push(`${message.text()} ${message.location().url}`);
  });
  const underWay = new Set<unknown>();
  page.on('request', (request) => {
    if (!request.url().includes('/v1/events/stream')) underWay.add(request);
  });
  page.on('requestfinished', (request) => void underWay.delete(request));
  page.on('requestfailed', (request) => void underWay.delete(request));
  await page.goto(path);
  const settled = () => vi.waitFor(() => expect(underWay.size).toBe(0), waiting);
  return { page, context, complaints, settled };
}

export const passphrase = 'mountains and nine rivers';

/** From here on the owner, or another user, has this password, and the browser the cookie of their session. */
export async function signIn({ url, ask }: TestConsole, context: BrowserContext, another?: string): Promise<void> {
  const userId: string = another ?? (await ask('/v1/caller')).body.userId;
  const { body: link } = await ask(`/v1/users/${userId}/link`, { method: 'POST', body: {} });
  const data = { token: new URL(link.url).hash.slice(1), password: passphrase };
  const answer = await context.request.post(`${url}${linkUse.path}`, { headers: { 'idempotency-key': link.id }, data });
  expect(answer.status()).toBe(200);
}
