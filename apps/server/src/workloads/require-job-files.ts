// Whether the files that a job names are there and may be used.
import { refusal } from '@argosy/kernel/errors';
import type { JobSpec } from '@argosy/contract/workloads/job-spec';
import type { PlatformDeps } from '../platform/deps.ts';
import { uploadedFile } from '../platform/home.ts';
import { findUnsafeEntry } from './archive-entries.ts';
import { filesOf, isUnpacked } from './domain/job-files.ts';
import { filesThere } from './store/files.ts';

/** Reads archives, so it is called outside of transactions. Refuses: file_not_found, archive_unsafe. */
export async function requireJobFiles(
  deps: Pick<PlatformDeps, 'home' | 'read'>,
  organizationId: string,
  spec: JobSpec,
): Promise<void> {
  const files = filesOf(spec);
  if (files.length === 0) return;
  const there = await deps.read({ organizationId }, (tx) =>
    filesThere(
      tx,
      organizationId,
      files.map(({ sha256 }) => sha256),
    ),
  );
  for (const file of files) {
    if (!there.has(file.sha256)) throw refusal('file_not_found', file);
    if (!isUnpacked(spec, file)) continue;
    const unsafe = await findUnsafeEntry(uploadedFile(deps.home, file.sha256), file.name);
    if (unsafe !== undefined) throw refusal('archive_unsafe', { file: file.name, ...unsafe });
  }
}
