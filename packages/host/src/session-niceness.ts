import { writeFile } from 'node:fs/promises';
import { setTimeout as delay } from 'node:timers/promises';

/** From anybody but root the kernel takes such a change only each 100 ms, counted over the whole machine. */
const againMs = 110;
const mostTries = 20;

/** How far the session that this process leads stands behind others in the queue for CPU: 0 beside them, 10 far behind. Where the
 *  kernel shares the CPU among sessions first (autogroup, switched on in Debian's), a process's own niceness counts within its
 *  session only. Best effort: a process that has ended, or a kernel that does not share so, is no error. */
export async function setSessionNiceness(pid: number, niceness: 0 | 10): Promise<void> {
  for (let tries = 0; tries < mostTries; tries += 1) {
    try {
      return await writeFile(`/proc/${pid}/autogroup`, String(niceness));
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EAGAIN') return;
    }
    await delay(againMs);
  }
}
