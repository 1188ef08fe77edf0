// The console as it is built, once for all tests of this checkout that open it, as on a person's machine; another checkout has
// another.
import { createHash } from 'node:crypto';
import { mkdir, symlink } from 'node:fs/promises';
import type { Home } from '../apps/server/src/platform/home.ts';

const checkout = createHash('sha256')
  .update(import.meta.dirname)
  .digest('hex');
const folder = `/var/tmp/argosy-test-console-${process.getuid?.() ?? 0}/${checkout.slice(0, 8)}`;

/** A server on `home` finds the console built, or builds it for those that come after it. */
export async function shareConsole(home: Home): Promise<void> {
  await mkdir(folder, { recursive: true });
  await symlink(folder, home.console);
}
