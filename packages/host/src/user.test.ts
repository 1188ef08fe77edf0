import { chmodSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { asUser, dropInheritedRights } from './user.ts';

test.runIf(process.geteuid?.() === 0)('as another user nothing is read that only root’s groups may read', () => {
  const folder = mkdtempSync(join(tmpdir(), 'argosy-test-user-'));
  chmodSync(folder, 0o755);
  const file = join(folder, 'secret');
  writeFileSync(file, 'secret', { mode: 0o640 });
  const nobody = { name: 'nobody', uid: 65_534, gid: 65_534 };
  try {
    process.setgroups?.([0]); // as after a login
    dropInheritedRights();
    expect(() => asUser(nobody, () => readFileSync(file))).toThrow('EACCES');
    expect(readFileSync(file, 'utf8')).toBe('secret');
  } finally {
    rmSync(folder, { recursive: true });
  }
});
