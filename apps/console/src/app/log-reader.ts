// Reads a log for whoever looks at it: its end first, older parts, a place within it, and what is added while it grows. One read
// at a time: another one ends the one under way. So what stands together was written together, and each line stands once.
import { pause } from '@argosy/kernel/pause';

export interface LogPiece {
  readonly text: string;
  readonly offset: number;
  readonly nextOffset: number;
  /** Of the whole log, where it is known. */
  readonly sizeBytes?: number;
}

export interface AskedPiece {
  /** Left out: the end of it. */
  readonly offset?: number;
  readonly limit: number;
  readonly signal: AbortSignal;
}

interface LogShown {
  /** Next to one another; none before the first answer. */
  readonly pieces: readonly LogPiece[];
  /** After a jump to a place: what follows is asked for. */
  readonly isInside: boolean;
  /** Something that a person asked for is under way. */
  readonly isReading: boolean;
  /** It was cut since it was shown, and is shown anew. */
  readonly wasCut: boolean;
  /** Why the first read failed, or the last one of following; `undefined` if it did not. */
  readonly problem: unknown;
}

/** What a person asks for while something is shown is refused to them with what was thrown. */
interface LogReader {
  readonly shown: () => LogShown;
  readonly listen: (listener: () => void) => () => void;
  readonly readEnd: () => Promise<void>;
  readonly readOlder: () => Promise<void>;
  readonly readNewer: () => Promise<void>;
  readonly readFrom: (offset: number) => Promise<void>;
  /** Reads what is added, until it is told to end or, of a log that cannot grow, its end is read. What fails is tried again. */
  readonly follow: (how: Following) => Promise<void>;
  readonly close: () => void;
}

interface Following {
  readonly canGrow: boolean;
  readonly isSeen: () => boolean;
  readonly until: AbortSignal;
}

const pieceBytes = 65_536;
const largestPieceBytes = 1_048_576;
const lookEachMs = 1_500; // no facts tell that a log has grown
const againMs = 3_000;
const mostTriesAtEnd = 3; // for the last lines of a log that does not grow any more
const longestCharacterBytes = 4;
const mostShownCharacters = 4_000_000; // more is read with a pager, after a download

/** It is another file now, under the same name. */
const anew = { pieces: [], isInside: false, wasCut: true } as const;

export function openLog(read: (asked: AskedPiece) => Promise<LogPiece>): LogReader {
  let shown: LogShown = { pieces: [], isInside: false, isReading: false, wasCut: false, problem: undefined };
  let underWay = new AbortController();
  const listeners = new Set<() => void>();
  const show = (change: Partial<LogShown>): void => {
    shown = { ...shown, ...change };
    for (const tell of listeners) tell();
  };

  /** Whether there was an answer. What is shown is what it was when this was asked: whatever else changes it ends this. */
  async function reading(
    asked: Omit<AskedPiece, 'signal'>,
    isWish: boolean,
    change: (piece: LogPiece) => Partial<LogShown> | undefined,
  ): Promise<LogPiece | undefined> {
    underWay.abort();
    const own = new AbortController();
    underWay = own;
    if (isWish) show({ isReading: true });
    try {
      const piece = await read({ ...asked, signal: own.signal });
      if (own.signal.aborted) return undefined;
      const changed = change(piece);
      if (changed || isWish || shown.problem !== undefined) show({ ...changed, isReading: false, problem: undefined });
      return piece;
    } catch (problem) {
      if (own.signal.aborted) return undefined;
      const isAsked = isWish && shown.pieces.length > 0;
      show({ isReading: false, ...(!isAsked && { problem }) });
      if (isAsked) throw problem;
      return undefined;
    }
  }

  async function readEnd(): Promise<void> {
    await reading({ limit: pieceBytes }, true, (piece) => ({ pieces: [whole(piece)], isInside: false }));
  }

  /** Whether there may be more of it at once. */
  async function readAdded(limit: number, isWish: boolean): Promise<'more' | 'all' | 'failed'> {
    const last = shown.pieces.at(-1);
    const asked = last === undefined ? { limit: pieceBytes } : { offset: last.nextOffset, limit };
    const piece = await reading(asked, isWish, (added) => {
      if (last === undefined) return { pieces: [whole(added)] };
      const { sizeBytes = Infinity } = added;
      if (sizeBytes < last.nextOffset) return anew;
      const isEnd = added.nextOffset === last.nextOffset || added.nextOffset >= sizeBytes;
      if (added.text === '' && added.sizeBytes === last.sizeBytes && !shown.isInside) return undefined;
      const pieces = fromBack([...shown.pieces.slice(0, -1), ...joined(last, added)]);
      return { pieces, isInside: shown.isInside && !isEnd };
    });
    if (piece === undefined) return 'failed';
    return shown.pieces.length === 0 || piece.nextOffset - piece.offset > limit / 2 ? 'more' : 'all';
  }

  return {
    shown: () => shown,
    listen: (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    readEnd,
    async readOlder() {
      const [first] = shown.pieces;
      if (!first) return;
      const offset = Math.max(0, first.offset - pieceBytes * 4);
      await reading({ offset, limit: first.offset - offset }, true, (older) => {
        if (first.offset - older.nextOffset > longestCharacterBytes) return anew; // it has not so much any more
        const pieces = fromFront([whole(older), ...shown.pieces]);
        return { pieces, isInside: shown.isInside || pieces.length <= shown.pieces.length };
      });
      if (shown.pieces.length === 0) await readEnd();
    },
    async readNewer() {
      await readAdded(pieceBytes * 4, true);
      if (shown.pieces.length === 0) await readEnd();
    },
    async readFrom(offset) {
      await reading({ offset, limit: pieceBytes }, true, (piece) => ({ pieces: [piece], isInside: true }));
    },
    async follow({ canGrow, isSeen, until }) {
      for (let tries = 0; !until.aborted;) {
        if (isSeen() && !shown.isInside && !shown.isReading) {
          const outcome = await readAdded(largestPieceBytes, false);
          if (outcome === 'more') continue;
          if (!canGrow && (outcome === 'all' || ++tries === mostTriesAtEnd)) return;
        }
        await pause(shown.problem === undefined ? lookEachMs : againMs, until);
      }
    },
    close: () => underWay.abort(),
  };
}

/** Without the rest of a character that it begins with: each of its bytes came as a sign for what is no text. */
function whole(piece: LogPiece): LogPiece {
  if (piece.offset === 0) return piece;
  const [rest = ''] = /^\u{FFFD}{0,3}/u.exec(piece.text) ?? [];
  return { ...piece, text: piece.text.slice(rest.length), offset: piece.offset + rest.length };
}

/** Two that stand next to one another; small ones as one, as a log that is followed comes by lines. */
function joined(last: LogPiece, added: LogPiece): readonly LogPiece[] {
  if (last.text.length + added.text.length > pieceBytes) return [last, added];
  return [{ ...added, text: last.text + added.text, offset: last.offset }];
}

/** The last of them, as many as can be shown: whole pieces, so that it is known at which byte they begin. */
function fromBack(pieces: readonly LogPiece[]): readonly LogPiece[] {
  return fromFront(pieces.toReversed()).toReversed();
}

function fromFront(pieces: readonly LogPiece[]): readonly LogPiece[] {
  let characters = 0;
  return pieces.filter(({ text }, index) => (characters += text.length) <= mostShownCharacters || index === 0);
}
