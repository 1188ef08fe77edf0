// Terminals as a person has them: a real server, a real agent as a process of its own, a real shell.
import { readdirSync, readFileSync, readlinkSync } from 'node:fs';
import { once } from 'node:events';
import { join } from 'node:path';
import { expect, test, vi } from 'vitest';
import { WebSocket } from 'ws';
import type { TerminalMessage } from '@argosy/contract/clusters/operations';
import { readRecord } from '@argosy/host/launch';
import {
  allPids,
  argumentsOf,
  identify,
  isAlive,
  type ProcessIdentity,
  signalProcess,
  usageOf,
} from '@argosy/host/processes';
import { findBelonging } from '@argosy/host/sweep';
import { type ClusterWithAgents, startClusterWithAgents } from '../../test/cluster-with-agents.ts';

const isRoot = process.getuid?.() === 0;

interface TestTerminal extends Disposable {
  readonly socket: WebSocket;
  readonly type: (text: string) => void;
  readonly say: (message: object) => void;
  /** The last of what came. */
  readonly screen: () => string;
  readonly told: readonly TerminalMessage[];
  /** Resolves when the screen has it. */
  readonly see: (what: RegExp) => Promise<RegExpExecArray>;
  readonly closed: Promise<number>;
}

interface Asked {
  readonly key?: string;
  readonly cluster?: string;
  readonly node?: string;
  readonly query?: string;
  readonly headers?: Readonly<Record<string, string>>;
}

function dial(at: ClusterWithAgents, asked: Asked): WebSocket {
  const { key = at.key, cluster = at.clusterId, node = 'master-1', query = '', headers = {} } = asked;
  const url = new URL(`/v1/clusters/${cluster}/nodes/${node}/terminal${query}`, at.url.replace('http', 'ws'));
  return new WebSocket(url, { headers: { authorization: `Bearer ${key}`, ...headers } });
}

