// Whether something that has versions may get another. Pure.
import { refusal } from '@argosy/kernel/errors';

/** `version`: which was changed, where whoever changed it says so: what somebody else has written meanwhile is not written over.
 *  Refuses: name_fixed, version_outdated. */
export function requireChangeable(
  present: { readonly name: string; readonly version: number },
  asked: { readonly name: string; readonly version: number | undefined },
): void {
  const { name } = present;
  if (asked.name !== name) throw refusal('name_fixed', { name, asked: asked.name });
  if (asked.version !== undefined && asked.version !== present.version)
    throw refusal('version_outdated', { name, version: asked.version, present: present.version });
}
