// The file that the embedded server's words go to. It is opened by us and inherited, so that the server can outlive us and
// need not be able to write to the folder. Kept within bounds by the control plane (platform/log.ts).
import { constants } from 'node:fs';
import { open, type FileHandle } from 'node:fs/promises';

/** The log opened for appending, and where this start's words will begin. */
export async function openServerLog(file: string): Promise<{ readonly handle: FileHandle; readonly offset: number }> {
  const handle = await open(file, constants.O_RDWR | constants.O_APPEND | constants.O_CREAT, 0o640);
  return { handle, offset: (await handle.stat()).size };
}

/** The last lines written since `offset`, at most twenty. */
export async function lastLogLines(file: string, offset: number): Promise<readonly string[]> {
  try {
    await using handle = await open(file, 'r');
    const { size } = await handle.stat();
    const start = Math.max(offset, size - 16_384);
    const { buffer, bytesRead } = await handle.read(Buffer.alloc(Math.max(0, size - start)), { position: start });
    return buffer.toString('utf8', 0, bytesRead).trim().split('\n').slice(-20);
  } catch {
    return []; // the words are only for the sentence of a refusal: their absence must not hide it
  }
}