/** What turns a terminal's modes on and off, and is not seen. */
// oxlint-disable-next-line no-control-regex
const sequences = /\u001b\[[?0-9;]*[a-z]\r?/g;

async function openTerminal(at: ClusterWithAgents, asked: Asked = {}): Promise<TestTerminal> {
  const socket = dial(at, asked);
  const told: TerminalMessage[] = [];
  let screen = '';
  socket.on('message', (data: Buffer, isBinary: boolean) => {
    if (isBinary) screen = (screen + data.toString('utf8')).replaceAll(sequences, '').slice(-32_000);
    else told.push(JSON.parse(data.toString('utf8')) as TerminalMessage);
  });
  const closed = new Promise<number>((resolve) => socket.once('close', resolve));
  socket.on('error', () => {});
  await once(socket, 'open');
  return {
    socket,
    type: (text) => socket.send(Buffer.from(text)),
    say: (message) => socket.send(JSON.stringify(message)),
    screen: () => screen,
    told,
    see: async (what) => {
      await expect.poll(() => screen, { message: 'the screen' }).toMatch(what);
      return what.exec(screen) as RegExpExecArray; // it was just seen to match
    },
    closed,
    [Symbol.dispose]: () => socket.terminate(),
  };
}

/** What the server answers instead of upgrading. */
async function refusalOf(at: ClusterWithAgents, asked: Asked) {
  const socket = dial(at, asked);
  socket.on('error', () => {});
  const [, answer] = (await once(socket, 'unexpected-response')) as [
    unknown,
    NodeJS.ReadableStream & { statusCode: number },
  ];
  let text = '';
  for await (const piece of answer) text += String(piece);
  return { status: answer.statusCode, body: JSON.parse(text) as { code: string; detail: string } };
}

const ofTerminals = (at: ClusterWithAgents): readonly ProcessIdentity[] =>
  findBelonging({ marker: `ARGOSY_TERMINALS=${at.node.nodeId}`, except: [] });

/** As long as no other process of this machine sleeps. */
const uncommon = `1000.${process.pid}`;

/** Command lines of processes with the terminal's mark, at a terminal or not, and of those that dropped it. */
function left(at: ClusterWithAgents): readonly string[] {
  return allPids().flatMap((pid) => {
    const words = argumentsOf(pid);
    try {
      const environment = readFileSync(`/proc/${pid}/environ`, 'utf8');
      const isMarked = environment.includes(`ARGOSY_TERMINALS=${at.node.nodeId}\0`);
      return isMarked || words.includes(uncommon) ? [words.join(' ')] : [];
    } catch {
      return []; // it has ended
    }
  });
}

const gone = (at: ClusterWithAgents) => expect.poll(() => left(at), { message: 'what is left' }).toEqual([]);

async function closedFact(at: ClusterWithAgents) {
  const read = async () => {
    const { rows } = await at.database.pool.query<{ facts: Record<string, unknown> }>(
      `select facts from platform.event where type = 'clusters.terminal_closed' order by id desc limit 1`,
    );
    return rows[0]?.facts;
  };
  await expect.poll(read).toBeDefined();
  return read();
}

test('CLU-7 a terminal is a shell of the node’s user in the node’s folder, with its environment, its size and its exit code', async () => {
  await using at = await startClusterWithAgents();
  await at.startAgent();
  using terminal = await openTerminal(at, { query: '?cols=101&rows=31' });
  await terminal.see(/nightly\/master-1:~\$ $/);
  terminal.type(
    'stty size; tput colors; locale charmap; pwd; echo "uid=$(id -u) 中文"; echo "$ARGOSY_NODE" > "$(tty)"\r',
  );
  await terminal.see(/\n31 101\r\n/);
  await terminal.see(/\n256\r\nUTF-8\r\n/);
  await terminal.see(new RegExp(`\\n${at.directory}\\r\\n`));
  const [, uid] = await terminal.see(/\nuid=(\d+) 中文\r\n/);
  expect(uid === '0').toBe(!isRoot && process.getuid?.() === 0); // never root's
  await terminal.see(new RegExp(`\\n${at.node.nodeId}\\r\\n`)); // its user may open its terminal by name
  terminal.say({ type: 'resize', cols: 60, rows: 20 });
  terminal.type('stty size\r');
  await terminal.see(/\n20 60\r\n/);
  terminal.type('(trap "" HUP; exec sleep 1000) & setsid sleep 1001 & exit 7\r');
  expect(await terminal.closed).toBe(1000);
  expect(terminal.told).toEqual([{ type: 'exit', exitCode: 7 }]);
  await gone(at);

  const { rows } = await at.database.pool.query(
    'select user_id from identity.audit_entry where operation = $1 and outcome = $2',
    ['node_terminal', 'allowed'],
  );
  expect(rows).toHaveLength(1);
  expect(await closedFact(at)).toMatchObject({
    node: 'master-1',
    userId: rows[0]?.user_id,
    exitCode: 7,
    bytesIn: expect.any(Number),
  });
});

test('CLU-7 what speaks against a terminal is answered before the upgrade', async () => {
  await using at = await startClusterWithAgents();
  expect(await refusalOf(at, {})).toMatchObject({ status: 503, body: { code: 'node_not_connected' } });
  await at.startAgent();
  expect(await refusalOf(at, { key: 'argosy_no_key' })).toMatchObject({ status: 401 });
  const { secret } = await at.keyFor('clusters:GetCluster');
  expect(await refusalOf(at, { key: secret })).toMatchObject({ status: 403, body: { code: 'permission_denied' } });
  expect(await refusalOf(at, { node: 'core-9' })).toMatchObject({ status: 404, body: { code: 'node_not_found' } });
  expect(await refusalOf(at, { query: '?cols=0' })).toMatchObject({ status: 422, body: { code: 'request_invalid' } });
  const { host, port } = new URL(at.url);
  for (const origin of ['http://evil.example', `http://127.0.0.1:${Number(port) + 1}`, 'null', `ftp://${host}`])
    expect(await refusalOf(at, { headers: { origin } })).toMatchObject({
      status: 403,
      body: { code: 'origin_not_allowed' },
    });
  expect(await refusalOf(at, { headers: { host: 'evil.example', origin: 'http://evil.example' } })).toMatchObject({
    status: 421,
  });
  await at.database.pool.query(`update clusters.node set state = 'STOPPING'`);
  expect(await refusalOf(at, {})).toMatchObject({ status: 409, body: { code: 'node_gone' } });
  await at.database.pool.query(`update clusters.node set state = 'RUNNING'`);
  using own = await openTerminal(at, { headers: { origin: at.url } });
  await own.see(/\$ $/);
});

test('CLU-7 a terminal ends within two seconds of the key that opened it, and nothing of it stays', async () => {
  await using at = await startClusterWithAgents();
  await at.startAgent();
  const { id, secret } = await at.keyFor('clusters:OpenTerminal');
  using terminal = await openTerminal(at, { key: secret });
  await terminal.see(/\$ $/);
  await at.ask(`/v1/access-keys/${id}`, { method: 'DELETE' });
  const from = performance.now();
  expect(await terminal.closed).toBe(1001);
  expect(performance.now() - from).toBeLessThan(5000); // two seconds, and a machine that is busy
  await gone(at);
});

test('CLU-7 RAM-1 a terminal by the name of its cluster goes on as long as policies about the cluster let it', async () => {
  await using at = await startClusterWithAgents();
  await at.startAgent();
  const made = async (path: string, body: object) => {
    const answer = await at.ask(path, { method: 'POST', body });
    expect(answer.status).toBeLessThan(300);
    return answer.body as { id: string; secret: string };
  };
  const aPolicy = async (name: string, Effect: string) => {
    const Resource = [`acs:clusters:*:*:cluster/${at.clusterId}`];
    const Statement = [{ Effect, Action: ['clusters:OpenTerminal'], Resource }];
    return (await made('/v1/policies', { name, document: { Version: '1', Statement } })).id;
  };
  const user = await made('/v1/users', { name: 'li', policies: [await aPolicy('may', 'Allow')] });
  await at.database.pool.query(`update identity.app_user set state = 'active' where id = $1`, [user.id]);
  const { secret } = await made('/v1/access-keys', { userId: user.id });
  using terminal = await openTerminal(at, { key: secret, cluster: 'nightly' });
  await terminal.see(/\$ $/);
  await new Promise((resolve) => setTimeout(resolve, 2500)); // it is looked at each second
  terminal.type('echo still-$((40 + 2))\n');
  await terminal.see(/still-42/);
  await made(`/v1/policies/${await aPolicy('may-not', 'Deny')}/attach`, { userId: user.id });
  expect(await terminal.closed).toBe(1001);
  await gone(at);
});

test('CLU-7 when the browser, the agent or the node goes, nothing of a terminal stays', async () => {
  await using at = await startClusterWithAgents();
  await at.startAgent();
  const sleep = `sleep ${uncommon}`;
  const stubborn = `(trap "" HUP; exec ${sleep}) & (env -i ${sleep} &) ; nohup ${sleep} >/dev/null 2>&1 & setsid ${sleep} & echo sleep""ing\r`;
  using first = await openTerminal(at);
  first.type(stubborn);
  await first.see(/\nsleeping/);
  await expect.poll(() => left(at).filter((each) => each === sleep)).toHaveLength(4);
  first.socket.terminate();
  await gone(at);

  using second = await openTerminal(at);
  second.type(stubborn);
  await second.see(/\nsleeping/);
  const agent = readRecord(join(at.directory, 'agent/agent'))?.process;
  signalProcess(agent as ProcessIdentity, 'SIGKILL');
  await second.closed;
  expect(second.told).toMatchObject([{ type: 'error', code: 'node_not_connected' }]);
  await gone(at);

  await at.startAgent();
  using third = await openTerminal(at);
  third.type(stubborn);
  await third.see(/\nsleeping/);
  await at.removeHost();
  expect(left(at)).toEqual([]);
});

test('CLU-7 a flood of output eats no memory, whether it is read or not, and holds up neither reports nor input', async () => {
  await using at = await startClusterWithAgents();
  await at.startAgent();
  using terminal = await openTerminal(at);
  await terminal.see(/\$ $/);
  terminal.type('yes\r');
  await terminal.see(/y\r\ny\r\n/);
  terminal.socket.pause(); // a browser that takes nothing
  const helper = () => ofTerminals(at).map((each) => usageOf(each)?.rssBytes ?? 0);
  await new Promise((resolve) => setTimeout(resolve, 1500));
  const before = { server: process.memoryUsage().rss, helper: Math.max(...helper()) };
  await new Promise((resolve) => setTimeout(resolve, 3000)); // `yes` would write gigabytes
  expect(process.memoryUsage().rss - before.server).toBeLessThan(60e6);
  expect(Math.max(...helper()) - before.helper).toBeLessThan(30e6);
  terminal.socket.resume();
  terminal.type('\u0003');
  terminal.type('echo here""after\r');
  await terminal.see(/\nhereafter\r\n/);
});

test('CLU-7 input that nobody takes waits in bounds, and what was pasted arrives whole', async () => {
  await using at = await startClusterWithAgents();
  await at.startAgent();
  using terminal = await openTerminal(at);
  await terminal.see(/\$ $/);
  terminal.type('stty raw -echo; echo rea""dy; head -c 3000000 | sha256sum; stty sane\r');
  await terminal.see(/ready/);
  const piece = Buffer.alloc(100_000, 'x');
  for (let sent = 0; sent < 30; sent += 1) terminal.socket.send(piece);
  await terminal.see(/[0-9a-f]{64} {2}-/);
  expect(terminal.told).toEqual([]);
});

test('CLU-7 nobody opens more terminals than ten, and those of another do not count', async () => {
  await using at = await startClusterWithAgents();
  await at.startAgent();
  await using all = new AsyncDisposableStack();
  for (let opened = 0; opened < 10; opened += 1) all.use(await openTerminal(at));
  expect(await refusalOf(at, {})).toMatchObject({ status: 429, body: { code: 'terminals_too_many' } });
});

test('CLU-7 a text frame that is no resize ends the terminal with the reason', async () => {
  await using at = await startClusterWithAgents();
  await at.startAgent();
  using terminal = await openTerminal(at);
  await terminal.see(/\$ $/);
  terminal.say({ type: 'resize', cols: -1, rows: 10 });
  await terminal.closed;
  expect(terminal.told).toMatchObject([{ type: 'error', code: 'request_invalid' }]);
});

test('an agent inherits no secret of the server: jobs of its node come after it', async () => {
  for (const name of ['ARGOSY_PROXY_SECRET', 'DATABASE_URL']) vi.stubEnv(name, 'of the server alone');
  try {
    await using at = await startClusterWithAgents();
    await at.startAgent();
    const agents = allPids().filter((pid) => argumentsOf(pid).some((word) => word.startsWith(at.directory)));
    expect(agents).toHaveLength(1);
    expect(readFileSync(`/proc/${agents[0]}/environ`, 'utf8')).not.toContain('of the server alone');
  } finally {
    vi.unstubAllEnvs();
  }
});

test('CLU-7 no process of a node inherits a terminal', async () => {
  await using at = await startClusterWithAgents();
  await at.startAgent();
  using one = await openTerminal(at);
  await one.see(/\$ $/);
  using other = await openTerminal(at);
  other.type('ls -l /proc/$$/fd | grep -c ptmx; echo loo""ked\r');
  await other.see(/\n0\r\nlooked/);
  const agent = readRecord(join(at.directory, 'agent/agent'))?.process.pid ?? 0;
  const open = readdirSync(`/proc/${agent}/fd`).map((fd) => {
    try {
      return readlinkSync(`/proc/${agent}/fd/${fd}`);
    } catch {
      return '';
    }
  });
  expect(open.filter((each) => each.includes('ptmx'))).toEqual([]);
  expect(isAlive(identify(agent) as ProcessIdentity)).toBe(true);
});

test('CLU-7 a server that stops ends its terminals, and does not wait for agents', async () => {
  await using at = await startClusterWithAgents();
  await at.startAgent();
  using terminal = await openTerminal(at);
  await terminal.see(/\$ $/);
  const from = performance.now();
  await at.stop();
  expect(performance.now() - from).toBeLessThan(4000); // less than after which anything is cut off
  expect(await terminal.closed).toBe(1001);
  await gone(at);
});
