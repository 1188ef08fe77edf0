import { readFile, writeFile } from 'node:fs/promises';
import { setTimeout as delay } from 'node:timers/promises';
import { isAlive, type ProcessIdentity } from './processes.ts';

const niceness = { behind: 10, beside: 0 } as const;
/** From anybody but root the kernel takes such a change only each 100 ms, counted over the whole machine. */
const againMs = 110;
/** As many could change a session of their own meanwhile. */
const mostTries = 20;

/** Puts the session that this process leads behind the others in the queue for CPU, or beside them again. Where the kernel shares
 *  the CPU among sessions first (autogroup, switched on in Debian's), a process's own niceness counts within its session only.
 *  Best effort: nothing comes of it for a process that has ended, in a control group that has a share of its own, on a kernel
 *  that does not share so, and where others change their sessions all the time. */
export async function putSession(leader: ProcessIdentity, place: keyof typeof niceness): Promise<void> {
  const file = `/proc/${leader.pid}/autogroup`;
  for (let tries = 0; tries < mostTries && isAlive(leader); tries += 1) {
    try {
      // One that stands there already takes no change from those who need it.
      if ((await readFile(file, 'utf8')).endsWith(` nice ${niceness[place]}\n`)) return;
      return await writeFile(file, String(niceness[place]));
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EAGAIN') return;
    }
    await delay(againMs);
  }
}
