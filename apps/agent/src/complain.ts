// What went wrong and did not stop the agent, for whoever reads its log.
import { writeSync } from 'node:fs';
import { systemClock } from '@argosy/kernel/time';

/** One entry in the agent's own log; without room for it there is none, and the agent goes on all the same. */
export function complain(what: string, error: unknown): void {
  const words = error instanceof Error ? error.stack : String(error);
  try {
    writeSync(process.stderr.fd, `${systemClock.now().toString()} ${what}: ${words}\n`);
  } catch {
    // the disk is full: mostly what there was to say
  }
}
