import { execFileSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { mountSmallDisk, noMounts } from '@argosy/testkit';
import { expect, test } from 'vitest';
import { receiveFile } from './receive-file.ts';

test.runIf(process.getuid?.() === 0)(
  'what the disk has room for a part of only is refused, and leaves nothing',
  async ({ skip }) => {
    const folder = mkdtempSync(join(tmpdir(), 'argosy-receive-'));
    if (!mountSmallDisk(folder, 'size=128k')) skip(noMounts);
    try {
      const filler = join(folder, 'filler');
      writeFileSync(filler, Buffer.alloc(100 * 1024));
      const path = join(folder, 'file');
      const content = Buffer.alloc(60_000, 'a line\n'); // one piece, as all that is sent in one packet
      await expect(receiveFile(path, Readable.from([content]))).rejects.toMatchObject({ code: 'disk_full' });
      expect(readdirSync(folder)).toEqual(['filler']);
      rmSync(filler);
      expect(await receiveFile(path, Readable.from([content]))).toMatchObject({ sizeBytes: 60_000 });
      expect(readFileSync(path)).toEqual(content);
    } finally {
      execFileSync('umount', [folder]);
      rmSync(folder, { recursive: true });
    }
  },
);
