// A file that a person names for something to be put into: an output, a backup.
import { makeFolder } from '@argosy/host/make-folder';
import { messageOf } from '@argosy/kernel/errors';
import { stat } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';
import { Failure, UsageError } from './exit-codes.ts';
import type { Say } from './texts.ts';

/** The whole path of what can be a file. Throws UsageError where it names none, or a folder. */
export async function targetFile(given: string, say: Say): Promise<string> {
  const file = resolve(given);
  const is = await stat(file).catch(() => undefined);
  if (given === '' || is?.isDirectory()) throw new UsageError(say('file.is_folder', { given }));
  return file;
}

/** Has `write` make the file, in a folder that is made for it. Throws Failure where the disk does not let it. */
export async function writingTo<T>(file: string, { say, write }: { say: Say; write: () => Promise<T> }): Promise<T> {
  try {
    await makeFolder(dirname(file));
    return await write();
  } catch (error) {
    const isOfDisk = error instanceof Error && 'syscall' in error; // what a connection throws wraps such an error, and is none
    throw isOfDisk ? new Failure(say('file.unwritable', { file, problem: messageOf(error) })) : error;
  }
}
