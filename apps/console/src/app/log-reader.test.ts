// How a log is read: what stands together was written together, whatever comes between asking and answering.
import { expect, test } from 'vitest';
import { type AskedPiece, type LogPiece, openLog } from './log-reader.ts';

/** A log in memory; `hold` lets answers wait until they are let go. */
function aLog(content: string) {
  const is = { bytes: Buffer.from(content), reads: 0, held: undefined as Promise<void> | undefined, fails: false };
  const read = async ({ offset, limit }: AskedPiece): Promise<LogPiece> => {
    is.reads += 1;
    const start = offset ?? Math.max(0, is.bytes.length - limit);
    const piece = is.bytes.subarray(start, start + limit);
    const sizeBytes = is.bytes.length;
    const { fails } = is;
    await is.held;
    if (fails) throw new Error('away');
    return { text: piece.toString('utf8'), offset: start, nextOffset: start + piece.length, sizeBytes };
  };
  const log = openLog(read);
  return {
    log,
    is,
    append: (text: string) => void (is.bytes = Buffer.concat([is.bytes, Buffer.from(text)])),
    hold() {
      const { promise, resolve } = Promise.withResolvers<void>();
      is.held = promise;
      return () => {
        is.held = undefined;
        resolve();
      };
    },
    text: () =>
      log
        .shown()
        .pieces.map(({ text }) => text)
        .join(''),
  };
}

test('a jump ends what is being read: its answer is not put behind another place', async () => {
  const { log, append, hold, text } = aLog(`${'a'.repeat(200_000)}\nthe end\n`);
  await log.readEnd();
  append('more\n');
  const letGo = hold();
  const ended = new AbortController();
  const following = log.follow({ canGrow: true, isSeen: () => true, until: ended.signal });
  const jump = log.readFrom(0);
  letGo();
  await jump;
  expect(text()).toBe('a'.repeat(65_536));
  expect(log.shown().isInside).toBe(true);
  await log.readNewer();
  expect(text()).toBe(`${'a'.repeat(200_000)}\nthe end\nmore\n`);
  expect(log.shown().isInside).toBe(false);
  ended.abort();
  await following;
});

test('older parts stand before what is shown at the byte where they belong, also between the bytes of a character', async () => {
  const whole = '云舟上海\n'.repeat(40_000); // 13 bytes a line: pieces begin anywhere
  const { log, text } = aLog(whole);
  await log.readEnd();
  expect(text()).not.toContain('\u{FFFD}');
  while (log.shown().pieces[0]?.offset !== 0) await log.readOlder();
  expect(text()).toBe(whole);
});

test('of a very long log so much is shown as can be, and it is known which part of it', async () => {
  const line = (index: number) => `${String(index).padStart(9, '0')}\n`;
  const { log, is, text } = aLog(Array.from({ length: 600_000 }, (_, index) => line(index)).join(''));
  await log.readFrom(0);
  while (log.shown().isInside) await log.readNewer();
  const [first] = log.shown().pieces;
  expect(text().length).toBeLessThanOrEqual(4_000_000);
  expect(first?.offset).toBeGreaterThan(0);
  expect(text()).toBe(is.bytes.toString('utf8', first?.offset));
  await log.readOlder();
  const { pieces, isInside } = log.shown();
  expect(isInside).toBe(true); // its end went for that
  expect(text()).toBe(is.bytes.toString('utf8', pieces[0]?.offset, pieces.at(-1)?.nextOffset));
});

test('the last lines of a log that has stopped to grow are read, and then nothing more is asked', async () => {
  const { log, is, append, text } = aLog('one\n');
  await log.readEnd();
  append('two\n');
  await log.follow({ canGrow: false, isSeen: () => true, until: new AbortController().signal });
  expect(text()).toBe('one\ntwo\n');
  expect(is.reads).toBe(2);
});

test('what fails is said and tried again; what a person asked for and was refused is told to them', async () => {
  const { log, is, append, text } = aLog('one\n');
  is.fails = true;
  await log.readEnd();
  expect(log.shown().problem).toBeInstanceOf(Error);
  is.fails = false;
  const ended = new AbortController();
  const following = log.follow({ canGrow: true, isSeen: () => true, until: ended.signal });
  await expect.poll(text).toBe('one\n');
  expect(log.shown().problem).toBeUndefined();
  append('two\n');
  await expect.poll(text).toBe('one\ntwo\n');
  ended.abort();
  await following;
  is.fails = true;
  await expect(log.readFrom(0)).rejects.toThrow('away');
  expect(text()).toBe('one\ntwo\n');
});
