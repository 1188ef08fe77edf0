// Files on their way: hashed before they are sent, and put under their final name only when they are whole.
import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { mkdir, open, rename, rm } from 'node:fs/promises';
import { dirname } from 'node:path';
import { pipeline } from 'node:stream/promises';

export interface FileFacts {
  readonly sha256: string;
  readonly sizeBytes: number;
}

/** Hash and size of a file's content, read once as a stream. */
export async function hashFile(path: string, signal?: AbortSignal): Promise<FileFacts> {
  const facts = measuring();
  for await (const chunk of createReadStream(path, signal ? { signal } : {})) facts.add(chunk as Buffer); // no encoding is set
  return facts.end();
}

/** Writes what `ask` brings to `path` through a file beside it: the name appears only with the whole content. Folders are made.
 *  Asks only when the file is open, and reads the answer in the same moment: fetch cancels a body that nobody reads yet when
 *  memory is cleared of its Response, and what is read then is empty, without an error. */
export async function writeWhole(
  ask: () => Promise<ReadableStream<Uint8Array> | null>,
  path: string,
  signal?: AbortSignal,
): Promise<FileFacts> {
  const part = `${path}.part-${process.pid}`;
  const facts = measuring();
  await mkdir(dirname(path), { recursive: true });
  const file = await open(part, 'w');
  try {
    await pipeline(
      (await ask()) ?? [],
      async function* measured(chunks: AsyncIterable<Uint8Array>) {
        for await (const chunk of chunks) {
          facts.add(chunk);
          yield chunk;
        }
      },
      file.createWriteStream(),
      signal ? { signal } : {},
    );
    await rename(part, path);
  } finally {
    await file.close(); // the stream has done so, unless there was no answer
    await rm(part, { force: true }); // what a broken download left
  }
  return facts.end();
}

function measuring() {
  const hash = createHash('sha256');
  let sizeBytes = 0;
  return {
    add(chunk: Uint8Array): void {
      hash.update(chunk);
      sizeBytes += chunk.byteLength;
    },
    end: (): FileFacts => ({ sha256: hash.digest('hex'), sizeBytes }),
  };
}
