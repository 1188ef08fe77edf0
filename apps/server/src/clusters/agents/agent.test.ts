import { execFileSync, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import {
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  rmSync,
  statSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import type { ExecAction } from '@argosy/contract/agent/protocol';
import { hasEnded, identify, isAlive, type ProcessIdentity } from '@argosy/host/processes';
import { findBelonging } from '@argosy/host/sweep';
import { mountSmallDisk, noMounts } from '@argosy/testkit';
import { aDaemon, aNodeSpec, aShellDaemon, startNodeKit, type NodeKit } from '../../../test/node-kit.ts';

const isRoot = process.getuid?.() === 0;

function identityOf(pid: number | undefined): ProcessIdentity {
  const process = identify(pid ?? 0);
  if (!process) throw new Error(`process ${pid} does not run`);
  return process;
}

/** Ready at once: whether the shell daemon lives is all there is to see. */
function aQuietDaemon(node: NodeKit, script: string, changes = {}) {
  return aShellDaemon(script, { ready: { kind: 'http', url: node.url, expect: [] }, ...changes });
}

function anExec(id: string, script: string, changes: Partial<ExecAction> = {}): ExecAction {
  return {
    kind: 'exec',
    id,
    argv: ['/bin/sh', '-c', script],
    environment: {},
    files: [],
    texts: [],
    timeoutMs: 60_000,
    ...changes,
  };
}

async function forgotten(node: NodeKit, id: string): Promise<void> {
  await node.until(`${id} forgotten`, () =>
    statSync(join(node.directory, 'actions', id), { throwIfNoEntry: false }) ? undefined : true,
  );
}

async function killAgent(node: NodeKit): Promise<void> {
  const agent = identityOf(node.agentPid());
  process.kill(agent.pid, 'SIGKILL');
  expect(await hasEnded(agent, 5000)).toBe(true);
}

test('an agent starts what its spec wants, and nothing is left when the host is removed', async () => {
  await using node = await startNodeKit();
  await node.connect();
  expect(node.hub.sendSpec(node.wish.nodeId, aNodeSpec(node.wish.nodeId, 1, [aDaemon(node.wish)]))).toBe('sent');
  const daemon = await node.daemonWhere('web', 'started', (each) => each.state === 'STARTED');
  expect(daemon).toMatchObject({ ready: true, restarts: 0, component: 'test' });
  expect(daemon.rssBytes).toBeGreaterThan(1_000_000);
  expect(node.hub.latestReport(node.wish.nodeId)).toMatchObject({ generation: 1, setup: 'done' });
  const process = identityOf(daemon.pid);
  await node.provider.remove(node.wish);
  expect(isAlive(process)).toBe(false);
  expect(statSync(node.directory, { throwIfNoEntry: false })).toBeUndefined();
  await node.provider.remove(node.wish); // safe to repeat
});

test('an agent killed and started again takes its daemons over; without a server it restarts a dead one', async () => {
  await using node = await startNodeKit();
  const { nodeId } = node.wish;
  await node.connect();
  node.hub.sendSpec(nodeId, aNodeSpec(nodeId, 1, [aDaemon(node.wish)]));
  const before = await node.daemonWhere('web', 'started', (each) => each.state === 'STARTED');
  const agentBefore = node.agentPid();
  await killAgent(node);
  await node.connected();
  const after = await node.daemonWhere(
    'web',
    'started again',
    (each) => each.state === 'STARTED' && node.agentPid() !== agentBefore,
  );
  expect(after).toMatchObject({ pid: before.pid, restarts: 0 });
  process.kill(after.pid ?? 0, 'SIGKILL'); // not a child of this agent
  const third = await node.daemonWhere('web', 'restarted', (each) => each.state === 'STARTED' && each.restarts === 1);
  expect(third.pid).not.toBe(before.pid);
});

test('what an agent compiled is kept while it runs: it never ends by itself', async () => {
  await using node = await startNodeKit();
  await node.connect();
  const kept = () => readdirSync(join(node.home.run, 'compile-cache'), { recursive: true, encoding: 'utf8' });
  await node.until('it is kept', () =>
    kept().some((each) => each.endsWith('.cache') || each.includes('/')) ? true : undefined,
  );
});

test('an agent that hangs is replaced, not one that was only just started; what it kept running runs on', async () => {
  await using node = await startNodeKit();
  const { nodeId } = node.wish;
  await node.connect();
  node.hub.sendSpec(nodeId, aNodeSpec(nodeId, 1, [aDaemon(node.wish)]));
  const { pid } = await node.daemonWhere('web', 'started', (each) => each.state === 'STARTED');
  const hung = identityOf(node.agentPid());
  process.kill(hung.pid, 'SIGSTOP');
  await node.provider.replaceAgent(node.wish);
  expect(node.agentPid()).toBe(hung.pid);
  utimesSync(join(node.directory, 'agent/agent.pid'), new Date(0), new Date(0)); // when it was started
  await node.provider.replaceAgent(node.wish);
  expect(isAlive(hung)).toBe(false);
  await node.connected();
  const after = await node.daemonWhere('web', 'taken over', (each) => each.state === 'STARTED');
  expect(after).toMatchObject({ pid, restarts: 0 });
});

test('a daemon that is killed is started again, with how it ended', async () => {
  await using node = await startNodeKit();
  const { nodeId } = node.wish;
  await node.connect();
  node.hub.sendSpec(nodeId, aNodeSpec(nodeId, 1, [aDaemon(node.wish)]));
  const before = await node.daemonWhere('web', 'started', (each) => each.state === 'STARTED');
  process.kill(before.pid ?? 0, 'SIGKILL');
  const after = await node.daemonWhere('web', 'restarted', (each) => each.restarts === 1 && each.state === 'STARTED');
  expect(after.lastExit).toMatchObject({ code: null, signal: 'SIGKILL' });
});

test('a spec of an older generation is refused; a newer one stops what it no longer names', async () => {
  await using node = await startNodeKit();
  const { nodeId } = node.wish;
  await node.connect();
  node.hub.sendSpec(nodeId, aNodeSpec(nodeId, 3, [aDaemon(node.wish)]));
  const daemon = await node.daemonWhere('web', 'started', (each) => each.state === 'STARTED');
  node.hub.sendSpec(nodeId, aNodeSpec(nodeId, 2, []));
  node.hub.sendSpec(nodeId, { ...aNodeSpec(nodeId, 4, []), directories: ['later'] });
  await node.reportWhere('generation 4', (each) => each.generation === 4);
  await node.daemonWhere('web', 'stopped', (each) => each.state === 'STOPPED');
  expect(identify(daemon.pid ?? 0)).toBeUndefined();
  node.hub.sendSpec(nodeId, aNodeSpec(nodeId, 3, [aDaemon(node.wish)]));
  const answer = await node.hub.request(nodeId, { kind: 'list', path: '.' }); // after the old spec was heard
  expect(answer.kind).toBe('list');
  expect(node.hub.latestReport(nodeId)?.generation).toBe(4);
});

test('daemons stop in their order, by their own signal, and are killed when they do not', async () => {
  await using node = await startNodeKit();
  const { nodeId } = node.wish;
  await node.connect();
  const mark = (name: string) => `trap 'echo ${name} >> data/order; exit 0' TERM; while :; do sleep 0.05; done`;
  const daemons = [
    aQuietDaemon(node, mark('second'), { name: 'second', stopOrder: 2 }),
    aQuietDaemon(node, mark('first'), { name: 'first', stopOrder: 1 }),
    aQuietDaemon(node, `trap '' TERM; while :; do sleep 0.05; done`, {
      name: 'stubborn',
      stopOrder: 1,
      stopTimeoutMs: 300,
    }),
  ];
  node.hub.sendSpec(nodeId, aNodeSpec(nodeId, 1, daemons));
  await node.reportWhere(
    'all started',
    ({ daemons }) => daemons.filter((each) => each.state === 'STARTED').length === 3,
  );
  node.hub.sendSpec(
    nodeId,
    aNodeSpec(
      nodeId,
      2,
      daemons.map((each) => ({ ...each, wanted: 'stopped' as const })),
    ),
  );
  await node.reportWhere('all stopped', ({ daemons }) => daemons.every((each) => each.state === 'STOPPED'));
  expect(readFileSync(join(node.directory, 'data/order'), 'utf8')).toBe('first\nsecond\n');
});

test('a daemon with another command line is started anew; with other files it is not', async () => {
  await using node = await startNodeKit();
  const { nodeId } = node.wish;
  await node.connect();
  node.hub.sendSpec(nodeId, aNodeSpec(nodeId, 1, [aDaemon(node.wish)]));
  const before = await node.daemonWhere('web', 'started', (each) => each.state === 'STARTED');
  const file = { path: 'conf/a', content: 'in {node}', encoding: 'utf8', mode: 0o644, write: 'always' } as const;
  node.hub.sendSpec(nodeId, { ...aNodeSpec(nodeId, 2, [aDaemon(node.wish)]), files: [file] });
  await node.reportWhere('generation 2', (each) => each.generation === 2);
  expect(readFileSync(join(node.directory, 'conf/a'), 'utf8')).toBe(`in ${node.directory}`);
  expect((await node.daemonWhere('web', 'started', (each) => each.state === 'STARTED')).pid).toBe(before.pid);
  node.hub.sendSpec(nodeId, aNodeSpec(nodeId, 3, [aDaemon(node.wish, { environment: { A: 'b' } })]));
  const after = await node.daemonWhere(
    'web',
    'restarted',
    (each) => each.state === 'STARTED' && each.pid !== before.pid,
  );
  expect(after.restarts).toBe(0); // it did not die
});

test('a daemon that ends at once three times explains itself with its last lines, within five seconds', async () => {
  await using node = await startNodeKit();
  const { nodeId } = node.wish;
  await node.connect();
  const started = performance.now();
  node.hub.sendSpec(
    nodeId,
    aNodeSpec(nodeId, 1, [
      aQuietDaemon(node, 'echo no such disk >&2; exit 3', { ready: { kind: 'tcp', host: '127.0.0.1', port: 1 } }),
    ]),
  );
  const { problem } = await node.daemonWhere('shell', 'failed', (each) => each.state === 'START_FAILED');
  expect(performance.now() - started).toBeLessThan(10_000);
  expect(problem).toMatchObject({
    code: 'daemon_failed',
    facts: { daemon: 'shell', exitCode: 3 },
    lastLines: ['no such disk'],
  });
  expect(problem?.command).toContain('/bin/sh -c');
});

test('a daemon that never becomes ready is said not to be', async () => {
  await using node = await startNodeKit();
  const { nodeId } = node.wish;
  await node.connect();
  const daemon = aShellDaemon('echo waiting; sleep 60', {
    ready: { kind: 'tcp', host: '127.0.0.1', port: 1 },
    readyTimeoutMs: 2000,
  });
  node.hub.sendSpec(nodeId, aNodeSpec(nodeId, 1, [daemon]));
  const { problem } = await node.daemonWhere('shell', 'late', (each) => each.state === 'START_FAILED');
  expect(problem).toMatchObject({ code: 'daemon_not_ready', lastLines: ['waiting'] });
});

test('a taken port is said before the start, with who has it; the daemon starts once it is free', async () => {
  await using node = await startNodeKit();
  const { nodeId, address } = node.wish;
  const holder = createServer().listen(18_080, address);
  await once(holder, 'listening');
  await node.connect();
  node.hub.sendSpec(nodeId, aNodeSpec(nodeId, 1, [aDaemon(node.wish)]));
  const { problem } = await node.daemonWhere('web', 'refused', (each) => each.state === 'START_FAILED');
  expect(problem).toMatchObject({ code: 'port_taken', facts: { port: 18_080, address } });
  expect(String(problem?.facts['holder'])).toContain(String(process.pid));
  holder.close();
  const started = await node.daemonWhere('web', 'started', (each) => each.state === 'STARTED');
  expect(started.problem).toBeUndefined();
});

test('a daemon that has been ready for long stays so through a new spec and a new agent', async () => {
  await using node = await startNodeKit();
  const { nodeId } = node.wish;
  await node.connect();
  const states: string[] = [];
  node.hub.listen({ onReport: (_, report) => void states.push(...report.daemons.map((each) => each.state)) });
  const daemon = aQuietDaemon(node, 'sleep 60', { readyTimeoutMs: 5000 });
  node.hub.sendSpec(nodeId, aNodeSpec(nodeId, 1, [daemon]));
  const { startedAt = '' } = await node.daemonWhere('shell', 'started', (each) => each.state === 'STARTED');
  await node.until('longer than it may take to start', () =>
    Date.now() - Date.parse(startedAt) > 5200 ? true : undefined,
  );
  node.hub.sendSpec(nodeId, { ...aNodeSpec(nodeId, 2, [daemon]), directories: ['more'] });
  await node.reportWhere('generation 2', (each) => each.generation === 2);
  await killAgent(node);
  await node.connected();
  await node.daemonWhere('shell', 'taken over', (each) => each.state === 'STARTED');
  expect(states).not.toContain('START_FAILED');
});

test('a daemon waits for what it needs', async () => {
  await using node = await startNodeKit();
  const { nodeId, address } = node.wish;
  await node.connect();
  const waiting = aQuietDaemon(node, 'sleep 60', { waitsFor: [{ kind: 'tcp', host: address, port: 18_080 }] });
  node.hub.sendSpec(nodeId, {
    ...aNodeSpec(nodeId, 1, [waiting]),
    probes: [{ name: 'web', probe: waiting.waitsFor[0]! }],
  });
  await node.reportWhere('set up', (each) => each.setup === 'done');
  expect(node.hub.latestReport(nodeId)).toMatchObject({ daemons: [{ state: 'WAITING' }], probes: { web: false } });
  node.hub.sendSpec(nodeId, {
    ...aNodeSpec(nodeId, 2, [waiting, aDaemon(node.wish)]),
    probes: [{ name: 'web', probe: waiting.waitsFor[0]! }],
  });
  await node.daemonWhere('shell', 'started', (each) => each.state === 'STARTED');
  await node.reportWhere('probe holds', (each) => each.probes['web'] === true);
});

/** A daemon that stands behind others until it is told to become ready. */
async function startBehindOthers(node: NodeKit) {
  const { nodeId, address } = node.wish;
  await node.connect();
  const wait = `while (!require('fs').existsSync('{node}/go')) Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 20)`;
  const listen = `require('net').createServer().listen(18080, '${address}')`;
  const daemon = aDaemon(node.wish, {
    argv: [process.execPath, '-e', `${wait}; ${listen}`],
    ready: { kind: 'tcp', host: address, port: 18_080 },
  });
  node.hub.sendSpec(nodeId, aNodeSpec(nodeId, 1, [{ ...daemon, startsBehindOthers: true }]));
  const { pid } = await node.daemonWhere('web', 'starting', (each) => each.state === 'STARTING');
  const session = `/proc/${pid}/autogroup`; // not there where the kernel does not share the CPU among sessions
  const stands = (niceness: number) => () =>
    !existsSync(session) || readFileSync(session, 'utf8').endsWith(` nice ${niceness}\n`) ? true : undefined;
  await node.until('it stands behind', stands(10));
  const standsBesideOnceReady = async () => {
    writeFileSync(join(node.directory, 'go'), '');
    await node.daemonWhere('web', 'started', (each) => each.state === 'STARTED' && each.pid === pid);
    await node.until('it stands beside', stands(0));
  };
  return { specWithoutIt: aNodeSpec(nodeId, 2, [daemon]), standsBesideOnceReady };
}

test('a daemon that starts behind others stands beside them once it is ready', async () => {
  await using node = await startNodeKit();
  const { standsBesideOnceReady } = await startBehindOthers(node);
  await standsBesideOnceReady();
});

test('a daemon that was put behind others comes beside them though its spec no longer says so', async () => {
  await using node = await startNodeKit();
  const { specWithoutIt, standsBesideOnceReady } = await startBehindOthers(node);
  node.hub.sendSpec(node.wish.nodeId, specWithoutIt);
  await node.reportWhere('generation 2', (each) => each.generation === 2);
  await standsBesideOnceReady();
});

test('a daemon that another agent put behind others comes beside them though its spec no longer says so', async () => {
  await using node = await startNodeKit();
  const { specWithoutIt, standsBesideOnceReady } = await startBehindOthers(node);
  node.hub.sendSpec(node.wish.nodeId, specWithoutIt);
  await node.reportWhere('generation 2', (each) => each.generation === 2);
  await killAgent(node);
  await node.connected();
  await standsBesideOnceReady();
});

test('an action runs once although its agent is killed, and its exit code survives', async () => {
  await using node = await startNodeKit();
  const { nodeId } = node.wish;
  await node.connect();
  const script = 'echo once >> ../../../data-of-test; while ! [ -e go ]; do sleep 0.02; done; echo done; exit 7';
  writeFileSync(join(node.directory, 'data-of-test'), '', { mode: 0o666 });
  execFileSync('chmod', ['666', join(node.directory, 'data-of-test')]);
  node.hub.act(nodeId, anExec('act-1', script));
  const work = join(node.directory, 'actions/act-1/work');
  await node.until('it runs', () =>
    readFileSync(join(node.directory, 'data-of-test'), 'utf8') === 'once\n' ? true : undefined,
  );
  await killAgent(node);
  writeFileSync(join(work, 'go'), ''); // it ends while no agent looks, or a new one does
  await node.connected();
  node.hub.act(nodeId, anExec('act-1', script));
  expect(await node.actionEnded('act-1')).toMatchObject({
    state: 'failed',
    exitCode: 7,
    problem: { code: 'run_failed' },
  });
  expect(readFileSync(join(node.directory, 'data-of-test'), 'utf8')).toBe('once\n');
  expect(readFileSync(join(node.directory, 'actions/act-1/stdout'), 'utf8')).toBe('done\n');
  node.hub.forget(nodeId, ['act-1']);
  await forgotten(node, 'act-1');
});

test('an action is forgotten with the folders that it made read-only', async () => {
  await using node = await startNodeKit();
  const { nodeId } = node.wish;
  await node.connect();
  const agent = node.agentPid();
  node.hub.act(nodeId, anExec('act-go', 'mkdir -p pkg/mod/a && touch pkg/mod/a/go.mod && chmod -R a-w .'));
  expect(await node.actionEnded('act-go')).toMatchObject({ state: 'succeeded' });
  node.hub.forget(nodeId, ['act-go']);
  await forgotten(node, 'act-go');
  expect(node.agentPid()).toBe(agent);
});

test('an agent started again sees the programs it finds running to their end, kills them and keeps their time', async () => {
  await using node = await startNodeKit();
  const { nodeId } = node.wish;
  await node.connect();
  const script = 'echo began; while ! [ -e go ]; do sleep 0.02; done; exit 7';
  const actions = [
    anExec('act-ends', script),
    anExec('act-killed', script),
    anExec('act-late', script, { timeoutMs: 4000 }),
  ];
  for (const each of actions) node.hub.act(nodeId, each);
  const folder = (id: string) => join(node.directory, 'actions', id);
  for (const { id } of actions) {
    await node.until(`${id} runs`, () =>
      (statSync(join(folder(id), 'stdout'), { throwIfNoEntry: false })?.size ?? 0) > 0 ? true : undefined,
    );
  }
  await killAgent(node);
  await node.connected();
  for (const { id } of actions) expect(node.reportsOf(id).map((each) => each.state)).not.toContain('failed');
  writeFileSync(join(folder('act-ends'), 'work/go'), '');
  expect(await node.actionEnded('act-ends')).toMatchObject({ state: 'failed', exitCode: 7 });
  node.hub.kill(nodeId, 'act-killed', 1000);
  expect(await node.actionEnded('act-killed')).toMatchObject({ state: 'killed' });
  expect(await node.actionEnded('act-late')).toMatchObject({ state: 'timed_out' });
  expect(findBelonging({ marker: `ARGOSY_NODE=${nodeId}`, except: [node.agentPid()] })).toEqual([]);
});

test('an action has its texts, its folder and its environment, and not the agent’s; what it left running ends with it', async () => {
  await using node = await startNodeKit();
  const { nodeId } = node.wish;
  await node.connect();
  const action = anExec(
    'act-2',
    'cat hello; id -u; echo "$HOME $WHO ${PIP_INDEX_URL-none}"; setsid sleep 300 & exit 0',
    {
      texts: [{ name: 'hello', content: 'Hello\n', mode: 0o600 }],
      environment: { WHO: '{node}' },
    },
  );
  node.hub.act(nodeId, action);
  const end = await node.actionEnded('act-2');
  expect(end).toMatchObject({ state: 'succeeded', exitCode: 0 });
  expect(end.cpuSeconds).toBeGreaterThanOrEqual(0);
  const [hello, uid, line] = readFileSync(join(node.directory, 'actions/act-2/stdout'), 'utf8').split('\n');
  expect(hello).toBe('Hello');
  expect(uid).not.toBe('0');
  expect(line).toBe(`${node.directory} ${node.directory} none`);
  expect(findBelonging({ marker: 'ARGOSY_ACTION=act-2', except: [] })).toEqual([]);
});

test.runIf(isRoot)('no job puts anything into the folders that its agent writes with its own rights', async () => {
  await using node = await startNodeKit();
  const { nodeId } = node.wish;
  await node.connect();
  const script = `for folder in log agent actions; do
    touch "$HOME/$folder/x" || ln -s /etc/hostname "$HOME/$folder/web.log.1" || mkfifo "$HOME/$folder/web.log" || echo $folder
  done 2>/dev/null`;
  node.hub.act(nodeId, anExec('act-puts', script));
  await node.actionEnded('act-puts');
  expect(readFileSync(join(node.directory, 'actions/act-puts/stdout'), 'utf8')).toBe('log\nagent\nactions\n');
});

test.runIf(isRoot)(
  'neither the mask nor the groups of who starts a server come between a node and its user',
  async () => {
    await using node = await startNodeKit();
    const { nodeId } = node.wish;
    const mask = process.umask(0o077);
    await node.connect().finally(() => process.umask(mask));
    node.hub.sendSpec(nodeId, aNodeSpec(nodeId, 1, [aDaemon(node.wish)]));
    await node.daemonWhere('web', 'started', (each) => each.state === 'STARTED');
    expect(readFileSync(`/proc/${node.agentPid()}/status`, 'utf8')).toMatch(/^Groups:\s*$/m);
  },
);

test('a kill is asked first and insists after its grace; a killed action has no second life', async () => {
  await using node = await startNodeKit();
  const { nodeId } = node.wish;
  await node.connect();
  node.hub.act(nodeId, anExec('act-3', `trap '' TERM; echo began; while :; do sleep 0.05; done`));
  await node.until('it runs', () => {
    const text = statSync(join(node.directory, 'actions/act-3/stdout'), { throwIfNoEntry: false });
    return text && text.size > 0 ? true : undefined;
  });
  node.hub.kill(nodeId, 'act-3', 200);
  expect(await node.actionEnded('act-3')).toMatchObject({ state: 'killed' });
  expect(findBelonging({ marker: 'ARGOSY_ACTION=act-3', except: [] })).toEqual([]);
  node.hub.kill(nodeId, 'act-never-sent', 0);
  expect(await node.actionEnded('act-never-sent')).toMatchObject({ state: 'killed' });
  node.hub.act(nodeId, anExec('act-never-sent', 'touch ../../../ran'));
  node.hub.act(nodeId, anExec('act-4', 'sleep 60', { timeoutMs: 100 }));
  expect(await node.actionEnded('act-4')).toMatchObject({ state: 'timed_out' });
  expect(statSync(join(node.directory, 'ran'), { throwIfNoEntry: false })).toBeUndefined();
});

test('JOB-3 a home that is reached through a link, because a larger disk took over, gives its logs like any other', async () => {
  await using node = await startNodeKit({ behindLink: true });
  const { nodeId } = node.wish;
  await node.connect();
  node.hub.sendSpec(nodeId, aNodeSpec(nodeId, 1, []));
  await node.reportWhere('set up', (each) => each.setup === 'done');
  writeFileSync(join(node.directory, 'data/some.txt'), 'some text');
  const read = await node.hub.request(nodeId, { kind: 'read', path: 'data/some.txt', offset: 0, limit: 100 });
  expect(read).toMatchObject({ kind: 'read', sizeBytes: 9 });
  const listed = await node.hub.request(nodeId, { kind: 'list', path: 'data' });
  expect(listed).toMatchObject({ kind: 'list', files: [{ path: 'some.txt', sizeBytes: 9 }] });
});

test('no path leads out of the node: not by dots, not by a link, not as a name of a file', async () => {
  await using node = await startNodeKit();
  const { nodeId } = node.wish;
  await node.connect();
  node.hub.sendSpec(nodeId, aNodeSpec(nodeId, 1, []));
  await node.reportWhere('set up', (each) => each.setup === 'done');
  symlinkSync('/etc', join(node.directory, 'data/etc'));
  const read = (path: string) => node.hub.request(nodeId, { kind: 'read', path, offset: 0, limit: 100 });
  for (const path of ['../../../run/server.json', '/etc/passwd', 'data/etc/passwd', 'agent']) {
    expect(await read(path)).toMatchObject({ kind: 'problem', problem: { code: 'request_invalid' } });
  }
  expect(await read('log/none.log')).toMatchObject({ kind: 'problem', problem: { code: 'log_not_found' } });
  for (const path of ['..', 'data/etc']) {
    expect(await node.hub.request(nodeId, { kind: 'list', path })).toMatchObject({ kind: 'problem' });
  }
  expect(await node.hub.request(nodeId, { kind: 'list', path: 'data' })).toEqual({ kind: 'list', files: [] });
  writeFileSync(join(node.directory, 'data/some.txt'), 'some text');
  expect(await node.hub.request(nodeId, { kind: 'read', path: 'data/some.txt', offset: 5, limit: 100 })).toEqual({
    kind: 'read',
    base64: Buffer.from('text').toString('base64'),
    sizeBytes: 9,
  });
  node.hub.act(nodeId, anExec('act-5', 'true', { texts: [{ name: '../../../escaped', content: '', mode: 0o600 }] }));
  expect(await node.actionEnded('act-5')).toMatchObject({ state: 'failed', problem: { code: 'request_invalid' } });
  node.hub.sendSpec(nodeId, { ...aNodeSpec(nodeId, 2, []), directories: ['../elsewhere'] });
  const failed = await node.reportWhere('refused', (each) => each.setup === 'failed');
  expect(failed.problem).toMatchObject({ code: 'request_invalid', facts: { step: '../elsewhere' } });
});

test('a removal ends daemons, actions and what hid in a session of its own, all at once', async () => {
  await using node = await startNodeKit();
  const { nodeId } = node.wish;
  await node.connect();
  const daemons = Array.from({ length: 6 }, (_, index) =>
    aQuietDaemon(
      node,
      `setsid sh -c 'cd /; exec env -i sleep 3${index}00.${process.pid}' & trap '' TERM; cd data; sleep 3000`,
      {
        name: `d${index}`,
      },
    ),
  );
  node.hub.sendSpec(nodeId, aNodeSpec(nodeId, 1, daemons));
  node.hub.act(nodeId, anExec('act-6', `setsid env -i sleep 3600.${process.pid} & sleep 3600`));
  await node.reportWhere(
    'all started',
    ({ daemons }) => daemons.filter((each) => each.state === 'STARTED').length === 6,
  );
  const started = performance.now();
  await node.provider.remove(node.wish);
  expect(performance.now() - started).toBeLessThan(6000); // half a second each is given to end by itself
  expect(findBelonging({ marker: `ARGOSY_NODE=${nodeId}`, folder: node.directory, except: [] })).toEqual([]);
  expect(
    execFileSync('ps', ['-eo', 'args'], { encoding: 'utf8' }).match(new RegExp(`sleep 3\\d00\\.${process.pid}`)),
  ).toBeNull(); // those without a trace, too
});

test.runIf(isRoot)('a full disk is said as such, and nothing that was known is lost', async ({ skip }) => {
  await using node = await startNodeKit();
  const { nodeId } = node.wish;
  mkdirSync(node.directory, { recursive: true });
  if (!mountSmallDisk(node.directory, 'size=2m')) skip(noMounts);
  try {
    await node.connect();
    node.hub.sendSpec(nodeId, aNodeSpec(nodeId, 1, [aQuietDaemon(node, 'sleep 600')]));
    const { pid } = await node.daemonWhere('shell', 'started', (each) => each.state === 'STARTED');
    execFileSync('sh', ['-c', `dd if=/dev/zero of=${node.directory}/filler bs=1k 2>/dev/null; true`]);
    const large = {
      path: 'data/large',
      content: 'x'.repeat(100_000),
      encoding: 'utf8',
      mode: 0o644,
      write: 'always',
    } as const;
    node.hub.sendSpec(nodeId, { ...aNodeSpec(nodeId, 2, [aQuietDaemon(node, 'sleep 600')]), files: [large] });
    const failed = await node.reportWhere('disk full', (each) => each.setup === 'failed');
    expect(failed).toMatchObject({
      generation: 1,
      problem: { code: 'disk_full' },
      daemons: [{ state: 'STARTED', pid }],
    });
    const agent = node.agentPid();
    node.hub.kill(nodeId, 'act-unknown', 0); // there is no room to remember it: nothing is said of it
    await node.hub.request(nodeId, { kind: 'list', path: 'data' });
    expect(node.agentPid()).toBe(agent);
    expect(node.reportsOf('act-unknown')).toEqual([]);
    await killAgent(node);
    await node.connected();
    expect(await node.daemonWhere('shell', 'taken over', (each) => each.state === 'STARTED')).toMatchObject({ pid });
    rmSync(join(node.directory, 'filler'));
    node.hub.sendSpec(nodeId, { ...aNodeSpec(nodeId, 2, [aQuietDaemon(node, 'sleep 600')]), files: [large] });
    await node.reportWhere('set up', (each) => each.generation === 2 && each.setup === 'done');
  } finally {
    await node.provider.remove(node.wish).catch(() => {}); // all of it but the folder, where the disk is mounted
    await node.until('unmounted', () => (spawnSync('umount', [node.directory]).status === 0 ? true : undefined));
  }
});

test('a removal ends nobody who sits at a terminal in the node’s folder', async () => {
  await using node = await startNodeKit();
  await node.connect();
  // Python gives its child a terminal of its own; itself it stays out of the node's folder.
  const shell = 'cd c-test/n-*; echo $$; exec sleep 300';
  const script = `import pty, sys; pty.spawn(['sh', '-c', sys.argv[1]])`;
  const terminal = spawn('python3', ['-c', script, shell], {
    cwd: node.home.nodes,
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  const ended = once(terminal, 'exit');
  const [line] = (await once(terminal.stdout, 'data')) as [Buffer];
  const reader = identityOf(Number.parseInt(line.toString('utf8'), 10));
  await node.until('it is in the folder', () =>
    readlinkSync(`/proc/${reader.pid}/cwd`) === node.directory ? true : undefined,
  );
  await node.provider.remove(node.wish);
  expect(isAlive(reader)).toBe(true);
  process.kill(reader.pid, 'SIGKILL');
  await ended;
});
