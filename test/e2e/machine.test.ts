// The commands as a person types them, on a home in which nothing runs: everything is started, asked, killed and stopped by
// `./argosy` alone.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer, type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { setTimeout as delay } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { linkUse } from '@argosy/contract/identity/sign-in';
import { argumentsOf, hasEnded, signalProcess } from '@argosy/host/processes';
import { aHome, argosy, launcher, root, type TestHome } from './kit.ts';

/** Runs a command that must go well; what it printed. */
async function done(at: TestHome, ...words: readonly string[]): Promise<string> {
  const { exitCode, out, err } = await argosy(at, ...words);
  expect({ words, exitCode, err }).toEqual({ words, exitCode: 0, err: expect.any(String) });
  return out;
}

const parsed = async <T>(at: TestHome, ...words: readonly string[]): Promise<T> =>
  JSON.parse(await done(at, ...words, '--json')) as T; // the answer of the API, as its own tests hold it

const command = ({ pid }: { readonly pid: number }) => argumentsOf(pid).join(' ');

/** Kills what the home runs and the words name, as the kernel would. */
async function killAll(at: TestHome, words: RegExp): Promise<number> {
  const victims = at.processes().filter((each) => words.test(command(each)));
  for (const each of victims) signalProcess(each, 'SIGKILL');
  for (const each of victims) await hasEnded(each, 10_000);
  return victims.length;
}

const server = /apps\/server\/src\/main\.ts/;
const database = /postgres -D/;
const agent = /apps\/agent\/src\/main\.ts/;

