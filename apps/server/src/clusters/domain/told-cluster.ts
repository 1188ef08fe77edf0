// What the audit trail tells of a cluster before and after a change. Pure. Values of its configuration and its scripts may hold what
// opens other systems, and the trail is read by other people than those who may see the cluster: of these the names alone.
import type { Cluster } from './cluster.ts';

export const toldCluster = ({
  name,
  state,
  release,
  spec,
  nodeGroups,
  deletionProtection,
  releaseAt,
}: Cluster): Readonly<Record<string, unknown>> => ({
  name,
  state,
  release,
  components: spec.components,
  nodeGroups: nodeGroups.map((group) => ({
    name: group.name,
    role: group.role,
    machineType: group.machineType,
    count: group.count,
  })),
  configuration: spec.configuration.map(({ component, file, key }) => `${component} ${file} ${key}`),
  bootstrapScripts: spec.bootstrapScripts.map((script) => script.name),
  deletionProtection,
  releaseAt: releaseAt?.toString(),
});
