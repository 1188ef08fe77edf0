// Runs the parts of the checks one after the other and says of each what it was, how long it took, and in full what it said
// when it failed. Every part runs, also after one that failed, so that one round shows everything.
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

let running: ChildProcess | undefined;
let isStopping = false;

/** Ends the part that runs just now, waits for its end and lets no other begin: for a run that was told to stop. */
export async function stopParts(): Promise<void> {
  isStopping = true;
  if (running === undefined || running.exitCode !== null || running.signalCode !== null) return;
  const ended = once(running, 'exit');
  running.kill('SIGTERM');
  await ended;
}

/** Runs the parts in turn; answers the names of those that failed, or did not run because it was told to stop. */
export async function runParts(parts: readonly Part[]): Promise<readonly string[]> {
  const failed: string[] = [];
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
  return failed;
}

function run({ argv, environment, live }: Part): Promise<{ readonly exitCode: number; readonly said: string }> {
  return new Promise((resolve, reject) => {
    const [program, ...rest] = argv;
    const child = spawn(program, rest, {
      stdio: live ? ['ignore', 'inherit', 'inherit'] : ['ignore', 'pipe', 'pipe'],
      env: { ...process.env, ...environment },
    });
    running = child;
    let said = '';
    for (const stream of [child.stdout, child.stderr]) {
      stream?.setEncoding('utf8');
      stream?.on('data', (text: string) => (said += text));
    }
    child.on('error', reject);
    child.on('close', (code) => resolve({ exitCode: code ?? 1, said }));
  });
}
