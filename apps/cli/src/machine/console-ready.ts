// `argosy up` begins the build of the web console and shows how far it is: whoever opens it then does not wait. Nothing of the
// control plane waits for it, and `argosy run` does not ask for it at all.
import { pause } from '@argosy/kernel/time';
import type { Context } from '../profile.ts';

interface Progress {
  readonly state: 'building' | 'ready' | 'failed';
  readonly percent?: number;
  readonly problem?: string;
}

const lookEachMs = 250;
const mostMs = 60_000; // on a machine that does much else it goes on by itself

/** Says where the console is. On a terminal it waits until it is built; into a pipe it only begins. */
export async function untilConsoleReady({ say }: Context, url: string): Promise<void> {
  const isWatched = process.stderr.isTTY;
  const deadline = performance.now() + mostMs;
  let progress = await look(url);
  while (isWatched && progress?.state === 'building' && performance.now() < deadline) {
    process.stderr.write(`\r${say('console.building', { percent: progress.percent ?? 0 })} `);
    await pause(lookEachMs);
    progress = await look(url);
  }
  if (isWatched) process.stderr.write('\r\u001b[K');
  if (progress?.state === 'failed')
    process.stderr.write(`${say('console.failed', { problem: progress.problem ?? '' })}\n`);
  process.stdout.write(`  ${say('up.console', { url })}\n`);
}

/** `undefined`: a server without a console. */
async function look(url: string): Promise<Progress | undefined> {
  try {
    const answer = await fetch(new URL('/console/build', url), { signal: AbortSignal.timeout(5_000) });
    return answer.ok ? ((await answer.json()) as Progress) : undefined;
  } catch {
    return undefined; // it has just answered; what is wrong with it now the next command says
  }
}
