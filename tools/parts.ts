// Runs the parts of the checks and says of each what it was, how long it took, and in full what it said when it failed. Every
// part runs, also after one that failed, so that one round shows everything.
import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { performance } from 'node:perf_hooks';

export interface Part {
  readonly name: string;
  readonly argv: readonly [string, ...string[]];
  readonly environment?: Readonly<Record<string, string>>;
  /** Print what it says as it says it: for long parts that a person watches. */
  readonly live?: boolean;
}

const running = new Set<ChildProcess>();
let isStopping = false;

/** Ends the parts that run just now, waits for their end and lets no other begin: for a run that was told to stop. */
export async function stopParts(): Promise<void> {
  isStopping = true;
  const ends = [...running].map((child) => once(child, 'exit'));
  for (const child of running) child.kill('SIGTERM');
  await Promise.all(ends);
}

/** Runs the parts in turn, those that say nothing meanwhile two at a time: most of them use one core. Answers the names of those that
 *  failed, or did not run because it was told to stop. */
export async function runParts(parts: readonly Part[]): Promise<readonly string[]> {
  const failed: string[] = [];
  const quiet = parts.filter(({ live }) => !live).values();
  const rest = parts.filter(({ live }) => live).values();
  await Promise.all([runEach(quiet, failed), runEach(quiet, failed)]);
  await runEach(rest, failed);
  return failed;
}

async function runEach(parts: IterableIterator<Part>, failed: string[]): Promise<void> {
  for (const part of parts) {
    if (isStopping) {
      failed.push(part.name);
      continue;
    }
    const began = performance.now();
    if (part.live) console.log(`── ${part.name}`);
    const { exitCode, said } = await run(part);
    const seconds = ((performance.now() - began) / 1000).toFixed(1);
    console.log(`${exitCode === 0 ? 'ok  ' : 'FAIL'} ${part.name} (${seconds} s)`);
    if (exitCode === 0) continue;
    failed.push(part.name);
    if (!part.live) console.log(said);
  }
}

function run({ argv, environment, live }: Part): Promise<{ readonly exitCode: number; readonly said: string }> {
  return new Promise((resolve, reject) => {
    const [program, ...rest] = argv;
    const child = spawn(program, rest, {
      stdio: live ? ['ignore', 'inherit', 'inherit'] : ['ignore', 'pipe', 'pipe'],
      env: { ...process.env, ...environment },
    });
    running.add(child);
    child.once('exit', () => running.delete(child));
    let said = '';
    for (const stream of [child.stdout, child.stderr]) {
      stream?.setEncoding('utf8');
      stream?.on('data', (text: string) => (said += text));
    }
    child.on('error', reject);
    child.on('close', (code) => resolve({ exitCode: code ?? 1, said }));
  });
}
