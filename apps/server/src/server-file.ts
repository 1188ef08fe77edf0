// `run/server.json`: who serves this home and where. The command line and the agents find the server by it; it stays after
// the server's end, so that the next start can try to listen at the same place.
import { readFileSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import * as z from 'zod';
import { isAlive } from '@argosy/host/processes';
import { messageOf, refusal } from '@argosy/kernel/errors';
import { replaceFile } from './platform/durable-file.ts';
import type { Home } from './platform/home.ts';

/** This version, from the package at the root. */
export const version = (
  JSON.parse(readFileSync(join(import.meta.dirname, '../../../package.json'), 'utf8')) as { version: string }
).version;

/** How the server's process ends. `alreadyRunning` tells who started it that another start is to be waited for. */
export const exitCodes = { failed: 1, alreadyRunning: 75 } as const; // EX_TEMPFAIL of sysexits.h

const serverRecord = z.object({
  pid: z.int(),
  startTime: z.string().describe('with the pid, tells this process from a later one of the same number'),
  url: z.string(),
  version: z.string(),
  database: z.enum(['embedded', 'external']).describe('where its data is: what a backup made beside it must read'),
});
export type ServerRecord = z.infer<typeof serverRecord>;

/** Who served this home last; `undefined` before the first, or when the file cannot be read as one. Refuses: home_unusable, when it
 *  is another user's, whose server may well run. */
export async function readServerFile(home: Pick<Home, 'path' | 'serverFile'>): Promise<ServerRecord | undefined> {
  const text = await readFile(home.serverFile, 'utf8').catch((error: NodeJS.ErrnoException) => {
    if (error.code !== 'EACCES') return '';
    throw refusal('home_unusable', { home: home.path, problem: messageOf(error) }, { cause: error });
  });
  try {
    return serverRecord.parse(JSON.parse(text));
  } catch {
    return undefined; // what is not a record names nobody
  }
}

/** Who serves this home now. Refuses as `readServerFile`. */
export async function findRunningServer(home: Pick<Home, 'path' | 'serverFile'>): Promise<ServerRecord | undefined> {
  const last = await readServerFile(home);
  return last && isAlive(last) ? last : undefined;
}

export async function writeServerFile(home: Pick<Home, 'serverFile'>, record: ServerRecord): Promise<void> {
  await replaceFile(home.serverFile, `${JSON.stringify(record)}\n`);
}
