// What somebody would do, as policies are asked about it: an action on one thing. It is made of the contract's operation and of
// the ids the call itself would carry, so that a question about one thing cannot be asked without that thing.
import type { Operation, ParamsOf } from '@argosy/contract/operation';
import { invariant } from '@argosy/kernel/errors';

export interface Act {
  readonly action: string;
  /** As policies name it, behind the organization. */
  readonly resource: string;
}

// What zod infers for no fields at all has every string for its keys.
type Ids<O extends Operation> = string extends keyof ParamsOf<O> ? [] : [ids: ParamsOf<O>];

/** `actOf(clusterRelease, { clusterId })`: the same ids that the call takes in its path. */
export function actOf<O extends Operation>({ permission, resource }: O, ...[ids]: Ids<O>): Act {
  return { action: permission, resource: filledIn(resource, ids ?? {}) };
}

/** What a field of an operation needs besides, about the thing that the field names: `fieldActOf(policyAttach, { userId })`. */
export function fieldActOf({ id, fieldPermissions }: Operation, ids: Readonly<Record<string, string>>): Act {
  const needed = Object.keys(ids).map((field) => fieldPermissions[field])[0];
  invariant(needed, `${id} needs something for ${Object.keys(ids).join()}`);
  return { action: needed.permission, resource: filledIn(needed.resource, ids) };
}

function filledIn(resource: string, ids: Readonly<Record<string, unknown>>): string {
  return resource.replaceAll(/\{([A-Za-z0-9]+)\}/g, (_, name: string) => {
    const id = ids[name];
    return typeof id === 'string' ? id : '*';
  });
}