test('up, status, doctor, a kill of everything, backup and restore, down: and nothing is left', async () => {
  await using at = await aHome({ bare: true });
  const up = await done(at, 'up');
  expect(up).toContain('Argosy is up at http://127.0.0.1:');
  const [, url, token] =
    /Open (http:\/\/127\.0\.0\.1:\d+)\/link#([A-Za-z0-9_-]{43}) to sign in for the first time/.exec(up) ?? [];
  const used = await fetch(`${url}${linkUse.path}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ token, password: 'nine rivers to the sea' }),
  });
  expect(await used.json()).toMatchObject({ userName: 'owner' });
  expect(used.headers.get('set-cookie')).toMatch(/^argosy_\S+; .*HttpOnly/);
  expect(await done(at, 'up')).toContain('Argosy runs already');
  expect(await done(at, 'status')).toContain(at.home.path);
  const { checks } = await argosy(at, 'doctor', '--json').then(
    ({ out }) => JSON.parse(out) as { readonly checks: readonly { readonly name: string; readonly state: string }[] },
  );
  const machine = ['Node', 'Java', 'Maven', 'Python', 'PostgreSQL', 'users', 'home', 'port', 'addresses'];
  expect(checks.filter(({ name, state }) => machine.includes(name) && state === 'ok')).toHaveLength(machine.length);

  const job = (name: string) => done(at, 'job', 'create', '--file', join(root, `examples/jobs/${name}.yaml`));
  const jobs = () =>
    parsed<{ items: { name: string }[] }>(at, 'job', 'list').then(({ items }) => items.map((each) => each.name));
  await job('word-count');
  expect([await killAll(at, server), await killAll(at, database)]).toEqual([1, 1]);
  expect((await argosy(at, 'status')).exitCode).toBe(3);
  await done(at, 'up');
  expect(await jobs()).toEqual(['word-count']);
  expect(await parsed(at, 'status')).toMatchObject({
    state: 'running',
    database: { kind: 'embedded' },
    databasePid: expect.any(Number),
    clusters: [],
  });

  const file = join(at.home.path, 'all.backup');
  expect(await done(at, 'backup', file)).toMatch(/[1-9]\d* rows of \d+ tables are in /);
  await job('spark-pi');
  const whileItRuns = await argosy(at, 'restore', file, '--force');
  expect([whileItRuns.exitCode, whileItRuns.err]).toEqual([1, expect.stringContaining('Stop it first')]);
  expect(await done(at, 'down')).toContain('nothing of it runs');
  expect(at.processes().map(command)).toEqual([]);
  const overData = await argosy(at, 'restore', file);
  expect([overData.exitCode, overData.err]).toEqual([1, expect.stringContaining('--force')]);
  await done(at, 'restore', file, '--force');
  expect(at.processes().map(command)).toEqual([]); // the database was started for it, and stopped again
  await done(at, 'up');
  expect(await jobs()).toEqual(['word-count']);

  await done(at, 'down');
  expect(at.processes().map(command)).toEqual([]);
  expect((await argosy(at, 'status')).exitCode).toBe(3);
  expect(await done(at, 'down')).toContain('Nothing of Argosy runs here');
});

test('a database on which no Argosy ever ran is not backed up', async () => {
  await using at = await aHome({ bare: true });
  const { exitCode, err } = await argosy(at, 'backup', join(at.home.path, 'all.backup'));
  expect([exitCode, err]).toEqual([1, expect.stringContaining('holds nothing of Argosy')]);
  expect(at.processes().map(command)).toEqual([]);
});

test('a taken port is said with its number, and nothing runs after down', async () => {
  const other = createServer().listen(0, '127.0.0.1');
  await once(other, 'listening');
  const { port } = other.address() as AddressInfo; // a TCP server's address is an object
  await using at = await aHome({ bare: true, environment: { ARGOSY_PORT: String(port) } });
  const { exitCode, err } = await argosy(at, 'up');
  expect([exitCode, err]).toEqual([1, expect.stringContaining(`Port ${port} on 127.0.0.1 is taken`)]);
  await done(at, 'down');
  expect(at.processes().map(command)).toEqual([]);
  other.close();
});

test('up --foreground is the control plane itself: its pid, its signals, its end', async () => {
  await using at = await aHome({ bare: true });
  const child = spawn(launcher, ['up', '--foreground'], {
    stdio: 'ignore',
    env: { ...process.env, ...at.environment },
  });
  const ended = once(child, 'exit');
  await expect.poll(async () => (await argosy(at, 'status')).exitCode, { timeout: 60_000 }).toBe(0);
  expect(await parsed(at, 'status')).toMatchObject({ state: 'running', pid: child.pid });
  child.kill('SIGTERM'); // as `systemctl stop`
  expect(await ended).toEqual([0, null]);
  expect(at.processes().map(command)).toEqual([]);
});

test('the completion script is bash, and completes nouns, verbs, flags and what a flag can be', async () => {
  await using at = await aHome({ bare: true });
  const script = join(at.home.path, 'completion.bash');
  await writeFile(script, await done(at, 'completion', 'bash'));
  const bash = async (program: string) => {
    const child = spawn('bash', ['-c', program], { cwd: root, stdio: ['ignore', 'pipe', 'inherit'] });
    return (await text(child.stdout)).trim().split(/\s+/);
  };
  const completed = (...words: readonly string[]) =>
    bash(
      `. ${script}; COMP_WORDS=(argosy ${words.join(' ')}); COMP_CWORD=${words.length}; _argosy; echo "\${COMPREPLY[@]}"`,
    );
  expect(await bash(`bash -n ${script} && echo fine`)).toEqual(['fine']);
  expect(await completed('clu')).toEqual(['cluster', 'cluster-web']);
  expect(await completed('cluster', 'cre')).toEqual(['create']);
  expect(await completed('cluster', 'create', '--deletion')).toEqual(['--deletion-protection']);
  expect(await completed('cluster', 'list', '--state', 'RUN')).toEqual(['RUNNING']);
  expect(await completed('cluster', 'create', '--file', 'exam')).toEqual(['']); // not the verb: a file, which bash itself knows
  expect(await bash(`. ${script}; complete -p argosy`)).toEqual(expect.arrayContaining(['default', 'filenames']));
  expect(await completed('--lang', 'z')).toEqual(['zh']);
  expect(await completed('cluster', 'list', '--lang', 'z')).toEqual(['zh']);
  expect(await completed('completion', 'z')).toEqual(['zsh']);
});

test('the completion script is zsh too', async () => {
  await using at = await aHome({ bare: true });
  const script = join(at.home.path, 'completion.zsh');
  await writeFile(script, await done(at, 'completion', 'zsh'));
  const completed = async (...words: readonly string[]) => {
    // As zsh's own emulation of bash's completion calls it.
    const program = `autoload -Uz compinit bashcompinit; compinit -u -D; bashcompinit; . ${script}
      try() { setopt localoptions ksharrays noshglob braceexpand nonomatch
        COMP_WORDS=(argosy "$@"); COMP_CWORD=$#; COMPREPLY=(); _argosy; print -r -- "\${COMPREPLY[*]}" }
      try ${words.join(' ')}`;
    const child = spawn('zsh', ['-f', '-c', program], { cwd: root, stdio: ['ignore', 'pipe', 'inherit'] });
    return (await text(child.stdout)).trim().split(/\s+/);
  };
  expect(await completed('clu')).toEqual(['cluster', 'cluster-web']);
  expect(await completed('cluster', 'cre')).toEqual(['create']);
  expect(await completed('cluster', 'list', '--state', 'RUN')).toEqual(['RUNNING']);
  expect(await completed('cluster', 'list', '--lang', 'z')).toEqual(['zh']);
  expect(await completed('run', 'examples/tp')).toEqual(['examples/tpch']);
});

test('a cluster and a job by the examples’ files, over a kill of server, agents and database', async () => {
  await using at = await aHome();
  await done(at, 'up');
  const { id, state } = await parsed<{ id: string; state: string }>(
    at,
    'cluster',
    'create',
    '--file',
    join(root, 'examples/clusters/small.yaml'),
    '--wait',
  );
  expect(state).toBe('RUNNING');
  expect(await Promise.all([killAll(at, server), killAll(at, agent), killAll(at, database)])).toEqual([1, 1, 1]);
  await done(at, 'up');
  expect(await parsed(at, 'status')).toMatchObject({ clusters: [{ id, name: 'small', state: 'RUNNING' }] });

  await done(at, 'job', 'create', '--file', join(root, 'examples/jobs/spark-pi.yaml'));
  const run = await parsed<{ id: string; state: string; applicationId: string }>(
    at,
    'job',
    'run',
    'spark-pi',
    '--cluster-id',
    'small',
    '--wait',
  );
  expect(run).toMatchObject({ state: 'SUCCEEDED', applicationId: expect.stringMatching(/^application_/) });
  expect(await done(at, 'job', 'logs', run.id)).toContain('Pi is roughly 3.1');
  expect(await parsed(at, 'cluster', 'release', id, '--wait')).toMatchObject({ state: 'TERMINATED' });
  expect(await done(at, 'job', 'logs', run.id)).toContain('Pi is roughly 3.1'); // kept
  await done(at, 'down');
  expect(at.processes().map(command)).toEqual([]);
});

test('Ctrl-C asks; a second one leaves the run to the control plane; Enter ends it and its cluster goes', async () => {
  await using at = await aHome();
  const folder = await mkdtemp(join(tmpdir(), 'argosy-plan-'));
  const plan = join(folder, 'plan.yaml');
  await writeFile(
    plan,
    `name: sleepy
cluster: { nodeGroups: [{ role: master, machineType: local.medium }] }
jobs: [{ name: sleeper, kind: shell, command: sleep 600 }]
`,
  );
  const leaving = atATerminal(at, 'run', plan);
  await leaving.shows('cluster');
  leaving.type('\u0003');
  await leaving.shows('release its cluster [Enter]');
  leaving.type('\u0003');
  expect(await leaving.exitCode).toBe(130);
  const left = /plan-run kill (prn-\w+)/.exec(leaving.screen())?.[1] ?? '';
  expect(await parsed(at, 'plan-run', 'get', left)).toMatchObject({ state: 'RUNNING' });
  expect(await parsed(at, 'plan-run', 'kill', left, '--wait')).toMatchObject({ state: 'KILLED' });

  // The run ends while the question stands there: it is taken back, and what the run was is told.
  const asked = atATerminal(at, 'run', plan);
  await asked.shows('cluster');
  asked.type('\u0003');
  await asked.shows('release its cluster [Enter]');
  const [, open = ''] = /run (prn-\w+)/.exec(asked.screen()) ?? [];
  await done(at, 'plan-run', 'kill', open, '--wait');
  expect(await asked.exitCode).toBe(1);
  expect(asked.screen()).toContain('sleepy KILLED after');

  const unanswered = atATerminal(at, 'run', plan);
  await unanswered.shows('cluster');
  unanswered.type('\u0003');
  await unanswered.shows('release its cluster [Enter]');
  unanswered.type('\u0004'); // Ctrl-D: no answer will come
  expect(await unanswered.exitCode).toBe(130);
  const [, alone = ''] = /plan-run kill (prn-\w+)/.exec(unanswered.screen()) ?? [];
  expect(await parsed(at, 'plan-run', 'kill', alone, '--wait')).toMatchObject({ state: 'KILLED' });

  const ending = atATerminal(at, 'run', plan);
  await ending.shows('sleeper');
  ending.type('\u0003');
  await ending.shows('release its cluster [Enter]');
  ending.type('\r');
  expect(await ending.exitCode).toBe(130);
  expect(ending.screen()).toContain('sleepy KILLED after');
  const { items } = await parsed<{ items: { state: string }[] }>(at, 'cluster', 'list', '--all');
  expect(items.map((each) => each.state)).toEqual(Array.from({ length: 4 }, () => 'TERMINATED'));
  await done(at, 'down');
  expect(at.processes().map(command)).toEqual([]);
  await rm(folder, { recursive: true });
});

/** `argosy …` at a terminal of its own, which Python makes. */
function atATerminal({ environment }: TestHome, ...words: readonly string[]) {
  const program = 'import os, pty, sys; sys.exit(os.waitstatus_to_exitcode(pty.spawn(sys.argv[1:])))';
  const typed = `stty cols 100 rows 40; exec ${[launcher, ...words].join(' ')}`;
  const child = spawn('python3', ['-c', program, 'sh', '-c', typed], {
    stdio: ['pipe', 'pipe', 'inherit'],
    env: { ...process.env, LC_ALL: 'C.UTF-8', ...environment },
  });
  let screen = '';
  let more = Promise.withResolvers<void>();
  const tell = () => {
    more.resolve();
    more = Promise.withResolvers<void>();
  };
  child.stdout.setEncoding('utf8').on('data', (part: string) => {
    screen += part;
    tell();
  });
  const exitCode = once(child, 'close').then(([code]) => code as number);
  void exitCode.then(tell);
  return {
    screen: () => screen,
    type: (keys: string) => void child.stdin.write(keys),
    exitCode,
    /** Resolves when the text stands on the screen. */
    async shows(wanted: string): Promise<void> {
      const deadline = delay(120_000, undefined, { ref: false });
      for (const end = performance.now() + 120_000; !screen.includes(wanted);) {
        if (child.exitCode !== null || performance.now() > end)
          throw new Error(`no "${wanted}" on the screen:\n${screen}`);
        await Promise.race([more.promise, deadline]);
      }
    },
  };
}
