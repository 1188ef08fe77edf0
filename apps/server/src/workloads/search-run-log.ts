// Finds a text in a log of a run, and gives a log whole (JOB-3); wherever it lies, read in pieces, so that neither costs more
// memory than a piece.
import { Readable } from 'node:stream';
import type { Caller } from '../platform/caller.ts';
import { findLog, type LogsDeps, type ReadableLog } from './read-run-log.ts';

export interface SearchRunLog {
  readonly runId: string;
  /** The driver's output, if left out. */
  readonly path?: string | undefined;
  readonly text: string;
  /** In bytes; where a line begins. */
  readonly offset: number;
  /** Lines at most. */
  readonly limit: number;
  readonly signal: AbortSignal;
}

export interface FoundLines {
  readonly path?: string;
  readonly lines: readonly { readonly offset: number; readonly line: string }[];
  /** Where the search goes on. */
  readonly nextOffset: number;
  /** The log was searched to its end, and will not grow. */
  readonly isComplete: boolean;
}

const pieceBytes = 262_144;
/** One answer looks through this much at most: a node reads it from its disk, and a person waits. */
const mostSearchedBytes = 32 * 1_048_576;
/** What has no line break for so long is cut there: it is no text that somebody reads line by line. */
const longestLineBytes = 65_536;
const shownCharacters = 2000;

/** Lines that hold the text, upper and lower case being the same. Refuses: run_not_found, log_not_found, node_not_connected. */
export async function searchRunLog(deps: LogsDeps, caller: Caller, asked: SearchRunLog): Promise<FoundLines> {
  const { log, isComplete } = await findLog(deps, caller, { runId: asked.runId, path: asked.path });
  if (log === undefined) return { lines: [], nextOffset: asked.offset, isComplete };
  const wanted = asked.text.toLowerCase();
  const lines: { offset: number; line: string }[] = [];
  const end = asked.offset + mostSearchedBytes;
  let offset = asked.offset; // of the line that is looked at
  let unread: Buffer = Buffer.alloc(0); // what is read from there on
  let isAtEnd = false;
  while (!isAtEnd && offset < end && !asked.signal.aborted) {
    const piece = await log.read({ offset: offset + unread.length, limit: pieceBytes });
    isAtEnd = piece.content.length === 0 || offset + unread.length + piece.content.length >= piece.sizeBytes;
    unread = Buffer.concat([unread, piece.content]);
    for (;;) {
      const length = lineLength(unread, isAtEnd && isComplete);
      if (length === undefined) break;
      const line = unread.toString('utf8', 0, length).replace(/\r?\n$/, '');
      if (line.toLowerCase().includes(wanted)) lines.push({ offset, line: line.slice(0, shownCharacters) });
      offset += length;
      unread = unread.subarray(length);
      if (lines.length === asked.limit) return { path: log.path, lines, nextOffset: offset, isComplete: false };
    }
  }
  return { path: log.path, lines, nextOffset: offset, isComplete: isComplete && isAtEnd };
}

/** Of the first line, its break with it; `undefined`: it goes on in what is not read yet, or nothing is left. */
function lineLength(unread: Buffer, isAll: boolean): number | undefined {
  const at = unread.indexOf(0x0a);
  if (at >= 0) return Math.min(at + 1, longestLineBytes);
  if (unread.length >= longestLineBytes) return longestLineBytes;
  return isAll && unread.length > 0 ? unread.length : undefined;
}

/** The log as long as it was when it was found; one that is written on is cut there, one that goes ends in an error. */
export function wholeLog(log: ReadableLog, signal: AbortSignal): Readable {
  async function* pieces(): AsyncGenerator<Buffer> {
    for (let offset = 0; offset < log.sizeBytes && !signal.aborted;) {
      const { content } = await log.read({ offset, limit: Math.min(pieceBytes, log.sizeBytes - offset) });
      if (content.length === 0) throw new Error(`the log ${log.path} is shorter than it was`);
      yield content;
      offset += content.length;
    }
  }
  return Readable.from(pieces());
}
