// Ways into a cluster (CLU-7): a terminal on a node, and its native web pages through the listener that shows them, every link of
// which leads somewhere.
import { expect, onTestFinished, test } from 'vitest';
import { clusterWebOpen, nodeTerminal, type TerminalMessage } from '@argosy/contract/clusters/operations';
import { jobKill, runGet, type RunView } from '@argosy/contract/workloads/operations';
import { runOnce, startJob } from '../jobs.ts';
import { argosy as command } from '../kit.ts';
import { at, name } from './the-cluster.ts';

/** What a browser keeps and follows. */
interface Visitor {
  readonly origin: string;
  readonly get: (url: string, from?: string) => Promise<Response>;
}

async function visit(page: string): Promise<{ readonly visitor: Visitor; readonly start: string }> {
  const { url } = await at().client.call(clusterWebOpen, { params: { clusterId: name }, body: { page } });
  const { origin } = new URL(url);
  const opened = await fetch(url, { redirect: 'manual' });
  const [cookie = ''] = (opened.headers.get('set-cookie') ?? '').split(';');
  const get = async (wanted: string, from?: string): Promise<Response> => {
    const headers = { cookie, accept: 'text/html,*/*', ...(from && { referer: from }) };
    const answer = await fetch(wanted, { redirect: 'manual', headers });
    const next = answer.headers.get('location');
    if (next === null) return answer;
    expect(new URL(next, wanted).origin, `${wanted} → ${next}`).toBe(origin);
    return get(new URL(next, wanted).href, wanted);
  };
  return { visitor: { origin, get }, start: new URL(opened.headers.get('location') ?? '', url).href };
}

/** Addresses of links, scripts, styles and images; templates that are filled in later are not. */
function linksOf(html: string, at: string): readonly string[] {
  const found = [...html.matchAll(/(?:\b(?:href|src)\s*=\s*\\?["']|\bcontent="\d+;url=)([^"'\\]+)\\?["']/g)].map(
    ([, link = '']) => link.replaceAll('&amp;', '&'),
  );
  const followed = found.filter(
    (link) => !/^(#|javascript:|data:|mailto:)|[{}]|^\/?$/.test(link) && URL.canParse(link, at),
  );
  return [...new Set(followed.map((link) => new URL(link, at).href.replace(/#.*/, '')))];
}

/** Every link of the page and of the pages that it leads to, `depth` times; answers what was visited. */
async function walk(page: string, depth: number): Promise<readonly string[]> {
  const { visitor, start } = await visit(page);
  const seen = new Map<string, string>([[start, start]]);
  let round = [start];
  for (let step = 0; step <= depth; step += 1) {
    const next: string[] = [];
    for (const url of round) {
      const answer = await visitor.get(url, seen.get(url));
      const isOfPage = (answer.headers.get('content-type') ?? '').startsWith('text/html');
      expect(answer.status, `${url}, a link of ${seen.get(url)}`).toBeLessThan(400);
      const html = isOfPage ? await answer.text() : await answer.body?.cancel();
      for (const link of html ? linksOf(html, answer.url || url) : []) {
        if (seen.has(link) || !isOfCluster(link)) continue;
        expect(new URL(link).origin, `${link}, a link of ${url}`).toBe(visitor.origin);
        seen.set(link, url);
        next.push(link);
      }
    }
    round = next.slice(0, 150);
  }
  return [...seen.keys()];
}

/** Documentation of the projects is elsewhere, and stays there. */
const isOfCluster = (link: string): boolean => !/^https?:\/\/[^/]*\b(apache|github)\.(org|com)\//.test(link);

test('CLU-7 a terminal on a node works with the cluster: over the API, and from the command line', async () => {
  const params = { clusterId: name, nodeId: 'master-1' };
  let screen = '';
  const exit = Promise.withResolvers<TerminalMessage>();
  const socket = await at().client.open(nodeTerminal, {
    params,
    query: { cols: 120, rows: 30 },
    onMessage: (data) => {
      if (typeof data === 'string') exit.resolve(JSON.parse(data) as TerminalMessage);
      else screen += Buffer.from(data).toString('utf8');
    },
  });
  socket.send(Buffer.from('hdfs dfs -ls /; yarn node -list 2>/dev/null; whoami; exit 4\r'));
  expect(await exit.promise).toEqual({ type: 'exit', exitCode: 4 });
  expect(screen).toContain(`${name}/master-1:~$ `);
  expect(screen).toMatch(/drwxrwxrwt +- hadoop supergroup .* \/tmp\r\n/);
  expect(screen).toMatch(/:8041\s+RUNNING/);

  const refused = await command(at().argosy, 'node', 'terminal', name, 'core-9');
  expect(refused).toMatchObject({ exitCode: 1, err: expect.stringContaining('There is no node core-9') });
});

test('CLU-7 every link of the native pages leads to a page, script or style through the listener', async () => {
  const { client, cluster } = at();
  const master = new URL(cluster.addresses['namenode-web'] ?? '').hostname;
  const base = `/web/${cluster.id}/${master}`;
  const walked = {
    'namenode-web': await walk('namenode-web', 1),
    'resourcemanager-web': await walk('resourcemanager-web', 2),
    'jobhistory-web': await walk('jobhistory-web', 2),
    'spark-history-web': await walk('spark-history-web', 2),
  };
  const all = Object.values(walked).flat();
  const paths = all.map((each) => new URL(each).pathname);
  for (const needed of [
    ':9870/dfshealth.js',
    ':8088/cluster/nodes',
    ':8042',
    ':8088/static/yarn.css',
    ':19888/static/yarn.css',
    ':18080/static/webui.css',
  ])
    expect(
      paths.some((each) => each.startsWith(`${base}${needed}`)),
      needed,
    ).toBe(true);
  expect(paths.some((each) => each.includes('/jobhistory/job/job_'))).toBe(true);

  // The page of an application that runs, which the ResourceManager fetches from its driver.
  const run = await startJob(client, name, {
    kind: 'spark-jar',
    name: 'long-pi',
    jar: 'release:spark-examples',
    mainClass: 'argosy.SparkPi',
    driver: { memoryMb: 512 },
    executors: { count: 1, memoryMb: 512 },
    arguments: ['100000'],
    configuration: { 'spark.ui.enabled': 'true' },
  });
  // Or it would take a core from the stories after this one, unless it has ended by itself.
  onTestFinished(async () => void (await client.call(jobKill, { params: { runId: run.id } }).catch(() => {})));
  const begun = await runOnce(client, run.id, hasBegun);
  const { visitor, start } = await visit('resourcemanager-web');
  const proxied = `${new URL(start).origin}${base}:8088/proxy/${begun.applicationId}/`;
  await expect
    .poll(async () => (await visitor.get(proxied)).text(), { timeout: 60_000, interval: 500 })
    .toContain('Spark Jobs');
  const jobs = await (await visitor.get(proxied)).text();
  const executors = linksOf(jobs, proxied).find((each) => each.endsWith('/executors/'));
  expect(executors).toContain(`${base}:8088/proxy/${begun.applicationId}/executors/`);
  expect((await visitor.get(executors ?? '')).status).toBe(200);
  const asked = `${proxied}api/v1/applications/${begun.applicationId}/allexecutors`; // by the script of that page
  expect(await (await visitor.get(asked)).json()).toContainEqual(expect.objectContaining({ id: 'driver' }));
});

const hasBegun = (run: RunView): boolean => {
  if (['FAILED', 'KILLED', 'SUCCEEDED'].includes(run.state)) throw new Error(`${runGet.id}: ${JSON.stringify(run)}`);
  return run.state === 'RUNNING';
};
