// Takes a stream as a file under its final name: streamed beside its place, and put there once it is whole and on the disk.
// Nothing half-made is ever found, by whom ever, and what a row says is kept survives a loss of power.
import { createHash } from 'node:crypto';
import { mkdir, open, rename, rm } from 'node:fs/promises';
import { dirname } from 'node:path';
import type { Readable } from 'node:stream';
import { refusal } from '@argosy/kernel/errors';
import { syncFolder } from './durable-file.ts';
import { receivingBeside } from './home.ts';

export interface Received {
  readonly sizeBytes: number;
  readonly sha256: string;
}

/** A second time replaces the first. `judge` may refuse what came before it is put into its place. Refuses: disk_full. */
export async function receiveFile(
  path: string,
  content: Readable,
  judge: (received: Received) => void = () => {},
): Promise<Received> {
  const folder = dirname(path);
  const beside = receivingBeside(path);
  try {
    await mkdir(folder, { recursive: true });
    const received = await writeWhole(beside, content);
    judge(received);
    await rename(beside, path);
    await syncFolder(folder); // the name has to survive too
    return received;
  } catch (error) {
    await rm(beside, { force: true });
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'ENOSPC' || code === 'EDQUOT') throw refusal('disk_full', { path: folder }, { cause: error });
    throw error;
  }
}

async function writeWhole(path: string, content: Readable): Promise<Received> {
  const hash = createHash('sha256');
  let sizeBytes = 0;
  const file = await open(path, 'wx', 0o600);
  try {
    for await (const piece of content as AsyncIterable<Buffer>) {
      hash.update(piece);
      sizeBytes += piece.length;
      await file.appendFile(piece); // all of it, or it throws: of a single write a disk that fills up takes a part
    }
    await file.sync();
  } finally {
    await file.close();
  }
  return { sizeBytes, sha256: hash.digest('hex') };
}
