// Finds lines of a file that have a text in them, from its end or from its beginning, a block at a time: a log is large, and
// nobody needs all of it in memory. In between the agent does its other work.
import { fstatSync, readSync } from 'node:fs';
import { setImmediate as immediately } from 'node:timers/promises';
import type { Answer, Request } from '@argosy/contract/agent/protocol';

type SearchRequest = Extract<Request, { kind: 'search' }>;
type SearchAnswer = Extract<Answer, { kind: 'search' }>;

/** A line that is longer is searched in pieces of this length. */
const BLOCK_BYTES = 256 * 1024;
/** Of one request: as much as a log of a daemon may have, and less than a second. */
const MOST_BYTES = 64 * 1024 * 1024;
const LONGEST_LINE = 2000;
const BEFORE_MATCH = 500;

/** `file` is open and stays so. Offsets are of bytes; an `offset` beyond the end, as after the file was cut, is its end. */
export async function searchFile(file: number, request: SearchRequest, mostBytes = MOST_BYTES): Promise<SearchAnswer> {
  const { size: sizeBytes } = fstatSync(file);
  const isForward = request.direction === 'forward';
  const start = Math.min(request.offset ?? (isForward ? 0 : sizeBytes), sizeBytes);
  const find = finder(request);
  const matches: { offset: number; line: string }[] = [];
  let at = start;
  const isDone = () => (isForward ? at >= sizeBytes : at <= 0);
  while (!isDone() && Math.abs(at - start) < mostBytes) {
    const block = isForward ? readForward(file, at, sizeBytes) : readBackward(file, at);
    const lines = isForward ? block.lines : block.lines.toReversed();
    for (const { offset, bytes } of lines) {
      const line = find(bytes);
      if (line !== undefined) matches.push({ offset, line });
      at = isForward ? offset + bytes.length : offset;
      if (matches.length === request.limit) break;
    }
    if (matches.length === request.limit || lines.length === 0) break;
    await immediately();
  }
  const rest = isDone() ? {} : { nextOffset: at };
  return { kind: 'search', matches, ...rest, searchedBytes: Math.abs(at - start), sizeBytes };
}

interface Line {
  readonly offset: number;
  /** With its line break. */
  readonly bytes: Buffer;
}

interface Block {
  readonly lines: readonly Line[];
}

/** The whole lines from `from` on; what is cut by the end of the block is left to the next, unless nothing else is in it. */
function readForward(file: number, from: number, sizeBytes: number): Block {
  const bytes = read(file, from, Math.min(sizeBytes, from + BLOCK_BYTES));
  const last = bytes.lastIndexOf(10);
  const isEnd = from + bytes.length >= sizeBytes;
  return { lines: linesOf(isEnd || last < 0 ? bytes : bytes.subarray(0, last + 1), from) };
}

/** The whole lines up to `to`; the line whose beginning lies before the block is left to the next. */
function readBackward(file: number, to: number): Block {
  const from = Math.max(0, to - BLOCK_BYTES);
  const bytes = read(file, from, to);
  const first = bytes.subarray(0, -1).indexOf(10); // the last byte ends the last line, and begins none
  const cut = from === 0 || first < 0 ? 0 : first + 1;
  return { lines: linesOf(bytes.subarray(cut), from + cut) };
}

function read(file: number, from: number, to: number): Buffer {
  const bytes = Buffer.alloc(to - from);
  return bytes.subarray(0, readSync(file, bytes, 0, bytes.length, from));
}

function linesOf(bytes: Buffer, offset: number): Line[] {
  const lines: Line[] = [];
  for (let at = 0; at < bytes.length;) {
    const end = bytes.indexOf(10, at);
    const next = end < 0 ? bytes.length : end + 1;
    lines.push({ offset: offset + at, bytes: bytes.subarray(at, next) });
    at = next;
  }
  return lines;
}

/** What is shown of a line that has the text; a long one is cut around the match. */
function finder({ text, ignoreCase }: SearchRequest): (bytes: Buffer) => string | undefined {
  const wanted = ignoreCase ? text.toLowerCase() : text;
  const octets = Buffer.from(text);
  return (bytes) => {
    if (!ignoreCase && !bytes.includes(octets)) return undefined; // most lines are done with here
    const line = bytes.toString('utf8').replace(/\r?\n$/, '');
    const at = (ignoreCase ? line.toLowerCase() : line).indexOf(wanted);
    if (at < 0) return undefined;
    const from = line.length <= LONGEST_LINE ? 0 : Math.max(0, Math.min(at - BEFORE_MATCH, line.length - LONGEST_LINE));
    return line.slice(from, from + LONGEST_LINE);
  };
}
