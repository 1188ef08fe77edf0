import { closeSync, mkdtempSync, openSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { searchFile } from './search-file.ts';

type Request = Parameters<typeof searchFile>[1];

/** `search` in a file with this content. */
async function within<T>(
  content: string | Buffer,
  use: (search: (changes?: Partial<Request>, mostBytes?: number) => ReturnType<typeof searchFile>) => Promise<T>,
): Promise<T> {
  const folder = mkdtempSync(join(tmpdir(), 'argosy-test-search-'));
  writeFileSync(join(folder, 'a.log'), content);
  const file = openSync(join(folder, 'a.log'), 'r');
  const request = {
    kind: 'search',
    path: '',
    text: 'x',
    ignoreCase: false,
    direction: 'backward',
    limit: 100,
  } as const;
  try {
    return await use((changes = {}, mostBytes) => searchFile(file, { ...request, ...changes }, mostBytes));
  } finally {
    closeSync(file);
    rmSync(folder, { recursive: true });
  }
}

test('CLU-7 a search finds the newest lines first, in either case if asked, and goes on where it stopped', async () => {
  const log = 'INFO one\nError 二 two\nINFO three\nERROR four\n';
  await within(log, async (search) => {
    expect(await search({ text: 'ERROR' })).toMatchObject({ matches: [{ offset: 34, line: 'ERROR four' }] });
    const first = await search({ text: 'error', ignoreCase: true, limit: 1 });
    expect(first).toMatchObject({ matches: [{ line: 'ERROR four' }], nextOffset: 34, sizeBytes: 45 });
    const next = await search({ text: 'error', ignoreCase: true, offset: first.nextOffset ?? 0 });
    expect(next.matches).toEqual([{ offset: 9, line: 'Error 二 two' }]);
    expect(next.nextOffset).toBeUndefined();
    const forward = await search({ text: 'INFO', direction: 'forward', limit: 1 });
    expect(forward).toMatchObject({ matches: [{ offset: 0, line: 'INFO one' }], nextOffset: 9 });
    expect((await search({ text: '三' })).matches).toEqual([]);
    expect((await search({ offset: 9_999, text: 'four' })).matches).toHaveLength(1); // the file was cut since
  });
});

test('a line of any length is searched, and shown around what was found', async () => {
  const line = `${'a'.repeat(600_000)}needle${'b'.repeat(600_000)}`;
  await within(`first\n${line}\nlast\n`, async (search) => {
    for (const direction of ['backward', 'forward'] as const) {
      const { matches, nextOffset } = await search({ text: 'needle', direction });
      expect(matches).toHaveLength(1);
      expect(matches[0]?.line).toHaveLength(2000);
      expect(matches[0]?.line).toContain('needle');
      expect(nextOffset).toBeUndefined();
    }
  });
});

test('a search of a large file stops where it has done enough for one request, and says where', async () => {
  const lines = Array.from({ length: 200_000 }, (_, at) => `line ${at}`).join('\n');
  await within(lines, async (search) => {
    let offset: number | undefined;
    let found = 0;
    let requests = 0;
    do {
      const answer = await search({ text: '7777', ...(offset !== undefined && { offset }) }, 500_000);
      found += answer.matches.length;
      offset = answer.nextOffset;
      requests += 1;
    } while (offset !== undefined);
    expect(found).toBe(lines.split('\n').filter((line) => line.includes('7777')).length);
    expect(requests).toBeGreaterThan(2);
  });
});

test('both directions find what is there, whatever the lines are', async () => {
  const content = fc.string({ maxLength: 60, unit: fc.constantFrom('x', 'y', '\n', '\r', '中', ' ') });
  await fc.assert(
    fc.asyncProperty(content, async (text) => {
      const expected = text.split('\n').filter((line) => line.includes('x')).length;
      await within(text, async (search) => {
        const backward = await search();
        const forward = await search({ direction: 'forward' });
        expect(forward.matches).toHaveLength(expected);
        expect(backward.matches.toReversed()).toEqual(forward.matches);
      });
    }),
    { numRuns: 60 },
  );
});
