import { refusal } from '@argosy/kernel/errors';
import type { Caller } from '../platform/caller.ts';
import type { WorkloadsDeps } from './deps.ts';
import { deleteFile, goingUsesOfFile, lockFile, usesOfFiles } from './store/files.ts';
import { noteChanges } from '../platform/transaction.ts';

/** Takes an uploaded file from the organization. Its content goes with the hourly cleaning, when no other has it: whoever dies
 *  in between leaves that to do. Refuses: file_not_found, file_in_use. */
export async function deleteUploadedFile(
  deps: WorkloadsDeps,
  caller: Caller,
  { sha256 }: { readonly sha256: string },
): Promise<undefined> {
  const { organizationId } = caller;
  return deps.transaction(caller, async (tx) => {
    const file = await lockFile(tx, organizationId, sha256); // who is about to name it holds it: that is seen below
    if (file === undefined) throw refusal('file_not_found', { sha256 });
    const uses = await usesOfFiles(tx, organizationId, [sha256]);
    const by = [
      ...new Set(uses.map(({ kind, name }) => `${kind} ${name}`)),
      ...(await goingUsesOfFile(tx, organizationId, sha256)),
    ];
    if (by.length > 0) throw refusal('file_in_use', { sha256, by });
    await deleteFile(tx, organizationId, sha256, deps.clock.now());
    noteChanges(tx, { before: { sha256, sizeBytes: file.sizeBytes } });
    return undefined;
  });
}
