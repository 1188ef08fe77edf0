import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { runParts, stopParts } from '../tools/parts.ts';

test('checks that are told to stop end what runs and begin nothing more', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'argosy-parts-'));
  const file = join(folder, 'begun');
  const failed = runParts([
    { name: 'long', argv: ['sleep', '600'] },
    { name: 'beside', argv: ['sleep', '600'] },
    { name: 'next', argv: ['touch', file] },
    { name: 'last', argv: ['touch', file], live: true },
  ]);
  await stopParts();
  expect((await failed).toSorted()).toEqual(['beside', 'last', 'long', 'next']);
  expect(existsSync(file)).toBe(false);
  await stopParts(); // it ended by a signal: there is nothing to wait for
  rmSync(folder, { recursive: true });
});
