import {
  chmodSync,
  chownSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { emptyTree, removeTree } from './remove-tree.ts';

const nobody = 65_534;
const isRoot = process.getuid?.() === 0;
let folder = '';

/** As an unprivileged user; whoever runs the tests as one is one already. */
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'argosy-test-remove-'));
  if (!isRoot) return;
  chownSync(folder, nobody, nobody);
  process.setegid?.(nobody);
  process.seteuid?.(nobody);
});
afterEach(() => {
  if (isRoot) process.seteuid?.(0);
  if (isRoot) process.setegid?.(0);
  rmSync(folder, { recursive: true });
});

/** A tree as `chmod -R a-w` leaves it, with a folder that nobody may even look into and a link out of it. */
function makeClosedTree(): string {
  const tree = join(folder, 'tree');
  mkdirSync(join(tree, 'pkg/mod/a'), { recursive: true });
  mkdirSync(join(tree, 'closed/b'), { recursive: true });
  writeFileSync(join(tree, 'pkg/mod/a/go.mod'), '');
  symlinkSync(folder, join(tree, 'pkg/out'));
  for (const each of ['pkg/mod/a', 'pkg/mod', 'pkg']) chmodSync(join(tree, each), 0o555);
  chmodSync(join(tree, 'closed'), 0);
  chmodSync(tree, 0o555);
  return tree;
}

test('a tree of read-only folders is removed whole, and nothing beside it', async () => {
  const tree = makeClosedTree();
  chmodSync(folder, 0o750);
  await removeTree(tree);
  expect(existsSync(tree)).toBe(false);
  expect(statSync(folder).mode & 0o777).toBe(0o750);
  await removeTree(tree); // safe to repeat
});

test('a read-only folder is emptied and stays', () => {
  const tree = makeClosedTree();
  emptyTree(tree);
  expect(existsSync(join(tree, 'pkg'))).toBe(false);
  expect(existsSync(tree)).toBe(true);
  emptyTree(join(folder, 'none'));
});
