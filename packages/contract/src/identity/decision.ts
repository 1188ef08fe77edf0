// What is asked of policies, and what they say (RAM-1). The server decides, and everybody may be told.
import type { ConditionKey, PolicyDocument } from './policy-document.ts';

/** What is asked. */
export interface Asked {
  /** `clusters:GetCluster` */
  readonly action: string;
  /** `acs:clusters:local:org-1:cluster/c-1` */
  readonly resource: string;
  /** What the request tells of itself; what it does not tell is absent. */
  readonly context: Readonly<Partial<Record<ConditionKey, string>>>;
}

export interface Decision {
  readonly effect: 'allow' | 'deny';
  /** The statement that decided, counted from 0; absent where none spoke of it, which denies. */
  readonly by: { readonly policy: string; readonly statement: number } | undefined;
}

export type Decide = (asked: Asked) => Decision;

/** What somebody may. */
export interface Authority {
  readonly decide: Decide;
  /** Whether two resources may be decided differently for this action: then a name is turned into an id before it is asked. */
  readonly isAboutResources: (action: string) => boolean;
  /** What it was put together of, without what everybody has: each layer has to allow. Nobody gives more than this. */
  readonly layers: readonly (readonly PolicyDocument[])[];
}

/** The name of a resource in policies: service, region, organization, and what it is there. There is one region as yet. */
export function resourceName(
  permission: string,
  { organizationId, relative }: { readonly organizationId: string; readonly relative: string },
): string {
  return `acs:${permission.slice(0, permission.indexOf(':'))}:local:${organizationId}:${relative}`;
}
