import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { findPython } from './python.ts';

test('a python3 without pip, as Debian installs it, is passed over for one that has it', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'argosy-python-'));
  const without = `#!/bin/sh\necho "ModuleNotFoundError: No module named 'pip'" >&2\nexit 1\n`;
  await writeFile(join(folder, 'python3'), without, { mode: 0o755 });
  try {
    const found = await findPython({ searchPath: folder, environment: {} });
    expect(found.path).not.toContain(folder);
    expect(found.version).toMatch(/^3\./);
  } finally {
    await rm(folder, { recursive: true });
  }
});
