// The command line as a process: what it says and how it ends, against a server of its own that answers as a real one would.
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmod, mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { createServer, type RequestListener } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { text } from 'node:stream/consumers';
import { identify } from '@argosy/host/processes';
import { invariant } from '@argosy/kernel/errors';
import { homeAt, makeHome } from '@argosy/server/platform/home';
import { firstClosedFolder } from '@argosy/server/platform/system/users';
import { writeServerFile } from '@argosy/server/server-file';
import { expect, test } from 'vitest';

const program = join(import.meta.dirname, '../src/main.ts');

interface Outcome {
  readonly code: number | null;
  readonly out: string;
  readonly err: string;
}

/** A folder to work in, which is the home too, and a server that answers everything by `answer`. */
async function aPlace(answer: RequestListener = (_, response) => void response.end('content')) {
  const folder = await mkdtemp(join(tmpdir(), 'argosy-command-line-'));
  await chmod(folder, 0o755);
  const server = createServer(answer).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`; // a TCP server's address is an object
  const started: ChildProcess[] = [];
  const start = (words: readonly string[], { env = {}, uid }: { env?: Record<string, string>; uid?: number } = {}) => {
    const child = spawn(process.execPath, [program, ...words], {
      cwd: folder,
      env: { PATH: process.env['PATH'], LANG: 'C', ARGOSY_HOME: folder, ARGOSY_URL: url, ARGOSY_KEY: 'ak-1', ...env },
      ...(uid === undefined ? {} : { uid, gid: uid }),
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    started.push(child);
    return child;
  };
  return {
    folder,
    home: homeAt(folder),
    start,
    run: (words: readonly string[], options?: Parameters<typeof start>[1]) => outcomeOf(start(words, options)),
    async [Symbol.asyncDispose]() {
      for (const child of started) child.kill('SIGKILL');
      server.closeAllConnections();
      server.close();
      await rm(folder, { recursive: true });
    },
  };
}

async function outcomeOf(child: ChildProcess): Promise<Outcome> {
  invariant(child.stdout && child.stderr, 'its outputs are piped');
  const [out, err, [code]] = await Promise.all([text(child.stdout), text(child.stderr), once(child, 'close')]);
  return { out, err, code: code as number | null };
}

const output = ['output', 'get', 'prn-1', '--path', 'answers/q1.csv'];

test('an output is put where it is asked for, in folders that are made for it', async () => {
  await using at = await aPlace();
  expect(await at.run([...output, '--out', 'a/b.csv'])).toMatchObject({ code: 0 });
  expect(await readFile(join(at.folder, 'a/b.csv'), 'utf8')).toBe('content');
});

test.each([
  ['a', 2, '"a" names no file'],
  ['', 2, '"" names no file'],
  ['/proc/x', 1, '/proc/x cannot be written: ENOENT'],
  ['/proc/none/x', 1, '/proc/none/x cannot be written: ENOENT'],
])('an output that cannot be put into "%s" is told so in a sentence', async (out, code, said) => {
  await using at = await aPlace();
  await mkdir(join(at.folder, 'a'));
  const refused = await at.run([...output, '--out', out]);
  expect(refused).toMatchObject({ code, out: '' });
  expect(refused.err).toContain(said);
  expect(refused.err).not.toContain('fault');
  expect(await readdir(at.folder)).toEqual(['a']);
});

test.each(['a', ''])(
  'a backup into "%s", which is a folder, is refused before the database is looked for',
  async (file) => {
    await using at = await aPlace();
    await mkdir(join(at.folder, 'a'));
    const refused = await at.run(['backup', file]);
    expect(refused).toMatchObject({ code: 2, err: `"${file}" names no file; give the whole path of one\n` });
    expect(await readdir(at.folder)).toEqual(['a']);
  },
);

test('without an access key it ends as documented, whichever server is named', async () => {
  await using at = await aPlace();
  const refused = await at.run(['cluster', 'list'], { env: { ARGOSY_KEY: '' } });
  expect(refused).toMatchObject({ code: 4, err: expect.stringContaining('no access key') as string });
});

test('whoever stops waiting is told that what was asked for goes on', async () => {
  const polled = Promise.withResolvers<void>();
  await using at = await aPlace((request, response) => {
    if (request.method === 'GET') return polled.resolve(); // a long poll that is not answered yet
    response.setHeader('content-type', 'application/json');
    response.end(JSON.stringify({ id: 'c-1', name: 'one', state: 'STARTING', progress: [] }));
  });
  const child = at.start(['cluster', 'create', '--name', 'one', '--core', '0', '--wait']);
  const outcome = outcomeOf(child);
  await polled.promise;
  child.kill('SIGINT');
  const { code, err } = await outcome;
  expect(code).toBe(130);
  expect(err).toContain('It goes on without this window. Look: argosy cluster get c-1');
});

/** A cluster whose hosts are made between two looks, as the API answers. */
function aStart(): RequestListener {
  const at = (second: number) => `2026-11-20T12:00:0${second}Z`;
  const look = (state: string, hosts: object, release: object) => ({
    id: 'c-1',
    name: 'one',
    state,
    components: [],
    nodeGroups: [],
    createdAt: at(0),
    progress: [
      { name: 'hosts', ...hosts },
      { name: 'release', ...release },
    ],
  });
  const begun = { state: 'running', startedAt: at(1) };
  const done = { state: 'done', startedAt: at(1), endedAt: at(3) };
  const fetching = { state: 'running', startedAt: at(1), bytesDone: 3e6, bytesTotal: 4e6 };
  const looks = [
    look('STARTING', { state: 'waiting' }, { state: 'waiting' }),
    look('STARTING', begun, { state: 'waiting' }),
    look('STARTING', done, fetching),
    look('RUNNING', done, done),
  ];
  return (_, response) => {
    response.setHeader('content-type', 'application/json');
    response.end(JSON.stringify(looks.shift()));
  };
}

test('CLU-1 whoever waits for a cluster reads its steps on standard error as they happen; what is asked for as JSON says nothing else', async () => {
  const words = ['cluster', 'create', '--name', 'one', '--core', '0', '--wait'];
  await using at = await aPlace(aStart());
  const { code, out, err } = await at.run(words);
  expect(code).toBe(0);
  expect(out).toContain('c-1');
  expect(err.split('\n').map((line) => line.replace(/^\S+ \S+ {2}/, ''))).toEqual([
    'hosts: running',
    'hosts: done, 2.0 s',
    'release: running, 3.0 MB / 4.0 MB',
    'release: done, 2.0 s',
    '',
  ]);
  await using other = await aPlace(aStart());
  const asJson = await other.run([...words, '--json']);
  expect(asJson).toMatchObject({ code: 0, err: '' });
  expect(JSON.parse(asJson.out)).toMatchObject({ id: 'c-1', state: 'RUNNING' });
});

test('a run that is refused leaves no folder for its results', async () => {
  await using at = await aPlace((_, response) => {
    const problem = { status: 409, code: 'memory_not_enough', detail: 'Not enough.', instance: 'req-1', facts: {} };
    response.writeHead(409, { 'content-type': 'application/problem+json' }).end(JSON.stringify(problem));
  });
  const plan = `name: one
cluster: { name: small }
jobs: [{ name: a, kind: shell, command: 'true' }]
outputs: [{ name: o, from: /o }]`;
  await writeFile(join(at.folder, 'plan.yaml'), plan);
  await mkdir(join(at.folder, 'mine'));
  for (const out of ['new/results', 'mine']) {
    const refused = await at.run(['run', 'plan.yaml', '--out', out]);
    expect(refused).toMatchObject({ code: 1, err: expect.stringContaining('Not enough.') as string });
  }
  expect((await readdir(at.folder)).toSorted()).toEqual(['mine', 'plan.yaml']);
});

/** A server with a plan run that is run again, whose plan was changed since or not; remembers with which bodies it was asked. */
function aRerun(planChanged: boolean, asked: string[]): RequestListener {
  return (request, response) => {
    let body = '';
    request.setEncoding('utf8').on('data', (piece: string) => (body += piece));
    request.on('end', () => {
      if (request.method === 'POST') asked.push(body);
      response.setHeader('content-type', 'application/json');
      const preview = { planChanged, cluster: 'standing', jobs: [], removed: [] };
      response.end(JSON.stringify(request.method === 'POST' ? { id: 'prn-2', jobs: [] } : preview));
    });
  };
}

test('JOB-2 whoever runs a plan run again is told when its plan has changed since, and how to run it as it is now', async () => {
  const asked: string[] = [];
  const rerun = ['plan-run', 'rerun', 'prn-1'];
  await using changed = await aPlace(aRerun(true, asked));
  const asItWas = await changed.run(rerun);
  expect(asItWas).toMatchObject({ code: 0, out: expect.stringContaining('prn-2') as string });
  expect(asItWas.err).toMatch(/^The plan has been changed since, .*: --plan as_it_is_now\n$/);
  expect(await changed.run([...rerun, '--plan', 'as_it_is_now'])).toMatchObject({ code: 0, err: '' });
  await using same = await aPlace(aRerun(false, asked));
  expect(await same.run(rerun)).toMatchObject({ code: 0, err: '' });
  expect(asked).toEqual(['{}', '{"plan":"as_it_is_now"}', '{}']);
});

const nobody = { name: 'nobody', uid: 65_534, gid: 65_534 };
// Only root can be somebody else than who made the home, where that one may read the sources.
const canBeAnother = process.getuid?.() === 0 && (await firstClosedFolder(dirname(program), nobody)) === undefined;
test.runIf(canBeAnother)("another user's home is not taken for one in which nothing runs", async () => {
  await using at = await aPlace();
  await makeHome(at.home);
  const ourselves = identify(process.pid);
  invariant(ourselves, 'we run');
  await writeServerFile(at.home, { ...ourselves, url: 'http://127.0.0.1:1', version: 'test', database: 'embedded' });
  await chmod(at.home.serverFile, 0o600);
  for (const command of ['status', 'down']) {
    const refused = await at.run([command], { uid: nobody.uid });
    expect(refused).toMatchObject({ code: 1, out: '' });
    expect(refused.err).toContain("run this as the home's owner");
  }
});

test.each(['/proc/none', '/etc/passwd', '/etc/passwd/below'])('doctor says that no home can be at %s', async (path) => {
  await using at = await aPlace();
  const { code, out } = await at.run(['doctor', '--json'], { env: { ARGOSY_HOME: path } });
  const { checks } = JSON.parse(out) as { checks: readonly { name: string; state: string; advice: string }[] };
  expect(code).toBe(1);
  expect(checks.find(({ name }) => name === 'home')).toMatchObject({
    state: 'fail',
    advice: expect.stringContaining(`${path} cannot be used: `) as string,
  });
});
