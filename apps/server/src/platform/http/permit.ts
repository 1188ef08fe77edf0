// What a caller may, asked of the policies that hold for them (RAM-1): the request itself, fields of it that need more, and each
// item of a list.
import { type Decision, resourceName } from '@argosy/contract/identity/decision';
import type { FieldPermission } from '@argosy/contract/operation';
import { refusal } from '@argosy/kernel/errors';
import type { Instant } from '@argosy/kernel/time';
import { type Asking, contextOf } from '../caller.ts';

type Given = Readonly<Record<string, unknown>>;

export interface Permit {
  readonly decision: Decision;
  /** What it was about, behind the organization. */
  readonly resource: string;
}

/** Whether `caller` may do this to what stands in the braces of `resource`. */
export function permit(caller: Asking, { permission, resource }: FieldPermission, given: Given, now: Instant): Permit {
  const relative = filledIn(resource, given);
  const { organizationId } = caller;
  const name = resourceName(permission, { organizationId, relative });
  const decision = caller.authority.decide({ action: permission, resource: name, context: contextOf(caller, now) });
  return { decision, resource: relative };
}

const isDenied = ({ decision: { effect } }: Permit): boolean => effect === 'deny';
/** By a statement, not only because none allows it. */
const isForbidden = ({ decision: { effect, by } }: Permit): boolean => effect === 'deny' && by !== undefined;

/** Answers what decided. Refuses: permission_denied, policy_denies, confirmation_too_old. */
export function requirePermit(caller: Asking, needed: FieldPermission, given: Given, now: Instant): Decision {
  return requireNot(isDenied, caller, needed, given, now);
}

/** Of what others have allowed: whether a statement denies it to this caller all the same.
 *  Refuses: policy_denies, confirmation_too_old. */
export function requireNoDenial(caller: Asking, needed: FieldPermission, given: Given, now: Instant): void {
  requireNot(isForbidden, caller, needed, given, now);
}

function requireNot(
  isRefused: (asked: Permit) => boolean,
  caller: Asking,
  needed: FieldPermission,
  given: Given,
  now: Instant,
): Decision {
  const asked = permit(caller, needed, given, now);
  if (!isRefused(asked)) return asked.decision;
  const { permission } = needed;
  const { decision, resource } = asked;
  // Let through if its person showed now who they are: then that is what to do, whichever statement decided.
  if (caller.confirmedAt !== undefined && !isRefused(permit({ ...caller, confirmedAt: now }, needed, given, now)))
    throw refusal('confirmation_too_old', { permission, resource });
  const { by } = decision;
  throw by
    ? refusal('policy_denies', { permission, resource, ...by })
    : refusal('permission_denied', { permission, resource });
}

/** The kind and the field of a resource that one thing alone is named in: `cluster/{clusterId}`. */
export function namedIn(resource: string): { readonly kind: string; readonly field: string } | undefined {
  const [, kind, field] = /^([a-z-]+)\/\{([A-Za-z0-9]+)\}$/.exec(resource) ?? [];
  return kind === undefined || field === undefined ? undefined : { kind, field };
}

/** What was not given may be any. */
function filledIn(resource: string, given: Given): string {
  return resource.replaceAll(/\{([A-Za-z0-9]+)\}/g, (_, field: string) => {
    const value = given[field];
    return typeof value === 'string' ? value : '*';
  });
}
