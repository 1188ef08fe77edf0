// A wish for a cluster as somebody writes it: what the form shows of its YAML.
import { nodeRoles, type NodeRole } from '@argosy/contract/clusters/vocabulary';
import { type Draft, type DraftPath, type Issue, pathOf, valueAt } from '../app/draft.ts';

export interface DraftGroup {
  readonly role: NodeRole;
  readonly machineType: string;
  readonly count: number;
}

/** `region`: left out where the server's own choice is meant. */
export const firstText = (name: string, region?: string): string => `name: ${name}
${region === undefined ? '' : `region: ${region}\n`}components: [hdfs, yarn, mapreduce, spark]
nodeGroups:
  - { role: master, machineType: local.medium, count: 1 }
  - { role: core, machineType: local.small, count: 2 }
`;

/** What the server's check says, at the places of the draft. */
export const issuesOf = (
  checked: { readonly problems: readonly { readonly path: string; readonly message: string }[] } | undefined,
): readonly Issue[] => (checked?.problems ?? []).map(({ path, message }) => ({ path: pathOf(path), message }));

/** The groups of the cluster that stands at `at`, as far as the form can show them. */
export function groupsOf(draft: Draft, at: DraftPath = []): readonly DraftGroup[] {
  const found = valueAt(draft, [...at, 'nodeGroups']);
  const groups = Array.isArray(found) ? (found as readonly unknown[]) : [];
  return groups.map((each) => {
    const group = (typeof each === 'object' && each !== null ? each : {}) as Record<string, unknown>;
    return {
      role: nodeRoles.find((role) => role === group['role']) ?? 'core',
      machineType: typeof group['machineType'] === 'string' ? group['machineType'] : 'local.medium',
      count: typeof group['count'] === 'number' ? group['count'] : 1,
    };
  });
}
