// Python environments of pinned requirements, made once per host and shared by its nodes. pip downloads as the agent's own
// user, so that the mirrors and proxies a person configured hold; it installs as the node's user, from what was downloaded.
// Wheels only: building a source package would run its code.
import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { chownSync, mkdirSync, rmSync, statSync } from 'node:fs';
import { join } from 'node:path';
import type { AgentSettings } from '@argosy/contract/agent/protocol';
import { sentenceOf } from '@argosy/contract/errors';
import { writeByRename } from '@argosy/host/files';
import { findPython, type Python } from '@argosy/host/python';
import { sweep } from '@argosy/host/sweep';
import type { HostUser } from '@argosy/host/user';
import { Refusal, refusal } from '@argosy/kernel/errors';
import { baseEnvironment } from '../settings.ts';

/** A download of a large environment over a slow line. */
const LONGEST_MS = 20 * 60_000;

/** The environment's `bin` folder. Throws environment_failed with pip's last lines. */
export async function providePython(
  settings: AgentSettings,
  requirements: readonly string[],
  signal: AbortSignal,
): Promise<string> {
  try {
    const python = await findPython({
      searchPath: process.env['PATH'],
      user: settings.user,
      environment: baseEnvironment(settings),
      signal,
    });
    const wanted = JSON.stringify([python.path, python.version, requirements.toSorted()]);
    const key = createHash('sha256').update(wanted).digest('hex').slice(0, 24);
    const folder = join(settings.environments, key);
    if (!isComplete(folder)) await make(settings, { folder, python, requirements }, signal);
    return join(folder, 'bin');
  } catch (error) {
    const said =
      error instanceof ToolError
        ? error.lastLines
        : [error instanceof Refusal ? sentenceOf(error.code, error.facts, 'en') : String(error)];
    throw refusal('environment_failed', { requirements, node: settings.nodeId, lastLines: said }, { cause: error });
  }
}

interface Wish {
  readonly folder: string;
  readonly python: Python;
  readonly requirements: readonly string[];
}

function isComplete(folder: string): boolean {
  return statSync(`${folder}.complete`, { throwIfNoEntry: false }) !== undefined;
}

/** Under a lock of the host: another node's agent may want the same one now, or have died while making it. */
async function make(settings: AgentSettings, wish: Wish, signal: AbortSignal): Promise<void> {
  const { folder, python, requirements } = wish;
  mkdirSync(settings.environments, { recursive: true });
  await using _lock = await lock(`${folder}.lock`, signal);
  if (isComplete(folder)) return;
  const mark = { ARGOSY_ENVIRONMENT: folder }; // the lock is of this home, and so is what it may end
  await sweep({ marker: `ARGOSY_ENVIRONMENT=${folder}`, except: [] }, 10_000); // a pip that a dead agent left at work here
  const wheels = `${folder}.wheels`;
  for (const each of [folder, wheels]) {
    rmSync(each, { recursive: true, force: true });
    mkdirSync(each);
  }
  const { user } = settings;
  const isRoot = process.getuid?.() === 0;
  if (user && isRoot) chownSync(folder, user.uid, user.gid);
  const own = { ...process.env, ...mark };
  const nodes = { ...baseEnvironment(settings), PIP_CONFIG_FILE: '/dev/null', ...mark };
  const download = ['-m', 'pip', 'download', '--quiet', '--only-binary=:all:', '--dest', wheels, '--', ...requirements];
  // The environment's python runs the pip of the one it was made from: giving it a pip of its own would take several seconds,
  // most of the time that all this takes. What lies beside that pip counts for nothing (`--ignore-installed`).
  const install = [
    '-m',
    'pip',
    'install',
    '--quiet',
    '--ignore-installed',
    '--no-index',
    '--no-cache-dir',
    '--find-links',
    wheels,
    '--',
  ];
  await Promise.all([
    tool(python.path, download, { environment: own, signal }),
    tool(python.path, ['-m', 'venv', '--without-pip', folder], { environment: nodes, user, signal }),
  ]);
  await tool(join(folder, 'bin/python3'), [...install, ...requirements], {
    environment: { ...nodes, PYTHONPATH: python.pipFolder },
    user,
    signal,
  });
  rmSync(wheels, { recursive: true, force: true });
  writeByRename(`${folder}.complete`, `${JSON.stringify(requirements)}\n`, 0o644); // last: before this it is made anew
}

/** A lock that the kernel lets go of when this process dies: `flock` holds it as long as its standard input is open. */
async function lock(file: string, signal: AbortSignal): Promise<AsyncDisposable> {
  const holder = spawn('flock', [file, 'sh', '-c', 'echo held; exec cat >/dev/null'], {
    stdio: ['pipe', 'pipe', 'inherit'],
    signal,
  });
  const ended = new Promise<void>((resolve) => holder.once('close', () => resolve()));
  await new Promise<void>((resolve, reject) => {
    holder.stdout.once('data', () => resolve());
    holder.once('error', reject);
    holder.once('close', () => reject(new Error(`the lock ${file} could not be had`)));
  });
  return {
    [Symbol.asyncDispose]: async () => {
      holder.stdin.end();
      await ended;
    },
  };
}

class ToolError extends Error {
  readonly lastLines: readonly string[];

  constructor(command: string, lastLines: readonly string[]) {
    super(`${command}: ${lastLines.at(-1) ?? 'failed'}`);
    this.name = 'ToolError';
    this.lastLines = lastLines;
  }
}

interface ToolOptions {
  readonly environment: NodeJS.ProcessEnv;
  readonly user?: HostUser | undefined;
  readonly signal: AbortSignal;
}

/** Runs a program to its end; its standard output, or a ToolError with the last lines of what it said. */
function tool(program: string, argv: readonly string[], { environment, user, signal }: ToolOptions): Promise<string> {
  const child = spawn(program, argv, {
    cwd: '/',
    env: environment,
    stdio: ['ignore', 'pipe', 'pipe'],
    signal: AbortSignal.any([signal, AbortSignal.timeout(LONGEST_MS)]),
    killSignal: 'SIGKILL',
    ...(user && process.getuid?.() === 0 && { uid: user.uid, gid: user.gid }),
  });
  let [output, said] = ['', ''];
  child.stdout.setEncoding('utf8').on('data', (text: string) => (output = (output + text).slice(-20_000)));
  child.stderr.setEncoding('utf8').on('data', (text: string) => (said = (said + text).slice(-20_000)));
  return new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('close', (code) => {
      const lines = `${output}\n${said}`.split('\n').filter((line) => line.trim() !== '');
      if (code === 0) resolve(output);
      else reject(new ToolError(`${program} ${argv.slice(0, 3).join(' ')}`, lines.slice(-10)));
    });
  });
}
